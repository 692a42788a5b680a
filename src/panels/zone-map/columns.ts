/** The columns of the zone map: its queries with the name of a column as their only label. */
import type { Lab } from "../../lab/index.js";
import {
  divide,
  greater,
  labelJoin,
  max,
  negate,
  or,
  setLabel,
  sqrt,
  sum,
  type InstantVector,
  type NonCounter,
} from "../../promql/index.js";
import {
  flowsBetweenZones,
  flowsFromZones,
  healthOfAll,
  query,
  ratio,
  unansweredBetweenZones,
  unfiltered,
  type Filter,
  type Query,
  type ResolverLab,
  type Scope,
} from "../../queries/index.js";

type Pair = "source_zone" | "destination_zone";

/** The figures that the map draws. */
export type FlowFigure = "width" | "failures" | "direction" | "asked" | "health";

/**
 * The name of a column: the figure and its subject, line by line. No name in a lab contains a line break, so that no two
 * columns share a name, and a foreign name with line breaks has more lines than any of ours.
 */
export function flowColumn(figure: FlowFigure, ...subject: readonly string[]): string {
  return [figure, ...subject].join("\n");
}

/** The same name, as a label of the query. */
function withColumnLabel<L extends string>(
  figure: FlowFigure,
  subject: readonly NoInfer<L>[],
  vector: InstantVector<L, NonCounter>,
): InstantVector<"element", NonCounter> {
  const labelled = labelJoin(setLabel(vector, "figure", figure), "element", "\n", ["figure", ...subject]);
  return max.by(["element"], labelled);
}

/**
 * Adds up both directions of each pair of zones, or subtracts the way back. Each pair has two columns, one for each
 * order of its zones, so that no query has to know from which of the two the line was drawn.
 */
function perLine(
  figure: FlowFigure,
  vector: InstantVector<Pair>,
  back: (rate: InstantVector<"element" | Pair>) => InstantVector<"element" | Pair> = (rate) => rate,
): InstantVector<"element"> {
  const flows = setLabel(vector, "figure", figure);
  const line = (from: Pair, to: Pair): InstantVector<"element" | Pair> =>
    sum.by(["element", "source_zone", "destination_zone"], labelJoin(flows, "element", "\n", ["figure", from, to]));
  const there = line("source_zone", "destination_zone");
  const return_ = back(line("destination_zone", "source_zone"));
  return sum.by(["element"], or<"element" | Pair, "gauge", "gauge">(there, return_));
}

/**
 * The width of each line, 0–1: 1 for the busiest pair of zones, and the square root of the traffic, so that a hundredth
 * of it has a tenth of the width. Absent without any traffic.
 */
export const lineWidth = (scope: Scope<Filter>, lab: ResolverLab): Query<"element"> => {
  const traffic = perLine("width", flowsBetweenZones(scope, lab).expression);
  return query(
    { unit: "ratio", meaning: "Square root of a pair's requests and queries as share of the busiest pair's" },
    sqrt(divide.groupLeft([], [], traffic, greater(max(traffic), 0))),
  );
};

/** Absent without traffic. */
export const lineFailures = (scope: Scope<Filter>, lab: ResolverLab): Query<"element"> =>
  query(
    { unit: "share", meaning: "Share of the requests and queries between two zones without an answer" },
    ratio(
      perLine("failures", unansweredBetweenZones(scope, lab).expression),
      perLine("failures", flowsBetweenZones(scope, lab).expression),
    ),
  );

/** Below 0 the second zone of the pair sends more than the first. */
export const lineDirection = (scope: Scope<Filter>, lab: ResolverLab): Query<"element"> =>
  query(
    {
      unit: "connections per second",
      meaning: "Requests and queries per second of the first zone to the second, less those of the second to the first",
    },
    perLine("direction", flowsBetweenZones(scope, lab).expression, (rate) => negate(rate)),
  );

export const zoneFlow = (scope: Scope<Filter>): Query<"element"> => {
  const { expression, ...about } = flowsFromZones(scope);
  return query(about, withColumnLabel("asked", ["source_zone"], expression));
};

export const entityHealth = (scope: Scope<Filter>, lab: Pick<Lab, "infrastructure">): Query<"element"> => {
  const { expression, ...about } = healthOfAll(unfiltered(scope), lab);
  return query(about, withColumnLabel("health", ["kind", "name"], expression));
};
