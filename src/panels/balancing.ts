/** Panels about load balancing: shares, the state of routes, failovers. */
import type { Lab } from "../lab/index.js";
import { mapValues, properties, series, stat, stateTimeline, table, target, thresholds } from "../grafana/index.js";
import {
  expectedServerShare,
  failovers,
  lastSilence,
  routeHealth,
  serverShare,
  serversUp,
  silentMinutes,
  stateChanges,
  stateChangesInRange,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, healthWords, lines, emptyText, unitOf, units } from "./tokens.js";

type Services = Lab["services"];

/** Share of the servers that answer their health check, now. From traefik_service_server_up; all zones. */
export const serversUpNow = (scope: Scope<Filter>) => {
  const share = serversUp(scope);
  return stat("Servers up (all zones)", target(share, "{service}"))
    .description(
      "Share of a backend's servers that answer their health check, from traefik_service_server_up; there only for services with " +
        "a health check, and for all zones. Normal: 100 %. Below: look at that server.",
    )
    .unit(unitOf(share))
    .thresholds(thresholds(colors.bad, [0.001, colors.warning], [1, colors.good]))
    .noValue("no health check");
};

/** Share per server against the lab's weights. From traefik_load_balancer_distribution; all zones. */
export const sharePerServer = (scope: Scope<Filter>, services: Services) => {
  const share = serverShare(scope);
  return series(
    "Share per server against its weight (all zones)",
    target(share, "{backend} {server}"),
    target(expectedServerShare(scope, services), "{backend} {server} by weight"),
  )
    .description(
      "Share of a backend's requests that each server gets, and dashed what it should get by its weight in the lab (equal where " +
        "none is declared), from traefik_load_balancer_distribution, which carries no zone. " +
        "Normal: the lines stay near their dashed ones. A server at 0 has failed or been taken out.",
    )
    .unit(unitOf(share))
    .max(1)
    .overrideByQuery(
      "B",
      properties({ "custom.lineStyle": { fill: lines.expected.fill, dash: [...lines.expected.dash] } }),
    );
};

/** State of each route over time. From traefik_route_health_status; all zones. */
export const routeStates = (scope: Scope<Filter>) =>
  stateTimeline("State of routes (all zones)", target(routeHealth(scope), "{route}"))
    .description(
      "State of each route over time, from traefik_route_health_status, which carries no zone: healthy = all servers of its backend up, " +
        "degraded = some, unhealthy = none. Normal: healthy throughout. A route that flaps has a server near its limit.",
    )
    .mappings([mapValues(healthWords)]);

/** Requests that silent servers should have got. From traefik_load_balancer_distribution; all zones. */
export const failoverSeries = (scope: Scope<Filter>, services: Services) => {
  const missed = failovers(scope, services);
  return series("Failovers: requests that a silent server missed (all zones)", target(missed, "{backend} {server}"))
    .description(
      "Requests that a server should have got by its weight within 10 minutes while it got none, where they were at least 10, from " +
        "traefik_load_balancer_distribution, which carries no zone. Normal: nothing. A line is a failover: the others took over.",
    )
    .unit(unitOf(missed))
    .bars()
    .noValue(emptyText.noneHappened);
};

/** Servers that fell silent in the range. */
export const failoverTable = (scope: Scope<Filter>, services: Services) =>
  table("Failovers in this range (all zones)", {
    rows: ["backend", "server"],
    labels: { backend: "Backend", server: "Server" },
    columns: {
      "Silent for": { query: silentMinutes(scope, services), unit: units.minutes, decimals: 0 },
      "Last silent": { query: lastSilence(scope, services), unit: units["unix milliseconds"] },
    },
    sort: { column: "Last silent", descending: true },
  })
    .description(
      "Servers that got no request for 10 minutes in which at least 10 were due by their weight, for how long and when last, from " +
        "traefik_load_balancer_distribution, which carries no zone. Normal: an empty table.",
    )
    .span(12)
    .noValue(emptyText.noneHappened);

/** How often routes changed their state. From traefik_route_health_status; all zones. */
export const stateChangeSeries = (scope: Scope<Filter>) => {
  const changed = stateChanges(scope);
  return series("Changes of state by route (all zones)", target(changed, "{route}"))
    .description(
      "How often the state of a route changed, from traefik_route_health_status, which carries no zone. Normal: 0. Many changes: a server flaps.",
    )
    .unit(unitOf(changed))
    .bars();
};

/** Routes that changed their state in the range. */
export const stateChangeTable = (scope: Scope<Filter>) =>
  table("Changes of state in this range (all zones)", {
    rows: ["route"],
    labels: { route: "Route" },
    columns: {
      Changes: { query: stateChangesInRange(scope), unit: units.count, decimals: 0 },
      "State now": {
        query: routeHealth(scope),
        unit: units.health,
        mappings: [mapValues(healthWords)],
        cell: "colored text",
      },
    },
    sort: { column: "Changes", descending: true },
  })
    .description(
      "Routes with the number of changes of their state and the state now, from traefik_route_health_status, which carries no zone. " +
        "Normal: no number beside any route.",
    )
    .span(12)
    .noValue(emptyText.noneHappened);
