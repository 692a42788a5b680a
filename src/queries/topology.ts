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
import { requestHealth } from "./evidence.js";
import type { ServiceLab } from "./health.js";
import { labelEntities, union } from "./labels.js";
import { emptyText, query, type Query } from "./query.js";
import { unfiltered, onlyFilters, type Filter, type Scope } from "./scope.js";

type Entity = "kind" | "name";

const healthMeaning =
  "Health of services (by failed requests, and by the health check of their servers), infrastructure (by scrapes, and by traffic where it isn't scraped; AdGuard Home by failed queries and probes, too), resolvers (by failed queries) and zones (by failed requests and queries), the worst of the last five minutes. Failures are judged over ten minutes, or over an hour where ten minutes hold fewer than 10 events: a few failures are no evidence";

const withoutRules = "by failed requests of the last ten minutes";

/** The state is one of `healthStates`. The figure is 0 where all services are in other states. */
export const servicesInState = (scope: Scope<Filter>, lab: HealthLab, state: 0 | 1 | 2 | 3): Query =>
  query(
    {
      unit: "count",
      meaning: lab.rules
        ? "Services that are healthy, degraded (some servers down, or more than 1 % of the requests fail with evidence), unhealthy (no server up, or more than 5 %), or have too little traffic to tell (fewer than 5 requests in an hour, and no health check)"
        : `Services that are healthy, degraded (more than 1 % failed requests, with evidence), unhealthy (more than 5 %), or have too little traffic to tell (fewer than 5 requests), ${withoutRules}`,
      noValue: lab.rules ? emptyText.notRecorded : emptyText.noTraffic,
    },
    lab.rules ? countIn(healthOfServices(scope), state) : countIn(requestHealth(scope, lab), state),
  );

const countIn = <L extends string>(health: InstantVector<L>, state: number): InstantVector =>
  sum(equal.bool<L, "gauge", never>(health, state));

/** The worst judgement of each service, of those that are infrastructure, too. */
const healthOfServices = (scope: Scope<Filter>): InstantVector<"name"> =>
  lowestOf("kind_name_by:health:worst5m", unfiltered(scope), ["name"], {
    kind: "service",
    ...chosen(scope, "service"),
  });

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

const recordedHealth = "kind_name:health:worst5m";

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
      { unit: "health", meaning: `Health of services ${withoutRules}` },
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
