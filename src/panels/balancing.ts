/** Panels about load balancing: shares of servers, states of routes, failovers. Of all zones: the metrics have none. */
import {
  mapRange,
  mapValues,
  properties,
  series,
  stat,
  stateTimeline,
  table,
  target,
  thresholds,
} from "../grafana/index.js";
import {
  expectedServerShare,
  failovers,
  lastSilence,
  routeHealth,
  serverShare,
  serversDown,
  serversUp,
  silentMinutes,
  silentServers,
  stateChanges,
  stateChangesInRange,
  type BalancingLab,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, expectedLine, healthWords } from "./tokens.js";

/** How many servers answer their health check, and those that don't, by name, as a stat. */
export const serversUpNow = (scope: Scope<Filter>) =>
  stat<never>("Servers up", target(serversUp(scope), "{up} of {all}"), target(serversDown(scope), "{service} {url}"))
    .about({ normal: "all up, and no name of a server", otherwise: "look at the servers that are named" })
    .named()
    .mappings([
      mapValues({ 0: { text: "✖ down" }, 1: { text: "● all up" } }),
      mapRange(0.001, 0.999, { text: "◐ some down" }),
    ])
    .thresholds(thresholds(colors.bad, [0.001, colors.warning], [1, colors.good]));

/** Share of its backend's requests that each server gets over time; the dashed line is the share by weight, which rules record. */
export const sharePerServer = (scope: Scope<Filter>, { rules }: BalancingLab) => {
  const title = "Share per server against its weight";
  const shares = target(serverShare(scope), "{backend} {server}");
  if (!rules)
    return series(title, shares)
      .about({
        note: "The share by weight is left out: it is recorded by rules, and the lab says `rules: false`",
        normal: "all lines of a backend stay at their distance",
        otherwise: "a server at 0 has failed or was taken out of rotation",
      })
      .max(1);
  return series(title, shares, target(expectedServerShare(scope), "{backend} {server} by weight"))
    .about({
      note: "The share by weight is dashed; without weights in the lab all servers should get the same",
      normal: "each line stays near its dashed one",
      otherwise: "a server at 0 has failed or was taken out of rotation",
    })
    .max(1)
    .overrideByQuery("B", properties({ "custom.lineStyle": { ...expectedLine, dash: [...expectedLine.dash] } }));
};

/** Health of each route as a state timeline; the worst backend of a route decides. */
export const routeStates = (scope: Scope<Filter>) =>
  stateTimeline("State of routes", routeHealth(scope), "{route}")
    .about({ normal: "healthy throughout", otherwise: "a route that flaps has a server near its limit" })
    .mappings([mapValues(healthWords)]);

/** A container that returns with another address is another server, so a server that nobody lists may be gone. */
const knownServers = ({ rules }: BalancingLab) =>
  rules
    ? "Only servers that the lab lists or Traefik's health checks know can be silent"
    : "Only servers that Traefik's health checks know can be silent, and none of a backend with weights in the lab";

/** Number of the servers that missed their requests in this range, as a stat. */
export const failoversInRange = (scope: Scope<Filter>, lab: BalancingLab) =>
  stat("Failovers in range", silentServers(scope, lab))
    .about({
      note: knownServers(lab),
      normal: "none",
      otherwise: "see which server fell silent, and when, in “Failovers in this range”",
    })
    .thresholds(thresholds(colors.good, [0.5, colors.warning]));

/** Bars of the requests due within 10 minutes to a server that got none, where at least 10 were due. */
export const failoverSeries = (scope: Scope<Filter>, lab: BalancingLab) =>
  series("Failovers: requests that a silent server missed", failovers(scope, lab), "{backend} {server}")
    .about({
      note: knownServers(lab),
      normal: "nothing",
      otherwise: "a bar is a failover: the other servers took over; look at the silent one",
    })
    .bars();

/** Table of the servers that missed their requests in this range, for how long and when; latest first. */
export const failoverTable = (scope: Scope<Filter>, lab: BalancingLab) =>
  table("Failovers in this range", {
    rows: ["backend", "server"],
    labels: { backend: "Backend", server: "Server" },
    columns: {
      "Silent for": { query: silentMinutes(scope, lab), decimals: 0 },
      "Last silent": { query: lastSilence(scope, lab) },
    },
    sort: { column: "Last silent", descending: true },
  })
    .about({ note: knownServers(lab), normal: "an empty table", otherwise: "look at the server that fell silent last" })
    .span(12);

/** Bars of the changes of each route's state between two points of the panel. */
export const stateChangeSeries = (scope: Scope<Filter>) =>
  series("Changes of state by route", stateChanges(scope), "{route}")
    .about({ normal: "0", otherwise: "after many changes, look for the server that flaps" })
    .bars();

/** Table of routes with their changes of state in this range and their state now; lists unchanged routes, too. */
export const stateChangeTable = (scope: Scope<Filter>) =>
  table("Changes of state in this range", {
    rows: ["route"],
    labels: { route: "Route" },
    columns: {
      Changes: { query: stateChangesInRange(scope), decimals: 0 },
      "State now": { query: routeHealth(scope), mappings: [mapValues(healthWords)], cell: "colored text" },
    },
    sort: { column: "Changes", descending: true },
  })
    .about({
      normal: "no number beside any route",
      otherwise: "look at the servers of the route with the most changes",
    })
    .span(12);
