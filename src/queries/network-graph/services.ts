/** Requests to services outside of the infrastructure, whose parts are nodes of their own. */
import { unless } from "../../promql/index.js";
import type { GaugeQuery, Query } from "../query.js";
import type { Filter, Scope } from "../scope.js";
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
