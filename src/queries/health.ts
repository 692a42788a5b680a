/** Health by health checks, scrapes and probes: 2 healthy, 1 degraded, 0 unhealthy. Health by failures is in `evidence.ts`. */
import {
  add,
  atLeast,
  copyLabel,
  equal,
  escapeRegularExpression,
  labelReplace,
  max,
  min,
  multiply,
  or,
  subtract,
  type Condition,
  type InstantVector,
  type NonCounter,
} from "../promql/index.js";
import type { Lab } from "../lab/index.js";
import { highestOf, lowestMeanOf, lowestOf } from "./metric-queries.js";
import { query, type Query } from "./query.js";
import { withoutFilters, onlyFilters, unfiltered, type Filter, type Scope } from "./scope.js";

/** Shares of failures from which something is degraded or unhealthy, where there is enough traffic. */
export const failureBounds = { degraded: 0.01, unhealthy: 0.05 } as const;

/** Scores of behavior and threat intelligence, 0–1, from which something is degraded or unhealthy. */
export const scoreBounds = { degraded: 0.5, unhealthy: 0.8 } as const;

/** The parts of a lab from which the backends of services and the names of proxies follow. */
export type ServiceLab = Pick<Lab, "services" | "infrastructure">;

type Bounds = { readonly degraded: number; readonly unhealthy: number };

/** 2 below the first bound, 1 between the two, 0 from the second on. */
export function healthOf<L extends string>(figure: InstantVector<L, NonCounter>, bounds: Bounds): InstantVector<L> {
  return subtract(
    subtract.fromScalar<L, "gauge", never>(2, atLeast.bool<L, NonCounter, never>(figure, bounds.degraded)),
    atLeast.bool<L, NonCounter, never>(figure, bounds.unhealthy),
  );
}

const health = (meaning: string) => ({ unit: "health", meaning }) as const;

/** 2 with all servers up, 1 with some, 0 with none. Absent without a health check. */
export function serversHealth(
  scope: Scope<Filter>,
  lab: ServiceLab,
  conditions: { readonly service?: Condition } = {},
): InstantVector<"service"> {
  const backends = onlyFilters(scope, "backend");
  const lowest = lowestOf("traefik_service_server_up", backends, ["service"], conditions);
  const highest = highestOf("traefik_service_server_up", backends, ["service"], conditions);
  const pools = poolsOf(lab);
  if (pools.length === 0) return add(lowest, highest);
  const ofService = add(
    min.by(["parent"], withParents(lowest, pools)),
    max.by(["parent"], withParents(highest, pools)),
  );
  return max.by(["service"], copyLabel(ofService, "service", "parent"));
}

interface Pools {
  readonly service: string;
  readonly backends: readonly string[];
}

/** The services with backends of other names. A backend that is itself a service stays one. */
function poolsOf({ services }: ServiceLab): readonly Pools[] {
  const names = new Set(services.map(({ name }) => name));
  return services
    .map(({ name, backends }) => ({
      service: name,
      backends: backends.map((backend) => backend.name).filter((backend) => !names.has(backend)),
    }))
    .filter(({ backends }) => backends.length > 0);
}

/** The service to which each backend belongs, in the label `parent`: a service without pools is its own backend. */
const withParents = (
  backends: InstantVector<"service">,
  pools: readonly Pools[],
): InstantVector<"service" | "parent"> =>
  pools.reduce<InstantVector<"service" | "parent">>(
    (done, { service, backends: names }) =>
      labelReplace(done, {
        to: "parent",
        value: service.replaceAll("$", "$$$$"),
        from: "service",
        pattern: names.map(escapeRegularExpression).join("|"),
      }),
    copyLabel(backends, "parent", "service"),
  );

/** The worst backend of a route decides. */
export const routeHealth = (scope: Scope<Filter>): Query<"route"> => {
  const backends = onlyFilters(scope, "backend");
  const holds = (status: "healthy" | "degraded" | "unhealthy") =>
    equal(highestOf("traefik_route_health_status", backends, ["route", "backend"], { status }), 1);
  return query(
    health("Health of each route: healthy with all servers of its backend up, degraded with some, unhealthy with none"),
    min.by(
      ["route"],
      // Worst first: while one state follows another, both may be exposed.
      or(
        or(multiply.scalar(holds("unhealthy"), 0), multiply.scalar(holds("degraded"), 1)),
        multiply.scalar(holds("healthy"), 2),
      ),
    ),
  );
};

export const targetHealth = (scope: Scope<Filter>): Query<"job"> => {
  const all = withoutFilters(scope, "zone", "client", "service", "backend", "domain", "resolver", "instance");
  return query(
    health("Health of each scraped job: healthy with all instances up, degraded with some, unhealthy with none"),
    add(lowestOf("up", all, ["job"]), highestOf("up", all, ["job"])),
  );
};

/** Of one job: healthy with all instances up, degraded with some, unhealthy with none. */
export const jobHealth = (scope: Scope<Filter>, job: string): InstantVector => {
  const all = unfiltered(scope);
  return add(lowestOf("up", all, [], { job }), highestOf("up", all, [], { job }));
};

/** Shares of failed probes: one of a few degrades, half of them are an outage. */
const probeBounds: Bounds = { degraded: 0.01, unhealthy: 0.5 };

/** By the probes of one AdGuard Home. Default: of all. */
export const probeHealth = (scope: Scope<Filter>, server?: string): InstantVector => {
  const conditions = server === undefined ? {} : { target: server };
  const success = lowestMeanOf("homelab_dns_probe_success", unfiltered(scope), [], conditions);
  return healthOf<never>(subtract.fromScalar<never, "gauge", never>(1, success), probeBounds);
};
