/** The values of the zone map: queries whose series have the name of a column as their only label. */
import {
  add,
  clamp,
  copyLabel,
  labelJoin,
  labelReplace,
  log10,
  max,
  multiply,
  setLabel,
  type InstantVector,
  type NonCounter,
} from "../../promql/index.js";
import {
  activeClientsByZone,
  blockedShareByZone,
  busiestOfZones,
  drawnShare,
  flowsFromZones,
  healthOfAll,
  knownClients,
  query,
  requestsToZones,
  shareNote,
  shareScope,
  unfiltered,
  upstreamRate,
  zoneBandwidth,
  type Filter,
  type Query,
  type HealthLab,
  type Scope,
} from "../../queries/index.js";

export type ColumnValue =
  "rate" | "width" | "failures" | "known" | "active" | "in" | "out" | "blocked" | "busiest" | "resolver" | "health";

/** The flow of a line: requests of a zone, its DNS queries, or requests to its services. */
export type Flow = "http" | "dns" | "served";

/**
 * The name of a column: its value and its subject, line by line. A name in a lab has no line break, so no two columns
 * share a name.
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
  return max.by(["element"], labelJoin(setLabel(vector, "figure", value), "element", "\n", ["figure", ...subject]));
}

const fromZones = <S extends NonCounter>(value: ColumnValue, flows: InstantVector<"source_zone" | "service_type", S>) =>
  withColumnLabel(value, ["service_type", "source_zone"], flows);

const toZones = <S extends NonCounter>(value: ColumnValue, flows: InstantVector<"destination_zone", S>) =>
  withColumnLabel(value, ["flow", "destination_zone"], setLabel(flows, "flow", "served"));

/** 0 at one in 100 seconds, 1 at 100 per second, and between them by the logarithm. */
const widthOf = <L extends string>(rate: InstantVector<L>): InstantVector<L> =>
  multiply.scalar(clamp(add.scalar(log10(rate), 2), 0, 4), 0.25);

const figure = <L extends string>(
  { expression, ...about }: Query<L>,
  value: ColumnValue,
  subject: readonly NoInfer<L>[],
): Query<"element"> => query(about, withColumnLabel(value, subject, expression));

/** Per second, the figures of a quiet home would be a hundredth. */
const perMinute = "per minute";

/** The queries of all columns but those of texts. */
export function columnQueries(filtered: Scope<Filter>, lab: HealthLab): readonly Query<"element", string>[] {
  const scope = unfiltered(filtered);
  const { expression: asked } = flowsFromZones(scope);
  const { expression: served } = requestsToZones(scope);
  const shares = shareScope(scope);
  const width = {
    unit: "ratio",
    meaning: "Logarithm of a line's requests or queries, from 0 at 0.01 per second to 1 at 100 per second",
  } as const;
  return [
    query(
      { unit: perMinute, meaning: "Requests and DNS queries per minute from a zone" },
      fromZones("rate", multiply.scalar(asked, 60)),
    ),
    query(
      { unit: perMinute, meaning: "Requests per minute to the services of a zone" },
      toZones("rate", multiply.scalar(served, 60)),
    ),
    query(width, fromZones("width", widthOf(asked))),
    query(width, toZones("width", widthOf(served))),
    query(
      {
        unit: "share",
        meaning: `Share of the requests or queries from a zone that fail${shareNote("requests or queries")}`,
      },
      fromZones("failures", drawnShare(flowsFromZones(shares, "failed").expression, flowsFromZones(shares).expression)),
    ),
    query(
      { unit: "share", meaning: `Share of the requests to the services of a zone that fail${shareNote("requests")}` },
      toZones("failures", drawnShare(requestsToZones(shares, "failed").expression, requestsToZones(shares).expression)),
    ),
    figure(knownClients(scope), "known", ["zone"]),
    figure(activeClientsByZone(scope), "active", ["zone"]),
    figure(zoneBandwidth(scope, "in"), "in", ["zone"]),
    figure(zoneBandwidth(scope, "out"), "out", ["zone"]),
    figure(blockedShareByZone(scope), "blocked", ["client_zone"]),
    query(
      { unit: perMinute, meaning: "DNS queries per minute to a resolver" },
      withColumnLabel("resolver", ["upstream"], multiply.scalar(upstreamRate(scope).expression, 60)),
    ),
    figure(healthOfAll(scope, lab), "health", ["kind", "name"]),
  ];
}

/** The most letters of a client that its place on the map has room for. */
const longestClient = 15;

/** A long address without its beginning: the end is what tells devices apart. */
export function shortClient(client: string): string {
  const letters = [...client];
  return letters.length > longestClient ? `…${letters.slice(1 - longestClient).join("")}` : client;
}

/** The busiest client of each zone, as {@link shortClient} in the label `text`. */
export function busiestQuery(scope: Scope<Filter>): Query<"element" | "text"> {
  const { expression, ...about } = busiestOfZones(unfiltered(scope));
  const short = labelReplace(copyLabel(expression, "text", "client_ip"), {
    to: "text",
    value: "…$1",
    from: "client_ip",
    pattern: `(?s:.{2,}(.{${String(longestClient - 1)}}))`,
  });
  const labeled = labelJoin(setLabel(short, "figure", "busiest"), "element", "\n", ["figure", "zone"]);
  return query(about, max.by(["element", "text"], labeled));
}
