/**
 * What goes on between zones, as the zone map draws it: one column for each line. Requests and queries are counted, since
 * those every pair of zones has; bytes are known of requests alone.
 */
import type { Lab } from "../lab/index.js";
import {
  divide,
  greater,
  labelJoin,
  max,
  negate,
  not,
  oneOf,
  or,
  setLabel,
  sqrt,
  sum,
  unless,
  copyLabel,
  type InstantVector,
  type NonCounter,
} from "../promql/index.js";
import { rateOf } from "./metric-queries.js";
import { ratio } from "./safe-math.js";
import { union } from "./labels.js";
import { query, type Query } from "./query.js";
import { unfiltered, type Filter, type Scope } from "./scope.js";
import { healthOfAll } from "./topology.js";

type Pair = "source_zone" | "destination_zone";
type FlowLab = Pick<Lab, "infrastructure" | "resolvers">;

/** What a column of the map is about. */
export type FlowFigure = "width" | "failures" | "direction" | "asked" | "health";

/**
 * The name of a column: the figure and what it is about, line by line. No name in a lab holds a line break, so that no
 * two columns share a name, and a foreign name with line breaks has more lines than any of ours.
 */
export function flowColumn(figure: FlowFigure, ...about: readonly string[]): string {
  return [figure, ...about].join("\n");
}

/** {@link flowColumn}, in the query. */
function inColumns<L extends string>(
  figure: FlowFigure,
  about: readonly NoInfer<L>[],
  vector: InstantVector<L, NonCounter>,
): InstantVector<"element", NonCounter> {
  const labelled = labelJoin(setLabel(vector, "figure", figure), "element", "\n", ["figure", ...about]);
  return max.by(["element"], labelled);
}

/** Which part of the traffic: all of it, or what got no answer. */
type Part = "all" | "unanswered";

/**
 * Requests and queries per second from zone to zone. What a zone asks of AdGuard Home and of services, and what AdGuard
 * Home asks of resolvers; of the latter the metrics name no zone, so that the lab says where they stand.
 */
function flows(scope: Scope<Filter>, lab: FlowLab, part: Part): InstantVector<Pair> {
  const all = unfiltered(scope);
  const asked = rateOf("zone_connections_total", all, ["source_zone", "destination_zone"], {
    ...(part === "unanswered" ? { state: "timeout" } : {}),
  });
  const dns = lab.infrastructure.find(({ kind }) => kind === "dns");
  const zones = dns === undefined ? [] : [...new Set(lab.resolvers.map(({ zone }) => zone))].sort();
  const resolved = zones.map((zone) => {
    const names = lab.resolvers.filter((resolver) => resolver.zone === zone).map(({ name }) => name);
    const rate = rateOf("adguard_upstream_queries_total", all, [], {
      upstream: oneOf(...names),
      ...(part === "unanswered" ? { status: not("ok") } : {}),
    });
    return setLabel(setLabel(rate, "source_zone", dns?.zone ?? ""), "destination_zone", zone);
  });
  return sum.by(
    ["source_zone", "destination_zone"],
    union<Pair | "part", "gauge">(
      setLabel(asked, "part", "asked"),
      ...resolved.map((vector, index) => setLabel(vector, "part", `resolved ${String(index + 1)}`)),
    ),
  );
}

/** Without what stays inside a zone: of that no line is drawn. */
function between(vector: InstantVector<Pair>): InstantVector<Pair> {
  const inside = copyLabel(sum.by(["source_zone"], vector), "destination_zone", "source_zone");
  return unless(vector, inside);
}

/**
 * Both directions of each pair added up, or the way back taken off the way there. Each pair has two columns, one by each
 * of its zones first, so that no query has to know which of the two a line was drawn from.
 */
function onLines(
  figure: FlowFigure,
  vector: InstantVector<Pair>,
  back: (rate: InstantVector<"element" | Pair>) => InstantVector<"element" | Pair> = (rate) => rate,
): InstantVector<"element"> {
  const across = setLabel(between(vector), "figure", figure);
  const line = (from: Pair, to: Pair): InstantVector<"element" | Pair> =>
    sum.by(["element", "source_zone", "destination_zone"], labelJoin(across, "element", "\n", ["figure", from, to]));
  const there = line("source_zone", "destination_zone");
  const return_ = back(line("destination_zone", "source_zone"));
  return sum.by(["element"], or<"element" | Pair, "gauge", "gauge">(there, return_));
}

/**
 * How wide a line is, 0–1: 1 for the busiest pair of zones, and by the square root of the traffic, so that a hundredth of
 * it is still a tenth of the width. Nothing without any traffic.
 */
export const flowWidth = (scope: Scope<Filter>, lab: FlowLab): Query<"element"> => {
  const traffic = onLines("width", flows(scope, lab, "all"));
  return query(
    { unit: "ratio", meaning: "Square root of a pair's requests and queries as share of the busiest pair's" },
    sqrt(divide.groupLeft([], [], traffic, greater(max(traffic), 0))),
  );
};

/** Share of a pair's requests and queries that got no answer. Nothing where there was no traffic. */
export const flowFailures = (scope: Scope<Filter>, lab: FlowLab): Query<"element"> =>
  query(
    { unit: "share", meaning: "Share of the requests and queries between two zones that got no answer" },
    ratio(onLines("failures", flows(scope, lab, "unanswered")), onLines("failures", flows(scope, lab, "all"))),
  );

/** Requests and queries per second that a pair's first zone has more than its second: below 0 it has less. */
export const flowDirection = (scope: Scope<Filter>, lab: FlowLab): Query<"element"> =>
  query(
    { unit: "connections per second", meaning: "What the first zone asks of the second, less what that asks of it" },
    onLines("direction", flows(scope, lab, "all"), (rate) => negate(rate)),
  );

/** Requests and queries per second that come from a zone. */
export const flowAsked = (scope: Scope<Filter>): Query<"element"> =>
  query(
    { unit: "connections per second", meaning: "Requests and queries from a zone" },
    inColumns("asked", ["source_zone"], rateOf("zone_connections_total", unfiltered(scope), ["source_zone"])),
  );

/** How each thing and each zone is: 2 healthy, 1 degraded, 0 unhealthy. */
export const flowHealth = (scope: Scope<Filter>, lab: Pick<Lab, "infrastructure">): Query<"element"> => {
  const { unit, meaning, expression } = healthOfAll(unfiltered(scope), lab);
  return query({ unit, meaning }, inColumns("health", ["kind", "name"], expression));
};
