/** The network as a whole: numbers of services and clients, and the health of everything. */
import { aggregateClientPattern, type Lab } from "../lab/index.js";
import type { Metrics } from "../metrics/index.js";
import {
  count,
  equal,
  greater,
  matching,
  notMatching,
  oneOf,
  sum,
  type Condition,
  type Conditions,
  type InstantVector,
  type NonCounter,
} from "../promql/index.js";
import { highestOf, lowestOf, rateOf } from "./metric-queries.js";
import { failureBounds, healthOf, serviceFailureShare, type ServiceLab } from "./health.js";
import { labelEntities, union } from "./labels.js";
import { emptyText, query, type Query } from "./query.js";
import { unfiltered, onlyFilters, type Filter, type Scope } from "./scope.js";

type Entity = "kind" | "name";

const healthMeaning =
  "Health of services (by failed requests, and by the health check of their servers), infrastructure (by scrapes, and by traffic where it isn't scraped; AdGuard Home by failed queries and probes, too), resolvers (by failed queries) and zones (by failed requests and queries)";

/** The state is 2 for healthy, 1 for degraded, 0 for unhealthy. The figure is 0 where all services are in other states. */
export const servicesInState = (scope: Scope<Filter>, lab: HealthLab, state: 0 | 1 | 2): Query =>
  query(
    {
      unit: "count",
      meaning: lab.rules
        ? "Services that are healthy (below 1 % failed requests, all servers up), degraded, or unhealthy (from 5 %, or no server up), without those that have neither requests nor a health check"
        : "Services that are healthy (below 1 % failed requests), degraded, or unhealthy (from 5 %), without those that have no requests",
      noValue: lab.rules ? emptyText.notRecorded : emptyText.noTraffic,
    },
    lab.rules ? countIn(healthOfServices(scope), state) : countIn(requestHealth(scope, lab), state),
  );

const countIn = <L extends string>(health: InstantVector<L>, state: number): InstantVector =>
  sum(equal.bool<L, "gauge", never>(health, state));

/** The worst judgement of each service, of those that are infrastructure, too. */
const healthOfServices = (scope: Scope<Filter>): InstantVector<"name"> =>
  lowestOf("kind_name_by:health:rate2m", unfiltered(scope), ["name"], {
    kind: "service",
    ...chosen(scope, "service"),
  });

const requestHealth = (scope: Scope<Filter>, lab: HealthLab): InstantVector<"service"> =>
  healthOf(serviceFailureShare(onlyFilters(scope, "service"), lab), failureBounds);

/** Clients that send queries or requests, each once. */
function activeOf(scope: Scope<Filter>, client: Condition): InstantVector<"client_ip"> {
  const clients = onlyFilters(scope, "zone", "client");
  return union(
    greater(rateOf("adguard_client_requests_total", clients, ["client_ip"], { client_ip: client }), 0),
    greater(rateOf("traefik_requests_total", clients, ["client_ip"], { client_ip: client }), 0),
  );
}

export const activeClients = (scope: Scope<Filter>): Query =>
  query(
    {
      unit: "count",
      meaning: "Clients that send DNS queries or requests, without folded ones",
      noValue: emptyText.noTraffic,
    },
    count(activeOf(scope, notMatching(aggregateClientPattern))),
  );

export const foldedZones = (scope: Scope<Filter>): Query =>
  query(
    {
      unit: "count",
      meaning:
        "Zones with further clients that the exporter folds into one: the internet, and clients beyond its limit",
      noValue: emptyText.noTraffic,
    },
    count(activeOf(scope, matching(aggregateClientPattern))),
  );

/** The parts of a lab from which it follows how health is asked. */
export type HealthLab = ServiceLab & Pick<Lab, "rules">;

const recordedHealth = "kind_name:health:rate2m";

/** The names that a filter chooses, of all zones and clients. */
const chosen = (scope: Scope<Filter>, filter: "zone" | "service") => {
  const found = scope.filters.find((one) => one.filter === filter);
  return found === undefined ? {} : { name: found.value };
};

/**
 * Services, infrastructure, resolvers and zones of the lab and of the metrics, as rules record them. Without rules only
 * services, by their requests alone: everything in one query would be longer than a person can read.
 */
export const healthOfAll = (scope: Scope<Filter>, lab: HealthLab): Query<Entity> => {
  const all = unfiltered(scope);
  if (!lab.rules)
    return query(
      { unit: "health", meaning: "Health of services by failed requests" },
      labelEntities("service", "service", requestHealth(scope, lab)),
    );
  const of = (conditions: Conditions<Metrics, typeof recordedHealth>) =>
    highestOf(recordedHealth, all, ["kind", "name"], conditions);
  const [zones, services] = [chosen(scope, "zone"), chosen(scope, "service")];
  return query(
    { unit: "health", meaning: healthMeaning, noValue: emptyText.notRecorded },
    "name" in zones || "name" in services
      ? union<Entity, NonCounter>(
          of({ kind: "service", ...services }),
          of({ kind: oneOf("infrastructure", "resolver") }),
          of({ kind: "zone", ...zones }),
        )
      : of({}),
  );
};
