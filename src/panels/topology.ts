/** Panels about the network as a whole: how many of what, and how each thing is. */
import { mapValues, stat, stateTimeline, table, target } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import {
  activeClients,
  dnsQueryRate,
  foldedZones,
  healthOfAll,
  servicesInState,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { healthWords, emptyText, unitOf, units } from "./tokens.js";

/** Services by health, now. From traefik_requests_total. */
export const servicesByHealth = (scope: Scope<Filter>) =>
  stat(
    "Services by health",
    target(servicesInState(scope, 2), "● healthy"),
    target(servicesInState(scope, 1), "◐ degraded"),
    target(servicesInState(scope, 0), "✖ unhealthy"),
  )
    .description(
      "Services that are healthy (below 1 % failed requests), degraded, or unhealthy (from 5 %), from traefik_requests_total; " +
        "those that nobody asks aren't counted. Normal: all healthy. Otherwise click the red one in the graph.",
    )
    .unit(units.count)
    .decimals(0)
    .span(6)
    .noValue(emptyText.noTraffic);

/** Clients that are asking for something, and zones that fold others. */
export const clientsNow = (scope: Scope<Filter>) =>
  stat(
    "Active clients",
    target(activeClients(scope), "clients"),
    target(foldedZones(scope), "zones with more, counted as one"),
  )
    .description(
      "Clients that are asking AdGuard Home or a service for something, and zones whose clients, or the rest of them, are counted as " +
        "one (the internet, and what is beyond the exporter's bound), from adguard_client_requests_total and traefik_requests_total. " +
        "Normal: your devices. A number that you don't expect: look for the stranger in “Zone Traffic”.",
    )
    .unit(units.count)
    .decimals(0)
    .span(6)
    .noValue(emptyText.noTraffic);

/** DNS queries per second, now. From adguard_client_requests_total. */
export const dnsQueriesNow = (scope: Scope<Filter>) => {
  const rate = dnsQueryRate(scope, []);
  return stat("DNS queries", target(rate))
    .description(
      "DNS queries per second that AdGuard Home answers, from adguard_client_requests_total. " +
        "Normal: follows the day. At 0 nobody is asking it, or it is down: look at “Sources up”.",
    )
    .unit(unitOf(rate))
    .decimals(1)
    .span(3)
    .noValue(emptyText.noTraffic);
};

/** One row per service, part of the infrastructure, resolver and zone. */
export const healthTable = (scope: Scope<Filter>, lab: Lab) =>
  table("Health of everything", {
    rows: ["kind", "name"],
    labels: { kind: "Kind", name: "Name" },
    columns: {
      Health: {
        query: healthOfAll(scope, lab),
        unit: units.health,
        mappings: [mapValues(healthWords)],
        cell: "colored text",
      },
    },
    sort: { column: "Health" },
  })
    .description(
      "Services (failed requests), infrastructure (whether it can be scraped; what isn't, by its traffic), resolvers (failed queries) and " +
        "zones (requests and queries without an answer), from traefik_requests_total, up, adguard_upstream_queries_total and " +
        "zone_connections_total. Normal: all healthy. The worst stand first.",
    )
    .span(8)
    .height(10);

/** The health of everything over time. */
export const healthOverTime = (scope: Scope<Filter>, lab: Lab) =>
  stateTimeline("Health over time", target(healthOfAll(scope, lab), "{name}"))
    .description(
      "The same over time. Normal: healthy throughout. Several things that turn at one moment have a cause in common: the host, Traefik, the line.",
    )
    .mappings([mapValues(healthWords)])
    .span(16)
    .height(10);
