/** The spread of load over servers, failovers, and changes of a route's state. */
import type { Lab } from "../lab/index.js";
import {
  and,
  atLeast,
  changes,
  copyLabel,
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
  type NonCounter,
} from "../promql/index.js";
import { routeHealth } from "./health.js";
import { increaseOf, present, rateOf } from "./metric-queries.js";
import { emptyText, query, type Query } from "./query.js";
import { onlyFilters, withOffset, withWindow, type Filter, type Scope } from "./scope.js";

type Server = "backend" | "server";

/** A server has failed when it got no request in the window while at least so many were due. */
export const failover = { window: "10m", requests: 10 } as const;

/** The distance between two evaluations of a state in a subquery. */
const resolution: Duration = "1m";

/** Absent where the backend got no requests. */
export const serverShare = (scope: Scope<Filter>): Query<Server> => {
  const backends = onlyFilters(scope, "backend");
  return query(
    { unit: "share", meaning: "Share of a backend's requests that each server gets", noValue: emptyText.noTraffic },
    divide.groupLeft(
      ["backend"],
      [],
      rateOf("traefik_load_balancer_distribution", backends, ["backend", "server"]),
      greater(rateOf("traefik_load_balancer_distribution", backends, ["backend"]), 0),
    ),
  );
};

/** The weights are those of the lab, and equal where the lab declares none. */
export const expectedServerShare = (scope: Scope<Filter>, services: Lab["services"]): Query<Server> =>
  query(
    { unit: "share", meaning: "Share that each server should get by its weight in the lab" },
    expectedShare(scope, services),
  );

/** Where nothing tells which servers a backend has, all with series share its requests. */
function expectedShare(scope: Scope<Filter>, services: Lab["services"]): InstantVector<Server> {
  const known = knownShare(scope, services);
  const backends = onlyFilters(scope, "backend");
  const servers = present("traefik_load_balancer_distribution", backends, ["backend", "server"]);
  return or(known, unless.on(["backend"], equalShare(servers), known));
}

/** The shares of the servers that the lab lists or Traefik knows, of backends that have series. */
function knownShare(scope: Scope<Filter>, services: Lab["services"]): InstantVector<Server> {
  const backends = onlyFilters(scope, "backend");
  const balanced = present("traefik_load_balancer_distribution", backends, ["backend"]);
  const declared = unionOf(declaredShares(services));
  const listed = unionOf(listedServers(services.flatMap((service) => service.backends.filter(hasEqualWeights))));
  const served = servedServers(scope);
  const equal = equalShare(listed === undefined ? served : or(listed, served));
  // A server of the lab counts only where its backend has series; of a backend with weights, Traefik's others get no share.
  return and.on(
    ["backend"],
    declared === undefined ? equal : or(declared, unless.on(["backend"], equal, declared)),
    balanced,
  );
}

const equalShare = <S extends NonCounter>(servers: InstantVector<Server, S>): InstantVector<Server> =>
  divide.groupLeft(["backend"], [], servers, count.by(["backend"], servers));

/** The servers that Traefik has now. It tells them for backends with a health check alone. */
const servedServers = (scope: Scope<Filter>): InstantVector<Server> =>
  count.by(
    ["backend", "server"],
    copyLabel(
      copyLabel(
        present("traefik_service_server_up", onlyFilters(scope, "backend"), ["service", "url"]),
        "backend",
        "service",
      ),
      "server",
      "url",
    ),
  );

type Backend = Lab["services"][number]["backends"][number];

const hasEqualWeights = ({ servers }: Backend) => new Set(servers.map(({ weight }) => weight)).size === 1;

/** One constant series for each server that the lab lists. */
const listedServers = (backends: readonly Backend[]): InstantVector<Server>[] =>
  backends.flatMap(({ name, servers }) => servers.map(({ url }) => serverConstant(name, url, 1)));

const serverConstant = (backend: string, server: string, value: number): InstantVector<Server> =>
  setLabel(setLabel(vector(value), "backend", backend), "server", server);

