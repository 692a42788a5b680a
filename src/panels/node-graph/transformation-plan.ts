import { arcField, detailField, edgeColorField, lookupField } from "./columns.js";
import type { Arc } from "./kinds.js";
import type { EdgeModel, NodeModel } from "./model.js";
import type { PositionsModel } from "./positions.js";
import type { TransformationPlan } from "./transformations.js";

export interface Statistic {
  /** The name in menus. */
  readonly title: string;
  /** The text behind the figure: `req/s`, `% failed`. Default: none. */
  readonly unit?: string;
  /** Whether things are counted: whole numbers, which Grafana writes without the unit. Only of the first statistic. */
  readonly whole?: boolean;
}

export interface Statistics {
  readonly main?: Statistic;
  readonly secondary?: Statistic;
}

/** The ring of all nodes: the share in the second statistic, and the rest. A node without traffic has no ring. */
export interface Ring {
  readonly part: Arc & { readonly name: string };
  readonly rest: Arc & { readonly name: string };
}

/** The width of lines by the main statistic: 0.5 at 0, about 0.9 at `thin`, 4 at `thick`. */
export interface Thickness {
  readonly thin: number;
  readonly thick: number;
}

export interface NamedArc {
  readonly name: string;
  readonly title: string;
  readonly color: string;
}

/** What all kinds of a graph share. */
interface GraphStyle {
  readonly statistics: { readonly nodes?: Statistics; readonly edges?: Statistics };
  readonly ring?: Ring;
  readonly thickness?: Thickness;
}

/**
 * The arcs of all kinds, each once.
 * @throws if two kinds give an arc of one name different titles or colors, or if the graph has a ring, too.
 */
export function arcsIn(nodes: readonly NodeModel[], ring: Ring | undefined): readonly NamedArc[] {
  const ofKinds = nodes.flatMap((node) => node.arcs);
  if (ring !== undefined && ofKinds.length > 0)
    throw new Error("the graph has one ring for all nodes, and a kind has arcs; drop one of the two");
  const arcs = new Map<string, NamedArc>();
  for (const { name, title, color } of ring === undefined ? ofKinds : [ring.part, ring.rest]) {
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
  { statistics, ring, thickness }: GraphStyle,
  positions?: PositionsModel,
): TransformationPlan {
  const arcs = arcsIn(nodes, ring);
  return {
    arcs: ring === undefined ? arcs.map(({ name }) => name) : [],
    ring: ring && { part: ring.part.name, rest: ring.rest.name },
    thickness,
    positions,
    whole: statistics.nodes?.main?.whole === true,
    titles: sharedTitles([
      ...statisticTitles(statistics.nodes),
      ...statisticTitles(statistics.edges),
      ...arcs.map(({ name, title }) => [arcField(name), title] as const),
      ...detailTitles(nodes),
      ...detailTitles(edges),
      ...nodes.flatMap(({ listing }) => Object.entries(listing?.titles ?? {})),
    ]),
    hidden: [edgeColorField, ...lookupFields(nodes), ...listedLabels(nodes)],
  };
}

/**
 * The titles of fields.
 * @throws if one field has two titles: Grafana's transformations name the fields of nodes and edges together.
 */
function sharedTitles(titles: readonly (readonly [field: string, title: string])[]): Record<string, string> {
  const known = new Map<string, string>();
  for (const [field, title] of titles) {
    const other = known.get(field);
    if (other !== undefined && other !== title)
      throw new Error(
        `"${other}" and "${title}" are one field of nodes and of edges, which has one title; give both the same title, or make one of them a detail`,
      );
    known.set(field, title);
  }
  return Object.fromEntries(known);
}

/** The columns that carry texts from other queries. */
function lookupFields(nodes: readonly NodeModel[]): readonly string[] {
  return nodes.flatMap(({ title, subtitle, details, listing }) => {
    const texts = [
      ["title", title] as const,
      ...(subtitle === undefined ? [] : [["subtitle", subtitle] as const]),
      ...details.map((detail) => [detailField(detail.title), detail.value] as const),
    ];
    const found = listing?.found.map(({ field }) => lookupField(field)) ?? [];
    return [...texts.flatMap(([name, { type }]) => (type === "lookup" ? [lookupField(name)] : [])), ...found];
  });
}

const drawnFields: ReadonlySet<string> = new Set(["id", "title", "subtitle", "color", "icon"]);

/** The labels of lists and ranks that aren't fields of the graph. */
function listedLabels(nodes: readonly NodeModel[]): readonly string[] {
  const labels = nodes.flatMap(({ listing, identity, rank }) =>
    listing === undefined
      ? []
      : [
          ...identity.labels,
          ...(listing.listed?.labels ?? []),
          ...(rank?.labels ?? []),
          ...listing.rankTexts,
          ...listing.found.map(({ label }) => label),
        ],
  );
  return [...new Set(labels)].filter((label) => !drawnFields.has(label) && !label.startsWith("detail__"));
}

function statisticTitles({ main, secondary }: Statistics = {}): readonly (readonly [string, string])[] {
  return [
    ...(main === undefined ? [] : [["mainstat", main.title] as const]),
    ...(secondary === undefined ? [] : [["secondarystat", secondary.title] as const]),
  ];
}

function detailTitles(kinds: readonly (NodeModel | EdgeModel)[]): readonly (readonly [string, string])[] {
  return kinds.flatMap(({ details }) => details.map(({ title }) => [detailField(title), title] as const));
}
