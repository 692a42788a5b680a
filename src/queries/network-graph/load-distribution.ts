/**
 * Requests from services by backends to servers. A plain service is its own backend, of the same name; only a backend
 * with its own name is a node of the graph.
 */
import type { Lab } from "../../lab/index.js";
import { and, copyLabel, group, noneOf, sum, unless, type InstantVector } from "../../promql/index.js";
import { present, rateOf } from "../metric-queries.js";
import { query, type Query } from "../query.js";
import { unfiltered, type Filter, type Scope } from "../scope.js";
import { proxyNames, requestRate } from "../traefik.js";

const about = { unit: "requests per second", meaning: "Requests" } as const;

/** Requests per second from each service to each backend that has its own name, without those that Traefik answers. */
export const serviceToBackend = (
  scope: Scope<Filter>,
  lab: Pick<Lab, "infrastructure">,
): Query<"service" | "backend"> => {
  const pairs = requestRate(scope, ["service", "backend"], { backend: noneOf(...proxyNames(lab)) }).expression;
  const plain = copyLabel(sum.by(["service"], pairs), "backend", "service");
  return query(about, unless(pairs, plain));
};

/** Requests per second from each plain service to each of its servers. */
export const serviceToServer = (scope: Scope<Filter>): Query<"backend" | "server"> =>
  query(about, and.on(["backend"], serverRate(scope), plainBackends(scope)));

/** Requests per second from each backend that has its own name to each of its servers. */
export const backendToServer = (scope: Scope<Filter>): Query<"backend" | "server"> =>
  query(about, unless.on(["backend"], serverRate(scope), plainBackends(scope)));

const serverRate = (scope: Scope<Filter>) =>
  rateOf("traefik_load_balancer_distribution", unfiltered(scope), ["backend", "server"]);

function plainBackends(scope: Scope<Filter>): InstantVector<"backend", "info"> {
  const pairs = present("traefik_service_connections_active", unfiltered(scope), ["service", "backend"]);
  const same = copyLabel(group.by(["service"], pairs), "backend", "service");
  return group.by(["backend"], and(pairs, same));
}
