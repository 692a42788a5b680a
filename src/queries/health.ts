/** What healthy, degraded and unhealthy mean, once for each kind of thing. 2 is healthy, 1 degraded, 0 unhealthy. */
import {
  add,
  atLeast,
  divide,
  equal,
  min,
  multiply,
  or,
  subtract,
  sum,
  type InstantVector,
  type NonCounter,
} from "../promql/index.js";
import { countDistinct, highestOf, lowestOf, rateOf } from "./metric-queries.js";
import { upstreamFailureShare } from "./dns.js";
import { ratio } from "./safe-math.js";
import { query, type Query } from "./query.js";
import { withoutFilters, onlyFilters, type Filter, type Scope } from "./scope.js";
import { errorShare, type RequestConditions } from "./traefik.js";

/** From which share of failures on something is degraded or unhealthy. */
export const failureBounds = { degraded: 0.01, unhealthy: 0.05 } as const;

/** From which score (0–1) on behaviour or threat intelligence is a reason to look, or to act. */
export const scoreBounds = { degraded: 0.5, unhealthy: 0.8 } as const;

type Bounds = { readonly degraded: number; readonly unhealthy: number };

/** 2 below the first bound, 1 between the two, 0 from the second on. */
function judge<L extends string>(figure: InstantVector<L, NonCounter>, bounds: Bounds): InstantVector<L> {
  return subtract(
    subtract.fromScalar<L, "gauge", never>(2, atLeast.bool<L, NonCounter, never>(figure, bounds.degraded)),
    atLeast.bool<L, NonCounter, never>(figure, bounds.unhealthy),
  );
}

const about = (meaning: string) => ({ unit: "health", meaning }) as const;

/** A service, by the requests that it fails. Absent where nobody asked. */
export const serviceHealth = (scope: Scope<Filter>, conditions: RequestConditions = {}): Query<"service"> =>
  query(
    about("Healthy below 1 % failed requests, unhealthy from 5 %"),
    judge(errorShare(scope, ["service"], conditions).expression, failureBounds),
  );

/** A route, by its servers: all up, some, none. The worst of its backends decides. */
export const routeHealth = (scope: Scope<Filter>): Query<"route"> => {
  const backends = onlyFilters(scope, "backend");
  const holds = (status: "healthy" | "degraded" | "unhealthy") =>
    equal(highestOf("traefik_route_health_status", backends, ["route", "backend"], { status }), 1);
  return query(
    about("Healthy with all servers up, degraded with some, unhealthy with none"),
    min.by(
      ["route"],
      // Worst first: while one state follows another, both may still be there.
      or(
        or(multiply.scalar(holds("unhealthy"), 0), multiply.scalar(holds("degraded"), 1)),
        multiply.scalar(holds("healthy"), 2),
      ),
    ),
  );
};

/** Share of a backend's servers that answer their health check. Absent without one. */
export const serversUp = (scope: Scope<Filter>): Query<"service"> => {
  const backends = onlyFilters(scope, "backend");
  return query(
    { unit: "share", meaning: "Share of a backend's servers that answer their health check" },
    divide(
      sum.by(["service"], highestOf("traefik_service_server_up", backends, ["service", "url"])),
      countDistinct("traefik_service_server_up", backends, ["service", "url"], ["service"]),
    ),
  );
};

/** What Prometheus scrapes, by whether it can: all instances of a job, some, none. */
export const targetHealth = (scope: Scope<Filter>): Query<"job"> => {
  const all = withoutFilters(scope, "zone", "client", "service", "backend", "domain", "resolver", "instance");
  return query(
    about("Healthy with all instances up, degraded with some, unhealthy with none"),
    add(lowestOf("up", all, ["job"]), highestOf("up", all, ["job"])),
  );
};

/** AdGuard Home where nothing scrapes it, by the queries that it leaves without an answer. */
export const dnsHealth = (scope: Scope<Filter>): Query => {
  const zones = onlyFilters(scope, "zone");
  return query(
    about("Healthy below 1 % unanswered queries, unhealthy from 5 %"),
    judge(
      ratio(
        rateOf("zone_connections_total", zones, [], { service_type: "dns", state: "timeout" }),
        rateOf("zone_connections_total", zones, [], { service_type: "dns" }),
      ),
      failureBounds,
    ),
  );
};

/** A resolver, by the queries that it fails. */
export const resolverHealth = (scope: Scope<Filter>): Query<"upstream"> =>
  query(
    about("Healthy below 1 % failed queries, unhealthy from 5 %"),
    judge(upstreamFailureShare(scope).expression, failureBounds),
  );

/** A zone, by the requests and queries from it that got no answer. */
export const zoneHealth = (scope: Scope<Filter>): Query<"source_zone"> => {
  const zones = onlyFilters(scope, "zone");
  return query(
    about("Healthy below 1 % unanswered requests and queries, unhealthy from 5 %"),
    judge(
      ratio(
        rateOf("zone_connections_total", zones, ["source_zone"], { state: "timeout" }),
        rateOf("zone_connections_total", zones, ["source_zone"]),
      ),
      failureBounds,
    ),
  );
};

/** A client, by how far its behaviour departs from its usual one. */
export const clientHealth = (scope: Scope<Filter>): Query<"client_ip"> =>
  query(
    about("Healthy below a behaviour score of 0.5, unhealthy from 0.8"),
    judge(highestOf("adguard_client_behavior_score", onlyFilters(scope, "zone", "client"), ["client_ip"]), scoreBounds),
  );

/** A domain, by the confidence that it is a threat. */
export const domainHealth = (scope: Scope<Filter>): Query<"domain"> =>
  query(
    about("Healthy below a confidence of 0.5 that it is a threat, unhealthy from 0.8"),
    judge(highestOf("threat_intelligence_mapping", onlyFilters(scope, "domain"), ["domain"]), scoreBounds),
  );
