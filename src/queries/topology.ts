/** The network as a whole: how many of what there is, and how each thing is. */
import { aggregateClientPattern, type Lab } from "../lab/index.js";
import {
  add,
  count,
  equal,
  greater,
  matching,
  max,
  noneOf,
  notMatching,
  setLabel,
  type Condition,
  type InstantVector,
  type NonCounter,
} from "../promql/index.js";
import { highestOf, lowestOf, rateOf } from "./metric-queries.js";
import { orZero } from "./safe-math.js";
import { dnsHealth, resolverHealth, serviceHealth, zoneHealth } from "./health.js";
import { labelEntities, union } from "./labels.js";
import { query, type Query } from "./query.js";
import { unfiltered, onlyFilters, type Filter, type Scope } from "./scope.js";

type Thing = "kind" | "name";

/** Services in one state of health: 2 healthy, 1 degraded, 0 unhealthy. 0 where all others are in another state. */
export const servicesInState = (scope: Scope<Filter>, state: 0 | 1 | 2): Query => {
  const health = serviceHealth(scope).expression;
  return query(
    { unit: "count", meaning: "Services in this state of health" },
    orZero<never>(count(equal(health, state)), count(health)),
  );
};

/** Clients that asked AdGuard Home or a service for something, each once. */
function asking(scope: Scope<Filter>, client: Condition): InstantVector<"client_ip"> {
  const clients = onlyFilters(scope, "zone", "client");
  return union(
    greater(rateOf("adguard_client_requests_total", clients, ["client_ip"], { client_ip: client }), 0),
    greater(rateOf("traefik_requests_total", clients, ["client_ip"], { client_ip: client }), 0),
  );
}

/** Clients that are asking for something; those that are folded into one per zone don't count. */
export const activeClients = (scope: Scope<Filter>): Query =>
  query(
    { unit: "count", meaning: "Clients that are asking for something" },
    count(asking(scope, notMatching(aggregateClientPattern))),
  );

/** Zones whose clients, or some of them, are folded into one and asking for something. */
export const foldedZones = (scope: Scope<Filter>): Query =>
  query(
    { unit: "count", meaning: "Zones of which clients are counted as one" },
    count(asking(scope, matching(aggregateClientPattern))),
  );

/** A part of the infrastructure: by whether it can be scraped, and where it isn't, by its traffic. */
function partHealth(
  scope: Scope<Filter>,
  part: Lab["infrastructure"][number],
): InstantVector<never, NonCounter> | undefined {
  const all = unfiltered(scope);
  if (part.job !== undefined) {
    const conditions = { job: part.job };
    return add(lowestOf("up", all, [], conditions), highestOf("up", all, [], conditions));
  }
  if (part.kind === "dns") return max(dnsHealth(all).expression);
  if (part.service === undefined) return undefined;
  return max(serviceHealth(all, { service: part.service }).expression);
}

/** The health of everything that the lab names or that was seen: services, infrastructure, resolvers, zones. */
export const healthOfAll = (scope: Scope<Filter>, lab: Pick<Lab, "infrastructure">): Query<Thing> => {
  const routed = lab.infrastructure.flatMap(({ service }) => (service === undefined ? [] : [service]));
  const services = serviceHealth(scope, routed.length === 0 ? {} : { service: noneOf(...routed) });
  const infrastructure = lab.infrastructure.flatMap((part) => {
    const health = partHealth(scope, part);
    return health === undefined ? [] : [setLabel(setLabel(health, "kind", "infrastructure"), "name", part.name)];
  });
  return query(
    { unit: "health", meaning: "2 healthy, 1 degraded, 0 unhealthy; what that means depends on the kind" },
    union<Thing, NonCounter>(
      labelEntities("service", "service", services.expression),
      ...infrastructure,
      labelEntities("resolver", "upstream", resolverHealth(scope).expression),
      labelEntities("zone", "source_zone", zoneHealth(scope).expression),
    ),
  );
};
