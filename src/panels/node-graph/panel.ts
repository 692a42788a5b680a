import {
  ArcOptionBuilder,
  EdgeOptionsBuilder,
  NodeOptionsBuilder,
  PanelBuilder,
  ZoomMode,
} from "@grafana/grafana-foundation-sdk/nodegraph";
import {
  datasource,
  describePanel,
  properties,
  target,
  type DataLinkModel,
  type DescribedQuery,
  type PanelGuidance,
} from "../../grafana/index.js";
import { prometheusQuery } from "../../grafana/prometheus-query.js";
import type { Duration } from "../../promql/index.js";
import { setLayout, type Layout } from "./boundary.js";
import { checkKinds } from "./check-kinds.js";
import { arcField } from "./columns.js";
import { edgeColumns } from "./edge-columns.js";
import type { AnyNodeKind, EdgeKind } from "./kinds.js";
import { rowLink, withLinkEnds } from "./links.js";
import type { EdgeModel, NodeModel } from "./model.js";
import { nodeColumns } from "./node-columns.js";
import { positionsModel, withPosition, type Positions } from "./positions.js";
import { nodeSetOf } from "./node-set.js";
import { defaultMaxQueryBytes, queriesFor, type NamedQuery } from "./targets.js";
import {
  arcsIn,
  transformationPlan,
  type NamedArc,
  type Ring,
  type Statistics,
  type Thickness,
} from "./transformation-plan.js";
import { transformationsOf } from "./transformations.js";

export interface NodeGraphOptions {
  readonly nodes: readonly AnyNodeKind[];
  readonly edges: readonly EdgeKind[];
  /** The same for all kinds: Grafana knows one unit for all nodes, and one for all edges. */
  readonly statistics: { readonly nodes?: Statistics; readonly edges?: Statistics };
  /** The ring of all nodes, from the second statistic in per cent. Kinds have no arcs of their own then. */
  readonly ring?: Ring;
  /** The width of all lines, by the logarithm of the main statistic: 0.5 at 0, 4 at the figure `thick`. */
  readonly thickness?: Thickness;
  /** The most nodes that the kinds may have together. Default: 150; Grafana draws 200. */
  readonly maxNodes?: number;
  /** The age of the moment that the graph shows, by which everything had been scraped. Default: 30s. */
  readonly evaluationDelay?: Duration | "none";
  /** The arrangement of nodes, also where Grafana doesn't know positions. Default: in layers from left to right. */
  readonly layout?: Layout;
  /** Where nodes stand. Without it Grafana arranges them by `layout`, and its first view shows a part of a large graph. */
  readonly positions?: Positions;
  /**
   * The most bytes of a query that a single kind may need. Default: 8192, which every proxy lets pass.
   */
  readonly maxQueryBytes?: number;
  /** The most bytes of a query that fills a column for several kinds. Default: 8192. */
  readonly joinedBytes?: number;
}

/** A node graph: the SDK's builder with our defaults. */
export class NodeGraph extends PanelBuilder {
  readonly #queries: readonly DescribedQuery[];

  constructor(title: string, queries: readonly DescribedQuery[]) {
    super();
    this.#queries = queries;
    this.title(title).datasource(datasource).zoomMode(ZoomMode.Cooperative).span(24).height(16);
  }

  /** Describes the graph; the list of metrics comes from the queries. */
  about(guidance: PanelGuidance & { readonly shows: string }): this {
    return this.description(describePanel(this.#queries, guidance) ?? "");
  }

  /** The arrangement of nodes. Default: in layers from left to right. */
  layout(layout: Layout): this {
    setLayout(this.build(), layout);
    return this;
  }
}

/**
 * A node graph from kinds of nodes and edges.
 * @throws if two kinds share a name, an edge ends at a kind that the graph lacks, the kinds may have more nodes than
 *   `maxNodes`, or a query is longer than `maxQueryBytes`.
 */
export function nodeGraph(title: string, options: NodeGraphOptions): NodeGraph {
  try {
    return panelOf(title, options);
  } catch (error) {
    throw new Error(`node graph "${title}": ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function panelOf(title: string, options: NodeGraphOptions): NodeGraph {
  const { statistics, maxNodes = 150, layout = "layered" } = options;
  const { positions } = options;
  const nodes = options.nodes.map(({ model }) => (positions === undefined ? model : withPosition(model, positions)));
  const edges = options.edges.map(({ model }) => model);
  checkKinds(nodes, edges, maxNodes);
  const queries = queriesOf(withLinkEnds("nodes", nodes), withLinkEnds("edges", edges), options);
  const panel = new NodeGraph(
    title,
    queries.map(({ vector }) => ({ expression: vector })),
  )
    .layout(layout)
    .targets(
      queries.map(({ refId, vector }) =>
        prometheusQuery(target({ expression: vector }, undefined, { refId }), "instant"),
      ),
    )
    .transformations(
      transformationsOf(transformationPlan(nodes, edges, options, positions && positionsModel(positions, nodes))),
    )
    .nodes(nodeOptions(statistics.nodes, arcsIn(nodes, options.ring)))
    .edges(edgeOptions(statistics.edges));
  setLink(panel, "title", rowLink("nodes", nodes));
  setLink(panel, "source", rowLink("edges", edges));
  return panel;
}

function queriesOf(
  nodes: readonly NodeModel[],
  edges: readonly EdgeModel[],
  {
    evaluationDelay = "30s",
    maxQueryBytes = defaultMaxQueryBytes,
    joinedBytes = defaultMaxQueryBytes,
  }: NodeGraphOptions,
): readonly NamedQuery[] {
  const nodeSets = new Map(nodes.map((node) => [node.identity.name, nodeSetOf(node, edges)]));
  const delay = evaluationDelay === "none" ? undefined : evaluationDelay;
  const ofNodes = [...nodeSets.values()].flatMap(nodeColumns);
  const ofEdges = edges.flatMap((edge) => edgeColumns(edge, nodeSets));
  const limits = { maxQueryBytes, joinedBytes };
  return [...queriesFor("node", ofNodes, delay, limits), ...queriesFor("edge", ofEdges, delay, limits)];
}

function nodeOptions(statistics: Statistics | undefined, arcs: readonly NamedArc[]): NodeOptionsBuilder {
  const options = new NodeOptionsBuilder().arcs(
    arcs.map(({ name, color }) => new ArcOptionBuilder().field(arcField(name)).color(color)),
  );
  if (statistics?.main?.unit !== undefined && statistics.main.whole !== true)
    options.mainStatUnit(statistics.main.unit);
  if (statistics?.secondary?.unit !== undefined) options.secondaryStatUnit(statistics.secondary.unit);
  return options;
}

function edgeOptions(statistics: Statistics | undefined): EdgeOptionsBuilder {
  const options = new EdgeOptionsBuilder();
  if (statistics?.main?.unit !== undefined && statistics.main.whole !== true)
    options.mainStatUnit(statistics.main.unit);
  if (statistics?.secondary?.unit !== undefined) options.secondaryStatUnit(statistics.secondary.unit);
  return options;
}

function setLink(panel: NodeGraph, field: string, model: DataLinkModel | undefined): void {
  // On one field only: Grafana collects the links of all fields of a row.
  if (model !== undefined) panel.overrideByName(field, properties({ links: [model] }));
}
