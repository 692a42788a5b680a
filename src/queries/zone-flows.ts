/** Requests and queries between zones. Bytes are known of requests alone, and resolvers' zones from the lab alone. */
import type { Lab } from "../lab/index.js";
import { copyLabel, not, oneOf, setLabel, sum, unless, type InstantVector } from "../promql/index.js";
import { failedConnections } from "./connection-states.js";
import { union } from "./labels.js";
import { rateOf } from "./metric-queries.js";
import { emptyText, query, type GaugeQuery, type Query } from "./query.js";
import { unfiltered, type Filter, type Scope } from "./scope.js";

type Pair = "source_zone" | "destination_zone";

/** The parts of a lab from which the zones of the resolvers follow. */
export type ResolverLab = Pick<Lab, "infrastructure" | "resolvers">;

/** Of all zones, without traffic that stays inside a zone. */
export const flowsBetweenZones = (scope: Scope<Filter>, lab: ResolverLab): GaugeQuery<Pair> =>
  query(
    {
      unit: "connections per second",
      meaning: "Requests and DNS queries per second between zones, those of AdGuard Home to its resolvers included",
      noValue: emptyText.noTraffic,
    },
    withoutInternal(flows(scope, lab, "all")),
  );

/** Of all zones, without traffic that stays inside a zone. */
export const failedBetweenZones = (scope: Scope<Filter>, lab: ResolverLab): GaugeQuery<Pair> =>
  query(
    { unit: "connections per second", meaning: "Requests and DNS queries per second between zones that fail" },
    withoutInternal(flows(scope, lab, "failed")),
  );

/** Of all zones. */
export const flowsFromZones = (scope: Scope<Filter>): Query<"source_zone"> =>
  query(
    {
      unit: "connections per second",
      meaning: "Requests and DNS queries per second from each zone",
      noValue: emptyText.noTraffic,
    },
    rateOf("zone_connections_total", unfiltered(scope), ["source_zone"]),
  );

/** Metrics of AdGuard Home's queries to resolvers have no zone: the zone of each resolver comes from the lab. */
function flows(scope: Scope<Filter>, lab: ResolverLab, part: "all" | "failed"): InstantVector<Pair> {
  const all = unfiltered(scope);
  const connections = rateOf("zone_connections_total", all, ["source_zone", "destination_zone"], {
    ...(part === "failed" ? failedConnections : {}),
  });
  const dns = lab.infrastructure.find(({ kind }) => kind === "dns");
  const zones = dns === undefined ? [] : [...new Set(lab.resolvers.map(({ zone }) => zone))].sort();
  const resolved = zones.map((zone) => {
    const names = lab.resolvers.filter((resolver) => resolver.zone === zone).map(({ name }) => name);
    const rate = rateOf("adguard_upstream_queries_total", all, [], {
      upstream: oneOf(...names),
      ...(part === "failed" ? { status: not("ok") } : {}),
    });
    return setLabel(setLabel(rate, "source_zone", dns?.zone ?? ""), "destination_zone", zone);
  });
  return sum.by(
    ["source_zone", "destination_zone"],
    union<Pair | "part", "gauge">(
      setLabel(connections, "part", "asked"),
      ...resolved.map((vector, index) => setLabel(vector, "part", `resolved ${String(index + 1)}`)),
    ),
  );
}

function withoutInternal(vector: InstantVector<Pair>): InstantVector<Pair> {
  const inside = copyLabel(sum.by(["source_zone"], vector), "destination_zone", "source_zone");
  return unless(vector, inside);
}
