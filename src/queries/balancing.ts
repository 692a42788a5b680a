/** The spread of load over servers, failovers, and changes of a route's state. */
import type { Lab } from "../lab/index.js";
import {
  and,
  atLeast,
  avg,
  changes,
  copyLabel,
  count,
  countOverTime,
  countValues,
  dashboardRange,
  divide,
  equal,
  greater,
  less,
  max,
  maxOverTime,
  min,
  multiply,
  noneOf,
  or,
  rateInterval,
  subquery,
  sum,
  timestamp,
  topk,
  unless,
  type Condition,
  type Duration,
  type InstantVector,
  type NonCounter,
} from "../promql/index.js";
import { routeHealth } from "./health.js";
import { highestOf, increaseOf, present, rateOf, recorded } from "./metric-queries.js";
import { emptyText, query, type Query } from "./query.js";
import { enoughForShare, shareNote, shareScope } from "./safe-math.js";
import { onlyFilters, withOffset, withWindow, type Filter, type Scope } from "./scope.js";

type Server = "backend" | "server";
export type BalancingLab = Pick<Lab, "services" | "rules">;

/** 1 for each server that answers its health check, 0 for one that doesn't. Absent for a backend without health check. */
const serverStates = (scope: Scope<Filter>): InstantVector<"service" | "url"> =>
  highestOf("traefik_service_server_up", onlyFilters(scope, "backend"), ["service", "url"]);

/** The share of the servers that answer, with their number and that of all servers as labels, for a text: 10 of 11. */
export const serversUp = (scope: Scope<Filter>): Query<"up" | "all"> => {
  const states = serverStates(scope);
  const withNumber = multiply.groupLeft([], ["up"], avg(states), countValues("up", sum(states)));
  return query(
    {
      unit: "share",
      meaning: "Servers that answer their health check, of all that have one",
      noValue: "no health check",
    },
    multiply.groupLeft([], ["all"], withNumber, countValues("all", count(states))),
  );
};

const namedServers = 2;

/** 0 for servers that don't answer their health check; at most two of them, since a figure names each. */
export const serversDown = (scope: Scope<Filter>): Query<"service" | "url"> =>
  query(
    { unit: "share", meaning: "Servers that don't answer it", noValue: "no health check" },
    topk(namedServers, equal(serverStates(scope), 0)),
  );

/** A server has failed when it got no request in the window while at least so many were due. */
export const failover = { window: "10m", requests: 10 } as const;

/** The distance between two evaluations of a state in a subquery. */
const resolution: Duration = "1m";

/**
 * Over ten minutes, whatever the scope says. Absent where the backend got fewer than 10 requests, or has one server, which
 * gets all of them.
 */
export const serverShare = (scope: Scope<Filter>): Query<Server> => {
  const backends = shareScope(onlyFilters(scope, "backend"));
  return query(
    {
      unit: "share",
      meaning: `Share of a backend's requests that each of its servers gets${shareNote("requests")}`,
      noValue: emptyText.littleTraffic,
    },
    and.on(
      ["backend"],
      divide.groupLeft(
        ["backend"],
        [],
        rateOf("traefik_load_balancer_distribution", backends, ["backend", "server"]),
        enoughForShare(rateOf("traefik_load_balancer_distribution", backends, ["backend"])),
      ),
      greater(count.by(["backend"], present("traefik_load_balancer_distribution", backends, ["backend", "server"])), 1),
    ),
  );
};

/** The weights are those of the lab, and equal where the lab declares none. Recorded by rules. Absent for a sole server. */
export const expectedServerShare = (scope: Scope<Filter>): Query<Server> => {
  const backends = onlyFilters(scope, "backend");
  const known = highestOf(shareRecord, backends, ["backend", "server"]);
  // Where nothing tells which servers a backend has, all with series share its requests.
  const servers = present("traefik_load_balancer_distribution", backends, ["backend", "server"]);
  return query(
    { unit: "share", meaning: "Share that each server should get by its weight in the lab" },
    less(or(known, unless.on(["backend"], equalShare(servers), known)), 1),
  );
};

const weightRecord = "backend_server:weight:known";
const shareRecord = "backend_server:request_share:expected";

const equalShare = <L extends string>(servers: InstantVector<L | Server, NonCounter>): InstantVector<L | Server> =>
  divide.groupLeft(["backend"], [], servers, count.by(["backend"], servers));

/** The servers that Traefik has now. It tells them for backends with a health check alone. */
const servedServers = (scope: Scope<Filter>): InstantVector<Server | "service" | "url", "info"> =>
  copyLabel(
    copyLabel(
      present("traefik_service_server_up", onlyFilters(scope, "backend"), ["service", "url"]),
      "backend",
      "service",
    ),
    "server",
    "url",
  );

