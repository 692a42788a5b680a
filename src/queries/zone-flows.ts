/** Requests and queries of zones on their way through Traefik and AdGuard Home, of all zones whatever is chosen. */
import { failedConnections } from "./connection-states.js";
import { rateOf } from "./metric-queries.js";
import { emptyText, query, type GaugeQuery } from "./query.js";
import { unfiltered, type Filter, type Scope } from "./scope.js";

/** All requests and queries, or those that fail. */
export type FlowPart = "all" | "failed";

const conditions = { all: {}, failed: failedConnections } as const;
const ending = { all: "", failed: " and fail" } as const;

/** The label `service_type` is `http` for requests, `dns` for queries. */
export const flowsFromZones = (
  scope: Scope<Filter>,
  part: FlowPart = "all",
): GaugeQuery<"source_zone" | "service_type"> =>
  query(
    {
      unit: "connections per second",
      meaning: `Requests and DNS queries per second that come from each zone${ending[part]}`,
      noValue: emptyText.noTraffic,
    },
    rateOf("zone_connections_total", unfiltered(scope), ["source_zone", "service_type"], conditions[part]),
  );

export const requestsToZones = (scope: Scope<Filter>, part: FlowPart = "all"): GaugeQuery<"destination_zone"> =>
  query(
    {
      unit: "requests per second",
      meaning: `Requests per second that go to services in each zone${ending[part]}`,
      noValue: emptyText.noTraffic,
    },
    rateOf("zone_connections_total", unfiltered(scope), ["destination_zone"], {
      ...conditions[part],
      service_type: "http",
    }),
  );
