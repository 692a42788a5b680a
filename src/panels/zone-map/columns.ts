/** The values of the zone map: queries whose series have the name of a column as their only label. */
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
  failedBetweenZones,
  unfiltered,
  type Filter,
  type Query,
  type ResolverLab,
  type ServiceLab,
  type Scope,
} from "../../queries/index.js";

type Pair = "source_zone" | "destination_zone";

export type ColumnValue = "width" | "failures" | "direction" | "asked" | "health";

/**
 * The name of a column: its value and its subject, line by line. A name in a lab has no line break, so no two columns
 * share a name, and the foreign zone `a\nb` has no column of the zones a and b.
 */
export function columnName(value: ColumnValue, ...subject: readonly string[]): string {
  return [value, ...subject].join("\n");
}

/** The series with {@link columnName} as their only label. */
function withColumnLabel<L extends string>(
  value: ColumnValue,
  subject: readonly NoInfer<L>[],
  vector: InstantVector<L, NonCounter>,
): InstantVector<"element", NonCounter> {
  const labeled = labelJoin(setLabel(vector, "figure", value), "element", "\n", ["figure", ...subject]);
  return max.by(["element"], labeled);
}

/**
 * Both directions of each pair of zones added up, the way back after a change. Each pair has a column for either order
 * of its zones, so that a query need not know from which of the two the line is drawn.
 */
function perLine(
  value: ColumnValue,
  vector: InstantVector<Pair>,
  changeBack: (rate: InstantVector<"element" | Pair>) => InstantVector<"element" | Pair> = (rate) => rate,
): InstantVector<"element"> {
  const flows = setLabel(vector, "figure", value);
  const line = (from: Pair, to: Pair): InstantVector<"element" | Pair> =>
    sum.by(["element", "source_zone", "destination_zone"], labelJoin(flows, "element", "\n", ["figure", from, to]));
  const there = line("source_zone", "destination_zone");
  const back = changeBack(line("destination_zone", "source_zone"));
  return sum.by(["element"], or<"element" | Pair, "gauge", "gauge">(there, back));
}

/**
 * The width of each line, 0–1: 1 for the busiest pair of zones, and the square root of the traffic, so that a hundredth
 * of it has a tenth of the width. Absent without any traffic.
 */
const lineWidth = (scope: Scope<Filter>, lab: ResolverLab): Query<"element"> => {
  const traffic = perLine("width", flowsBetweenZones(scope, lab).expression);
  return query(
    { unit: "ratio", meaning: "Square root of a pair's requests and queries as share of the busiest pair's" },
    sqrt(divide.groupLeft([], [], traffic, greater(max(traffic), 0))),
  );
};

/** Absent without traffic. */
const lineFailures = (scope: Scope<Filter>, lab: ResolverLab): Query<"element"> =>
  query(
    { unit: "share", meaning: "Share of the requests and queries between two zones that fail" },
    ratio(
      perLine("failures", failedBetweenZones(scope, lab).expression),
      perLine("failures", flowsBetweenZones(scope, lab).expression),
    ),
  );

/** Below 0 the second zone of the pair sends more than the first. */
const lineDirection = (scope: Scope<Filter>, lab: ResolverLab): Query<"element"> =>
  query(
    {
      unit: "connections per second",
      meaning: "Requests and queries per second of the first zone to the second, less those of the second to the first",
    },
    perLine("direction", flowsBetweenZones(scope, lab).expression, (rate) => negate(rate)),
  );

const zoneFlow = (scope: Scope<Filter>): Query<"element"> => {
  const { expression, ...about } = flowsFromZones(scope);
  return query(about, withColumnLabel("asked", ["source_zone"], expression));
};

const entityHealth = (scope: Scope<Filter>, lab: ServiceLab): Query<"element"> => {
  const { expression, ...about } = healthOfAll(unfiltered(scope), lab);
  return query(about, withColumnLabel("health", ["kind", "name"], expression));
};

/** The queries of all columns, in the order of {@link ColumnValue}. */
export const columnQueries = (scope: Scope<Filter>, lab: ResolverLab & ServiceLab): readonly Query<"element">[] => [
  lineWidth(scope, lab),
  lineFailures(scope, lab),
  lineDirection(scope, lab),
  zoneFlow(scope),
  entityHealth(scope, lab),
];