/**
 * The weights of the servers that the lab lists or Traefik knows: what a rule records. Of a backend whose weights differ,
 * Traefik's others have none.
 */
export function knownWeights(scope: Scope): InstantVector<Server> {
  const listed = recorded("homelab_server_weight", scope);
  const differing = greater.vector(max.by(["backend"], listed), min.by(["backend"], listed));
  const served = count.by(["backend", "server"], servedServers(scope));
  return or<Server, "gauge", "gauge">(listed, unless.on(["backend"], served, differing));
}

/** The shares by these weights, of backends that have series: what a rule records. */
export function knownShares(scope: Scope): InstantVector<Server> {
  const weights = recorded(weightRecord, scope);
  const balanced = present("traefik_load_balancer_distribution", scope, ["backend"]);
  return and.on(["backend"], divide.groupLeft(["backend"], [], weights, sum.by(["backend"], weights)), balanced);
}

/** Whether the servers of a backend have the same weight. */
export const hasEqualWeights = ({ servers }: Lab["services"][number]["backends"][number]): boolean =>
  new Set(servers.map(({ weight }) => weight)).size <= 1;

/**
 * Requests that were due to servers which got none, where enough of them were due. The servers are those that the lab or
 * Traefik had at the begin of the window and has now: a container that returns with another address is another server,
 * which is neither silent at its old address nor before its first request. There is no claim on other servers. Without
 * rules there is none on those that only the lab knows either, nor on backends whose weights differ.
 */
function missedRequests(scope: Scope<Filter>, { rules, services }: BalancingLab): InstantVector<Server> {
  const backends = withWindow(onlyFilters(scope, "backend"), failover.window);
  const before = withOffset(backends, failover.window);
  if (rules) return missed<never>(backends, recorded(shareRecord, backends), recorded(weightRecord, before));
  const weighted = services.flatMap((service) => service.backends.filter((one) => !hasEqualWeights(one)));
  const [first, ...others] = weighted.map(({ name }) => name);
  const claimed = first === undefined ? {} : { backend: noneOf(first, ...others) };
  const shares = equalShare(servedServers(backends));
  return sum.by(["backend", "server"], missed<"service" | "url">(backends, shares, servedServers(before), claimed));
}

function missed<L extends string>(
  backends: Scope<"backend">,
  shares: InstantVector<L | Server>,
  settled: InstantVector<L | Server, NonCounter>,
  claimed: { readonly backend?: Condition } = {},
): InstantVector<L | Server> {
  const sent = increaseOf("traefik_load_balancer_distribution", backends, ["backend", "server"]);
  const due = multiply.groupLeft(
    ["backend"],
    [],
    shares,
    increaseOf("traefik_load_balancer_distribution", backends, ["backend"], claimed),
  );
  return unless.on(["backend", "server"], atLeast(and(due, settled), failover.requests), greater(sent, 0));
}

const missedMeaning = `Requests due within 10 minutes to a server that got none, where at least ${String(failover.requests)} were due`;

/** The highest figure between two points of the panel. */
export const failovers = (scope: Scope<Filter>, lab: BalancingLab): Query<Server> =>
  query(
    { unit: "requests", meaning: missedMeaning, noValue: emptyText.noneInRange },
    maxOverTime(subquery(missedRequests(scope, lab), rateInterval, resolution)),
  );

/** The figure at each moment, for annotations. */
export const failoverNow = (scope: Scope<Filter>, lab: BalancingLab): Query<Server> =>
  query({ unit: "requests", meaning: missedMeaning, noValue: emptyText.noneInRange }, missedRequests(scope, lab));

export const silentMinutes = (scope: Scope<Filter>, lab: BalancingLab): Query<Server> =>
  query(
    {
      unit: "minutes",
      meaning: `Minutes at which a server had got no request for 10 minutes while at least ${String(failover.requests)} were due`,
      noValue: emptyText.noneInRange,
    },
    countOverTime(subquery(missedRequests(scope, lab), dashboardRange, resolution)),
  );

/** The number of servers that {@link silentMinutes} lists. */
export const silentServers = (scope: Scope<Filter>, lab: BalancingLab): Query =>
  query(
    {
      unit: "count",
      meaning: `Servers that got no request for 10 minutes in this range while at least ${String(failover.requests)} were due`,
      noValue: emptyText.noneInRange,
    },
    count(silentMinutes(scope, lab).expression),
  );

export const lastSilence = (scope: Scope<Filter>, lab: BalancingLab): Query<Server> =>
  query(
    { unit: "unix milliseconds", meaning: "The last of these minutes", noValue: emptyText.noneInRange },
    multiply.scalar(maxOverTime(subquery(timestamp(missedRequests(scope, lab)), dashboardRange, resolution)), 1000),
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
