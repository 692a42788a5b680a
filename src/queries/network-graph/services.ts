/** Requests to services outside of the infrastructure, whose parts are nodes of their own. */
import type { Lab } from "../../lab/index.js";
import { noneOf } from "../../promql/index.js";
import type { GaugeQuery, Query } from "../query.js";
import type { Filter, Scope } from "../scope.js";
import { activeConnections, failedRequestRate, requestRate } from "../traefik.js";

/** All requests and queries, or those that failed. */
export type Outcome = "all" | "failed";

type InfrastructureLab = Pick<Lab, "infrastructure">;

/** The parts of the infrastructure that Traefik routes to, with the name of the service. */
export const routedParts = (lab: InfrastructureLab): readonly { readonly name: string; readonly service: string }[] =>
  lab.infrastructure.flatMap(({ name, service }) => (service === undefined ? [] : [{ name, service }]));

const outsideInfrastructure = (lab: InfrastructureLab) => ({
  service: noneOf(...routedParts(lab).map(({ service }) => service)),
});

/** Requests per second to each service. */
export const serviceRate = (
  scope: Scope<Filter>,
  lab: InfrastructureLab,
  outcome: Outcome = "all",
): GaugeQuery<"service"> => {
  const rate = outcome === "all" ? requestRate : failedRequestRate;
  return rate(scope, ["service"], outsideInfrastructure(lab));
};

/** Requests in flight to each service: the mean over the last minute. */
export const serviceInFlight = (scope: Scope<Filter>, lab: InfrastructureLab): Query<"service"> =>
  activeConnections(scope, ["service"], outsideInfrastructure(lab));
