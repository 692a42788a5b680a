/** The network as a whole: numbers of services and clients, and the health of everything. */
import { aggregateClientPattern, type Lab } from "../lab/index.js";
import {
  add,
  count,
  equal,
  greater,
  matching,
  max,
  min,
  noneOf,
  notMatching,
  setLabel,
  type Condition,
  type InstantVector,
  type NonCounter,
} from "../promql/index.js";
import { highestOf, lowestOf, rateOf } from "./metric-queries.js";
import { orZero } from "./safe-math.js";
import { dnsHealth, resolverHealth, serviceHealth, zoneHealth, type ServiceLab } from "./health.js";
import { labelEntities, union } from "./labels.js";
import { emptyText, query, type Query } from "./query.js";
import { unfiltered, onlyFilters, type Filter, type Scope } from "./scope.js";

type Entity = "kind" | "name";

const healthMeaning =
  "Health of services (by failed requests, and by the health check of their servers), infrastructure (by scrapes, and by traffic where it isn't scraped; AdGuard Home by failed queries and probes, too), resolvers (by failed queries) and zones (by failed requests and queries)";

/** The state is 2 for healthy, 1 for degraded, 0 for unhealthy. The figure is 0 where all services are in other states. */
export const servicesInState = (scope: Scope<Filter>, lab: ServiceLab, state: 0 | 1 | 2): Query => {
  const health = serviceHealth(scope, lab).expression;
  return query(
    {
      unit: "count",
      meaning:
        "Services that are healthy (below 1 % failed requests, all servers up), degraded, or unhealthy (from 5 %, or no server up), without those that have neither requests nor a health check",
      noValue: emptyText.noTraffic,
    },
    orZero<never>(count(equal(health, state)), count(health)),
  );
};

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

/** AdGuard Home by the worst of its scrapes, its answers and its probes; another part by its scrapes, else its traffic. */
function partHealth(
  scope: Scope<Filter>,
  lab: ServiceLab,
  part: Lab["infrastructure"][number],
): InstantVector<never, NonCounter> | undefined {
  const all = unfiltered(scope);
  const scrapes = part.job === undefined ? undefined : jobHealth(all, part.job);
  if (part.kind === "dns") {
    const answers = dnsHealth(all, part.name).expression;
    if (scrapes === undefined) return answers;
    return min(
      union(setLabel(scrapes, "by", "scrapes"), setLabel<never, NonCounter, never, "by">(answers, "by", "answers")),
    );
  }
  if (scrapes !== undefined) return scrapes;
  if (part.service === undefined) return undefined;
  return max(serviceHealth(all, lab, { service: part.service }).expression);
}

const jobHealth = (all: Scope, job: string): InstantVector<never, NonCounter> =>
  add(lowestOf("up", all, [], { job }), highestOf("up", all, [], { job }));

/** Services, infrastructure, resolvers and zones of the lab and of the metrics. */
export const healthOfAll = (scope: Scope<Filter>, lab: ServiceLab): Query<Entity> => {
  const routed = lab.infrastructure.flatMap(({ service }) => (service === undefined ? [] : [service]));
  const services = serviceHealth(scope, lab, routed.length === 0 ? {} : { service: noneOf(...routed) });
  const infrastructure = lab.infrastructure.flatMap((part) => {
    const health = partHealth(scope, lab, part);
    return health === undefined ? [] : [setLabel(setLabel(health, "kind", "infrastructure"), "name", part.name)];
  });
  return query(
    { unit: "health", meaning: healthMeaning },
    union<Entity, NonCounter>(
      labelEntities("service", "service", services.expression),
      ...infrastructure,
      labelEntities("resolver", "upstream", resolverHealth(scope).expression),
      labelEntities("zone", "source_zone", zoneHealth(scope).expression),
    ),
  );
};
