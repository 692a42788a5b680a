/**
 * Health by evidence: whether so many failures among so many events can be chance. It is the score test behind the
 * interval of Wilson (1927) at 95 %, see docs/explanation/decisions/0018-health-by-evidence.md.
 */
import type { Lab } from "../lab/index.js";
import {
  add,
  and,
  atLeast,
  atMost,
  multiply,
  noneOf,
  or,
  power,
  sqrt,
  subtract,
  type InstantVector,
} from "../promql/index.js";
import { failedConnections } from "./connection-states.js";
import { failedQueries, resolvers } from "./dns.js";
import { countOf, increaseOf, recorded } from "./metric-queries.js";
import { orZero } from "./safe-math.js";
import { onlyFilters, unfiltered, withWindow, type Filter, type Scope } from "./scope.js";
import { proxyNames, serverErrors } from "./traefik.js";

/** States of health as figures. The worst of several states is the lowest figure, and a known state comes before none. */
export const healthStates = { unhealthy: 0, degraded: 1, healthy: 2, unknown: 3 } as const;

/** The share of failures that is tested, and the fewest failures that count as evidence. */
const bounds = {
  degraded: { share: 0.01, failures: 3 },
  unhealthy: { share: 0.05, failures: 5 },
} as const;

/** With fewer events than `fewest`, there is too little traffic to tell. With fewer than `enough`, the longer window is judged. */
export const evidence = {
  fewest: 5,
  enough: 10,
  windows: ["10m", "1h"],
  hold: "5m",
} as const;

/** Events and those among them that failed. An entity without a failure may lack the second. */
export interface Evidence<L extends string> {
  readonly events: InstantVector<L>;
  readonly failures: InstantVector<L>;
}

/** The quantile of the normal distribution that leaves 2.5 % on each side. */
const quantile = 1.96;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/**
 * The most events among which so many failures are too many: `K ≥ p·N + z·√(p·(1 − p)·N)`, solved for `N`. In this form
 * each figure stands once. Absent for fewer failures than the bound needs.
 */
function mostEvents<L extends string>(
  failures: InstantVector<L>,
  bound: { readonly share: number; readonly failures: number },
): InstantVector<L> {
  const { share } = bound;
  const spread = rounded(quantile * Math.sqrt(share * (1 - share)), 3);
  const half = rounded(spread / (2 * share), 2);
  const enough = atLeast<L, "gauge", never>(failures, bound.failures);
  const root = sqrt(add.scalar(multiply.scalar(enough, 1 / share), rounded(half ** 2, 4)));
  return power.scalar(subtract.scalar(root, half), 2);
}

/** The state of each entity that has events, with none in the window, too. */
export function healthByEvidence<L extends string>({ events, failures }: Evidence<L>): InstantVector<L> {
  const { unhealthy, degraded, unknown } = healthStates;
  const several = atLeast<L, "gauge", never>(events, evidence.fewest);
  const isUnhealthy = atMost.vector(events, mostEvents(failures, bounds.unhealthy));
  const isDegraded = atMost.vector(several, mostEvents(failures, bounds.degraded));
  const otherwise = subtract.fromScalar<L, "gauge", never>(
    unknown,
    atLeast.bool<L, "gauge", never>(events, evidence.fewest),
  );
  const bad = or<L, "gauge", "gauge">(
    multiply.scalar(isUnhealthy, unhealthy),
    add.scalar(multiply.scalar(isDegraded, 0), degraded),
  );
  return or<L, "gauge", "gauge">(bad, otherwise);
}

/** Requests to services. Answers of Traefik itself below 500 (a redirect, a refused login, no route) are left out. */
export function requestEvidence(scope: Scope<Filter>, lab: Pick<Lab, "infrastructure">): Evidence<"service"> {
  const requests = onlyFilters(scope, "zone", "client", "service");
  const backend = { backend: noneOf(...proxyNames(lab)) };
  return {
    events: countOf("traefik_requests_total", requests, ["service"], backend),
    failures: countOf("traefik_requests_total", requests, ["service"], { ...backend, ...serverErrors }),
  };
}

/** Queries to resolvers. */
export function resolverEvidence(scope: Scope<Filter>): Evidence<"upstream"> {
  const queries = onlyFilters(scope, "resolver");
  return {
    events: countOf("adguard_upstream_queries_total", queries, ["upstream"], resolvers),
    failures: countOf("adguard_upstream_queries_total", queries, ["upstream"], { ...resolvers, ...failedQueries }),
  };
}

/** Requests and queries from zones. */
export function zoneEvidence(scope: Scope<Filter>): Evidence<"source_zone"> {
  const zones = onlyFilters(scope, "zone");
  return {
    events: countOf("zone_connections_total", zones, ["source_zone"]),
    failures: countOf("zone_connections_total", zones, ["source_zone"], failedConnections),
  };
}

/** Queries in the log of AdGuard Home, which holds only those that got an answer. */
export function dnsEvidence(scope: Scope<Filter>): Evidence<never> {
  const zones = onlyFilters(scope, "zone");
  const queries = { service_type: "dns" } as const;
  return {
    events: countOf("zone_connections_total", zones, [], queries),
    failures: countOf("zone_connections_total", zones, [], { ...queries, ...failedConnections }),
  };
}

type Entity = "kind" | "name";

/** The events to judge, of what rules have counted: those of ten minutes where they are enough, else those of an hour. */
export function judgedEvents(scope: Scope): InstantVector<Entity> {
  const short = recorded("kind_name:events:count10m", scope);
  const long = recorded("kind_name:events:count1h", scope);
  return or<Entity, "gauge", "gauge">(atLeast<Entity, "gauge", never>(short, evidence.enough), long);
}

/** The failures among {@link judgedEvents}, 0 where there are none. */
export function judgedFailures(scope: Scope): InstantVector<Entity> {
  const [short, long] = [recorded("kind_name:events:count10m", scope), recorded("kind_name:events:count1h", scope)];
  const failed = orZero<Entity>(recorded("kind_name:failures:count10m", scope), short);
  return or<Entity, "gauge", "gauge">(
    and(failed, atLeast<Entity, "gauge", never>(short, evidence.enough)),
    orZero<Entity>(recorded("kind_name:failures:count1h", scope), long),
  );
}

/** What rules judge: {@link judgedEvents} and {@link judgedFailures}, which they have recorded. */
export const recordedEvidence = (scope: Scope): Evidence<Entity> => ({
  events: recorded("kind_name:events:judged", scope),
  failures: recorded("kind_name:failures:judged", scope),
});

/**
 * The health of services without rules: by the last ten minutes alone, since both windows make a query that nobody can
 * read. The failures are counted; the number of all requests is extrapolated, which is shorter and never too low. It
 * chooses the services, so that the failures need no filter.
 */
export function requestHealth(scope: Scope<Filter>, lab: Pick<Lab, "infrastructure">): InstantVector<"service"> {
  const services = withWindow(onlyFilters(scope, "service"), evidence.windows[0]);
  const { failures } = requestEvidence(unfiltered(services), lab);
  const events = increaseOf("traefik_requests_total", services, ["service"], { backend: noneOf(...proxyNames(lab)) });
  return healthByEvidence({ events, failures });
}
