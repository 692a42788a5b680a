import {
  ArcOptionBuilder,
  EdgeOptionsBuilder,
  NodeOptionsBuilder,
  PanelBuilder,
  ZoomMode,
} from "@grafana/grafana-foundation-sdk/nodegraph";
import {
  datasource,
  describe,
  properties,
  target,
  type DataLinkModel,
  type DescribedQuery,
  type PanelGuidance,
} from "../../grafana/index.js";
import { prometheusQuery } from "../../grafana/prometheus-query.js";
import type { Duration } from "../../promql/index.js";
import { setLayout, type Layout } from "./boundary.js";
import { arcField, detailField, lookupField } from "./columns.js";
import { edgeColumns } from "./edge-columns.js";
import type { AnyNodeKind, EdgeKind } from "./kinds.js";
import { rowLink } from "./links.js";
import type { EdgeModel, NodeModel } from "./model.js";
import { nodeColumns } from "./node-columns.js";
import { maxNodeCount, nodeSetOf } from "./node-set.js";
import { defaultMaxQueryBytes, queriesFor } from "./targets.js";
import { transformationsOf, type TransformationPlan } from "./transformations.js";

export interface Statistic {
  /** For menus. */
  readonly title: string;
  /** Written behind the figure as it is: `req/s`, `% failed`. */
  readonly unit: string;
}

export interface Statistics {
  readonly main?: Statistic;
  readonly secondary?: Statistic;
}

