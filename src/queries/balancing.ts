/** How load is spread over servers, and what happens when one falls silent. */
import type { Lab } from "../lab/index.js";
import {
  and,
  atLeast,
  changes,
  count,
  countOverTime,
  dashboardRange,
  divide,
  greater,
  maxOverTime,
  multiply,
  or,
  rateInterval,
  setLabel,
  subquery,
  timestamp,
  unless,
  vector,
  type Duration,
  type InstantVector,
} from "../promql/index.js";
import { increaseOf, present, rateOf } from "./metric-queries.js";
import { query, type Query } from "./query.js";
import { onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";
import { routeHealth } from "./health.js";

type Server = "backend" | "server";

/** How long a server must be silent to have failed, and how many requests it would have got meanwhile. */
export const failover = { window: "10m", requests: 10 } as const;

/** How often a state is looked at when it is followed through time. */
const resolution: Duration = "1m";

/** Share of a backend's requests that went to each server. Absent where the backend got none. */
export const serverShare = (scope: Scope<Filter>): Query<Server> => {
  const backends = onlyFilters(scope, "backend");
  return query(
    { unit: "share", meaning: "Share of a backend's requests that a server got" },
    divide.groupLeft(
      ["backend"],
      [],
      rateOf("traefik_load_balancer_distribution", backends, ["backend", "server"]),
      greater(rateOf("traefik_load_balancer_distribution", backends, ["backend"]), 0),
    ),
  );
};

/** Share that each server should get: by the lab's weights, and equal ones where it declares none. */
export const expectedServerShare = (scope: Scope<Filter>, services: Lab["services"]): Query<Server> =>
  query(
    { unit: "share", meaning: "Share of a backend's requests that a server should get by its weight" },
    expectedShare(scope, services),
  );

function expectedShare(scope: Scope<Filter>, services: Lab["services"]): InstantVector<Server> {
  const backends = onlyFilters(scope, "backend");
  const servers = present("traefik_load_balancer_distribution", backends, ["backend", "server"]);
  const equalShare = divide.groupLeft(["backend"], [], servers, count.by(["backend"], servers));
  const [first, ...rest] = declaredShares(services);
  if (first === undefined) return equalShare;
  const weighted = rest.reduce((all, one) => or(all, one), first);
  // A declared server counts only where its backend is there and chosen; an undeclared one of a declared backend gets no share.
  const known = and.on(["backend"], weighted, servers);
  return or(known, unless.on(["backend"], equalShare, weighted));
}

/** One constant series for each server of a backend whose weights differ. */
function declaredShares(services: Lab["services"]): InstantVector<Server>[] {
  const pools = services.flatMap(({ backends }) => backends);
  const weighted = pools.filter(({ servers }) => new Set(servers.map(({ weight }) => weight)).size > 1);
  return weighted.flatMap(({ name, servers }) => {
    const total = servers.reduce((sum, { weight }) => sum + weight, 0);
    return servers.map(({ url, weight }) => setLabel(setLabel(vector(weight / total), "backend", name), "server", url));
  });
}

/**
 * Requests that a server should have got while it got none, where there were enough of them to tell.
 * Servers are those that the metric names, and those to which the lab gives a weight.
 */
const missedRequests = (scope: Scope<Filter>, services: Lab["services"]): InstantVector<Server> => {
  const backends = withWindow(onlyFilters(scope, "backend"), failover.window);
  const sent = increaseOf("traefik_load_balancer_distribution", backends, ["backend", "server"]);
  const due = multiply.groupLeft(
    ["backend"],
    [],
    expectedShare(scope, services),
    increaseOf("traefik_load_balancer_distribution", backends, ["backend"]),
  );
  return unless(atLeast(due, failover.requests), greater(sent, 0));
};

/** Requests that silent servers should have got, over time. Nothing where every server answers. */
export const failovers = (scope: Scope<Filter>, services: Lab["services"]): Query<Server> =>
  query(
    {
      unit: "requests",
      meaning: `Requests that a server should have got within ${failover.window} while it got none`,
    },
    maxOverTime(subquery(missedRequests(scope, services), rateInterval, resolution)),
  );

/** The same at each moment, for annotations. */
export const failoverNow = (scope: Scope<Filter>, services: Lab["services"]): Query<Server> =>
  query(
    { unit: "requests", meaning: "Requests that a silent server should have got" },
    missedRequests(scope, services),
  );

/** For how many minutes of the range a server was silent while it should have been busy. */
export const silentMinutes = (scope: Scope<Filter>, services: Lab["services"]): Query<Server> =>
  query(
    { unit: "minutes", meaning: "Minutes in which a server got no requests while it should have" },
    countOverTime(subquery(missedRequests(scope, services), dashboardRange, resolution)),
  );

/** When a server was last silent while it should have been busy. */
export const lastSilence = (scope: Scope<Filter>, services: Lab["services"]): Query<Server> =>
  query(
    { unit: "unix milliseconds", meaning: "When a server was last silent while it should have been busy" },
    multiply.scalar(
      maxOverTime(subquery(timestamp(missedRequests(scope, services)), dashboardRange, resolution)),
      1000,
    ),
  );

/** How often the state of a route changed between two points of the panel. */
export const stateChanges = (scope: Scope<Filter>): Query<"route"> =>
  query(
    { unit: "count", meaning: "Changes of a route's state" },
    changes(subquery(routeHealth(scope).expression, rateInterval, resolution)),
  );

/** How often the state of a route changed within the range; only routes that did. */
export const stateChangesInRange = (scope: Scope<Filter>): Query<"route"> =>
  query(
    { unit: "count", meaning: "Changes of a route's state in the range" },
    greater(changes(subquery(routeHealth(scope).expression, dashboardRange, resolution)), 0),
  );
