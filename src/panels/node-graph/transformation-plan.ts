import { arcField, detailField, edgeColorField, lookupField } from "./columns.js";
import type { EdgeModel, NodeModel } from "./model.js";
import type { TransformationPlan } from "./transformations.js";

export interface Statistic {
  /** The name in menus. */
  readonly title: string;
  /** The text behind the figure: `req/s`, `% failed`. */
  readonly unit: string;
}

export interface Statistics {
  readonly main?: Statistic;
  readonly secondary?: Statistic;
}

interface NamedArc {
  readonly name: string;
  readonly title: string;
  readonly color: string;
}

/**
 * The arcs of all kinds, each once.
 * @throws if two kinds give an arc of one name different titles or colors.
 */
export function arcsOf(nodes: readonly NodeModel[]): readonly NamedArc[] {
  const arcs = new Map<string, NamedArc>();
  for (const { name, title, color } of nodes.flatMap((node) => node.arcs)) {
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

export function transformationPlan(
  nodes: readonly NodeModel[],
  edges: readonly EdgeModel[],
  statistics: { readonly nodes?: Statistics; readonly edges?: Statistics },
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
    hidden: [edgeColorField, ...lookupFields(nodes)],
  };
}

function measuredAmong(nodes: readonly NodeModel[]): TransformationPlan["measured"] {
  const measured = nodes.filter(({ main }) => main !== undefined).length;
  if (measured === 0) return "none";
  return measured === nodes.length ? "all" : "some";
}

/** The columns that carry texts from other queries. */
function lookupFields(nodes: readonly NodeModel[]): readonly string[] {
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