export interface NodeGraphOptions {
  readonly nodes: readonly AnyNodeKind[];
  readonly edges: readonly EdgeKind[];
  /** All kinds show the same figures, since Grafana knows one unit for all nodes, and one for all edges. */
  readonly statistics: { readonly nodes?: Statistics; readonly edges?: Statistics };
  /** The most nodes there may be. Default: 150; Grafana draws 200. */
  readonly maxNodes?: number;
  /**
   * How long ago the moment is that the graph shows, so that no scrape falls between two of its queries. Default: 30s.
   */
  readonly evaluationDelay?: Duration | "none";
  readonly layout?: Layout;
  /**
   * The most bytes that one kind may need in a query. Default: 8192, which every proxy lets pass. Queries of several
   * kinds are parted before they come to that in any case.
   */
  readonly maxQueryBytes?: number;
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
    return this.description(describe(this.#queries, guidance) ?? "");
  }

  /** How nodes are arranged. Default: in layers from left to right. */
  layout(layout: Layout): this {
    setLayout(this.build(), layout);
    return this;
  }
}

/**
 * A node graph from kinds of nodes and edges.
 * @throws if two kinds share a name, an edge ends at a kind that isn't there, there may be more nodes than `maxNodes`, or a
 *   query is longer than `maxQueryBytes`.
 */
export function nodeGraph(title: string, content: NodeGraphOptions): NodeGraph {
  const {
    maxNodes: limit = 150,
    evaluationDelay: settle = "30s",
    statistics,
    layout = "layered",
    maxQueryBytes: longest = defaultMaxQueryBytes,
  } = content;
  try {
    const nodes = content.nodes.map(({ model }) => model);
    const edges = content.edges.map(({ model }) => model);
    checkKinds(nodes, edges, limit);
    const populations = new Map(nodes.map((node) => [node.identity.name, nodeSetOf(node, edges)]));
    const shift = settle === "none" ? undefined : settle;
    const queries = [
      ...queriesFor("node", [...populations.values()].flatMap(nodeColumns), shift, longest),
      ...queriesFor(
        "edge",
        edges.flatMap((edge) => edgeColumns(edge, populations)),
        shift,
        longest,
      ),
    ];
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
      .transformations(transformationsOf(transformationPlan(nodes, edges, statistics)))
      .nodes(nodeOptions(statistics.nodes, nodes))
      .edges(edgeOptions(statistics.edges));
    link(
      panel,
      "title",
      rowLink(
        "nodes",
        nodes.map((node) => node.link),
      ),
    );
    link(
      panel,
      "source",
      rowLink(
        "edges",
        edges.map((edge) => edge.link),
      ),
    );
    return panel;
  } catch (error) {
    throw new Error(`node graph "${title}": ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function nodeOptions(statistics: Statistics | undefined, nodes: readonly NodeModel[]): NodeOptionsBuilder {
  const options = new NodeOptionsBuilder().arcs(
    arcsOf(nodes).map(({ name, color }) => new ArcOptionBuilder().field(arcField(name)).color(color)),
  );
  if (statistics?.main !== undefined) options.mainStatUnit(statistics.main.unit);
  if (statistics?.secondary !== undefined) options.secondaryStatUnit(statistics.secondary.unit);
  return options;
}

function edgeOptions(statistics: Statistics | undefined): EdgeOptionsBuilder {
  const options = new EdgeOptionsBuilder();
  if (statistics?.main !== undefined) options.mainStatUnit(statistics.main.unit);
  if (statistics?.secondary !== undefined) options.secondaryStatUnit(statistics.secondary.unit);
  return options;
}

function link(panel: NodeGraph, field: string, model: DataLinkModel | undefined): void {
  // On one field alone: Grafana collects the links of all fields of a row.
  if (model !== undefined) panel.overrideByName(field, properties({ links: [model] }));
}

interface NamedArc {
  readonly name: string;
  readonly title: string;
  readonly color: string;
}

/** The arcs of all kinds, each once. */
function arcsOf(nodes: readonly NodeModel[]): readonly NamedArc[] {
  const arcs = new Map<string, NamedArc>();
  for (const { name, title, color: color } of nodes.flatMap((node) => node.arcs)) {
    const other = arcs.get(name);
    if (other !== undefined && (other.title !== title || other.color !== color)) {
      throw new Error(
        `two kinds call an arc "${name}", but not by one title and color; Grafana knows one for all nodes`,
      );
    }
    arcs.set(name, { name, title, color });
  }
  return [...arcs.values()];
}

function transformationPlan(
  nodes: readonly NodeModel[],
  edges: readonly EdgeModel[],
  statistics: NodeGraphOptions["statistics"],
): TransformationPlan {
  const arcs = arcsOf(nodes);
  return {
    arcs: arcs.map(({ name }) => name),
    measured: measuredAmong(nodes),
    nodeTitles: {
      ...statisticTitles(statistics.nodes),
      ...Object.fromEntries(arcs.map(({ name, title }) => [arcField(name), title])),
      ...detailTitles(nodes),
    },
    edgeTitles: { ...statisticTitles(statistics.edges), ...detailTitles(edges) },
    spent: ["coloured", ...foundTexts(nodes)],
  };
}

function measuredAmong(nodes: readonly NodeModel[]): TransformationPlan["measured"] {
  const measured = nodes.filter(({ main }) => main !== undefined).length;
  if (measured === 0) return "none";
  return measured === nodes.length ? "all" : "some";
}

/** The columns that bring texts of other queries. */
function foundTexts(nodes: readonly NodeModel[]): readonly string[] {
  return nodes.flatMap(({ title, subtitle, details }) => {
    const texts = [
      ["title", title] as const,
      ...(subtitle === undefined ? [] : [["subtitle", subtitle] as const]),
      ...details.map((detail) => [detailField(detail.title), detail.value] as const),
    ];
    return texts.flatMap(([name, { type }]) => (type === "lookup" ? [lookupField(name)] : []));
  });
}

function statisticTitles({ main, secondary }: Statistics = {}): Record<string, string> {
  return {
    ...(main === undefined ? {} : { mainstat: main.title }),
    ...(secondary === undefined ? {} : { secondarystat: secondary.title }),
  };
}

function detailTitles(kinds: readonly (NodeModel | EdgeModel)[]): Record<string, string> {
  return Object.fromEntries(kinds.flatMap(({ details }) => details.map(({ title }) => [detailField(title), title])));
}

function checkKinds(nodes: readonly NodeModel[], edges: readonly EdgeModel[], limit: number): void {
  for (const names of [nodes.map(({ identity }) => identity.name), edges.map(({ name }) => name)]) {
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`two kinds are called "${twice}"`);
  }
  const sizes = nodes.map((node) => ({ name: node.identity.name, size: maxNodeCount(node) }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total > limit) {
    const parts = sizes.map(({ name, size }) => `${name} ${String(size)}`).join(", ");
    throw new Error(
      `there may be ${String(total)} nodes (${parts}), more than ${String(limit)}; lower the "limit" of a kind`,
    );
  }
}
