/** Requests to services outside of the infrastructure, whose parts are nodes of their own. */
import { count, labelJoin, unless } from "../../promql/index.js";
import { present } from "../metric-queries.js";
import { query, type GaugeQuery, type Query } from "../query.js";
import { unfiltered, type Filter, type Scope } from "../scope.js";
import { activeConnections, requestRate } from "../traefik.js";
import { routedParts } from "./entities.js";

/** All requests and queries, or those that failed. */
export type Outcome = "all" | "failed";

/** Requests per second to each service, without those of the infrastructure. */
export const serviceRate = (scope: Scope<Filter>): GaugeQuery<"service"> => {
  const all = requestRate(scope, ["service"]);
  return { ...all, expression: unless.on(["service"], all.expression, routedParts(scope)) };
};

/** Requests in flight to each service: the mean over the last minute. */
export const serviceInFlight = (scope: Scope<Filter>): Query<"service"> => activeConnections(scope, ["service"]);

/** How many dependencies each service declares, or how many services declare that they depend on it. */
export const declaredDependencies = (
  scope: Scope<Filter>,
  end: "source_service" | "target_service",
): Query<"service"> =>
  query(
    { unit: "count", meaning: "Declared dependencies" },
    count.by(
      ["service"],
      labelJoin(
        present("service_dependency_graph", unfiltered(scope), ["source_service", "target_service"]),
        "service",
        "",
        [end],
      ),
    ),
  );
