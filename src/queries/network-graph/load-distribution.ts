/**
 * Requests from services by backends to servers: of backends with several servers, and of those that services declare.
 * A plain service is its own backend, of the same name.
 */
import { and, count, greater, or, sum, topk, type InstantVector } from "../../promql/index.js";
import { rateOf } from "../metric-queries.js";
import { query, type GaugeQuery } from "../query.js";
import { unfiltered, type Filter, type Scope } from "../scope.js";
import { requestRate } from "../traefik.js";
import { declaredBackends } from "./entities.js";

const about = { unit: "requests per second", meaning: "Requests" } as const;

const serverRate = (scope: Scope<Filter>) =>
  rateOf("traefik_load_balancer_distribution", unfiltered(scope), ["backend", "server"]);

/** Backends between whose servers load is distributed. The value is the number of servers, or 1 for a declared one. */
export const distributingBackends = (scope: Scope<Filter>): GaugeQuery<"backend"> =>
  query(
    { unit: "count", meaning: "Backends with several servers, and those that services declare" },
    or<"backend", "gauge", "gauge">(greater(count.by(["backend"], serverRate(scope)), 1), declared(scope)),
  );

const declared = (scope: Scope<Filter>, type?: "weighted"): InstantVector<"backend"> => {
  const { node } = declaredBackends(scope, type);
  return { kind: "instant vector", node, labels: ["backend"] };
};

/** Requests per second from each service to each declared backend that has its own name. */
export const serviceToBackend = (scope: Scope<Filter>, length: number): GaugeQuery<"service" | "backend"> =>
  query(
    about,
    topk(
      length,
      and.on(["backend"], requestRate(scope, ["service", "backend"]).expression, declared(scope, "weighted")),
    ),
  );

/** Requests per second from backends to servers where load is distributed; the busiest pairs. */
export const backendToServer = (scope: Scope<Filter>, length: number): GaugeQuery<"backend" | "server"> =>
  query(about, topk(length, and.on(["backend"], serverRate(scope), distributingBackends(scope).expression)));

/** Requests per second of each backend. */
export const backendRate = (scope: Scope<Filter>): GaugeQuery<"backend"> =>
  query(about, sum.by(["backend"], serverRate(scope)));