function unionOf(vectors: readonly InstantVector<Server>[]): InstantVector<Server> | undefined {
  const [first, ...rest] = vectors;
  return first === undefined ? undefined : rest.reduce((all, one) => or(all, one), first);
}

/** One constant series for each server of a backend whose weights differ. */
function declaredShares(services: Lab["services"]): InstantVector<Server>[] {
  const pools = services.flatMap(({ backends }) => backends);
  const weighted = pools.filter((pool) => pool.servers.length > 0 && !hasEqualWeights(pool));
  return weighted.flatMap(({ name, servers }) => {
    const total = servers.reduce((sum, { weight }) => sum + weight, 0);
    return servers.map(({ url, weight }) => serverConstant(name, url, weight / total));
  });
}

/**
 * Requests that were due to servers which got none, where enough of them were due. The servers are those that the lab
 * lists, and those that Traefik had at the begin of the window and has now: a container that returns with another address
 * is another server, which is neither silent at its old address nor before its first request. There is no claim on other
 * servers.
 */
const missedRequests = (scope: Scope<Filter>, services: Lab["services"]): InstantVector<Server> => {
  const backends = withWindow(onlyFilters(scope, "backend"), failover.window);
  const sent = increaseOf("traefik_load_balancer_distribution", backends, ["backend", "server"]);
  const due = multiply.groupLeft(
    ["backend"],
    [],
    knownShare(scope, services),
    increaseOf("traefik_load_balancer_distribution", backends, ["backend"]),
  );
  const before = servedServers(withOffset(scope, failover.window));
  const listed = unionOf(listedServers(services.flatMap((service) => service.backends)));
  const settled = listed === undefined ? before : or(listed, before);
  return unless(atLeast(and(due, settled), failover.requests), greater(sent, 0));
};

const missedMeaning = `Requests due within 10 minutes to a server that got none, where at least ${String(failover.requests)} were due`;

/** The highest figure between two points of the panel. */
export const failovers = (scope: Scope<Filter>, services: Lab["services"]): Query<Server> =>
  query(
    { unit: "requests", meaning: missedMeaning, noValue: emptyText.noneInRange },
    maxOverTime(subquery(missedRequests(scope, services), rateInterval, resolution)),
  );

/** The figure at each moment, for annotations. */
export const failoverNow = (scope: Scope<Filter>, services: Lab["services"]): Query<Server> =>
  query({ unit: "requests", meaning: missedMeaning, noValue: emptyText.noneInRange }, missedRequests(scope, services));

export const silentMinutes = (scope: Scope<Filter>, services: Lab["services"]): Query<Server> =>
  query(
    {
      unit: "minutes",
      meaning: `Minutes at which a server had got no request for 10 minutes while at least ${String(failover.requests)} were due`,
      noValue: emptyText.noneInRange,
    },
    countOverTime(subquery(missedRequests(scope, services), dashboardRange, resolution)),
  );

export const lastSilence = (scope: Scope<Filter>, services: Lab["services"]): Query<Server> =>
  query(
    { unit: "unix milliseconds", meaning: "The last of these minutes", noValue: emptyText.noneInRange },
    multiply.scalar(
      maxOverTime(subquery(timestamp(missedRequests(scope, services)), dashboardRange, resolution)),
      1000,
    ),
  );

/** The number of changes between two points of the panel. */
export const stateChanges = (scope: Scope<Filter>): Query<"route"> =>
  query(
    { unit: "count", meaning: "Changes of a route's state" },
    changes(subquery(routeHealth(scope).expression, rateInterval, resolution)),
  );

/** Only routes whose state changed. */
export const stateChangesInRange = (scope: Scope<Filter>): Query<"route"> =>
  query(
    { unit: "count", meaning: "Changes of a route's state in this range", noValue: emptyText.noneInRange },
    greater(changes(subquery(routeHealth(scope).expression, dashboardRange, resolution)), 0),
  );
