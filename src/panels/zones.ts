/** Panels about zones: traffic between them, bandwidth and capacity, connections by their state. */
import {
  barGauge,
  dataLink,
  matrix,
  series,
  stat,
  table,
  target,
  thresholds,
  thresholdSteps,
  type DashboardReference,
  type PanelGuidance,
  type RowLabel,
} from "../grafana/index.js";
import {
  activeClientsByZone,
  capacityInUse,
  connectionsBetweenZones,
  connectionsByState,
  connectionsByOutcome,
  foldedShare,
  knownClients,
  latencyBetweenZones,
  latencyByPath,
  onlyFilters,
  refusedShare,
  outcomeShare,
  trafficBetweenZones,
  trafficFromZones,
  zoneBandwidth,
  zoneConnections,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, failureSteps, otherLine, scarcitySteps } from "./tokens.js";

type ZoneDashboard = DashboardReference<"zone" | "client" | "service">;

const fromTo = { row: "source_zone", column: "destination_zone", corner: "From ↓ to →" } as const;

/** Bytes per second that the chosen zones send, as a stat; ignores the filter by client. */
export const trafficNow = (scope: Scope<Filter>) =>
  stat("Traffic", trafficFromZones(scope)).about({
    normal: "follows the day",
    otherwise: "if it climbs, see who causes it in “Top clients”",
  });

/** Share of the requests and DNS queries that are refused, as a stat; follows the filter by zone alone. */
export const refusedNow = (scope: Scope<Filter>) =>
  stat("Refused", refusedShare(scope))
    .about({
      normal: "below 1 %",
      otherwise: "above, someone tries doors: see “Refused connections by zone”",
    })
    .decimals(2)
    .thresholds(thresholds(colors.good, ...failureSteps));

/** Matrix of the bytes per second from zone to zone; ignores the filter by client. */
export const trafficMatrix = (scope: Scope<Filter>, here: ZoneDashboard) =>
  matrix("Traffic between zones", {
    ...fromTo,
    query: trafficBetweenZones(scope),
    link: onlyThisZone(here, "source_zone"),
  }).about({
    normal: "dark towards the internet and the zones of people",
    otherwise: "look at the firewall if a cell is dark between zones that should not know each other",
  });

/** Matrix of the requests and DNS queries per second from zone to zone; follows the filter by zone alone. */
export const connectionMatrix = (scope: Scope<Filter>, here: ZoneDashboard) =>
  matrix("Connections between zones", {
    ...fromTo,
    query: connectionsBetweenZones(scope),
    decimals: 2,
    link: onlyThisZone(here, "source_zone"),
  }).about({
    normal: "every zone uses that of AdGuard Home",
    otherwise: "see who fills a cell that should be empty in “Clients”",
  });

/** Matrix of the mean time to the answer between zones over the last minute, by the slower of requests and queries. */
export const latencyMatrix = (scope: Scope<Filter>, here: ZoneDashboard) =>
  matrix("Latency between zones", {
    ...fromTo,
    query: latencyBetweenZones(scope),
    link: onlyThisZone(here, "source_zone"),
  }).about({
    normal: "well below a second",
    otherwise: "a dark row points at that zone's network, a dark column at what runs in that zone",
  });

/** Bits per second into and out of each zone over time; traffic within a zone counts in both. */
export const bandwidthByZone = (scope: Scope<Filter>, here: ZoneDashboard) =>
  series(
    "Bandwidth by zone",
    target(zoneBandwidth(scope, "in"), "{zone} in"),
    target(zoneBandwidth(scope, "out"), "{zone} out"),
  )
    .about({
      shows: bandwidthMeaning,
      normal: "the traffic out of the services' zone goes into the others",
      otherwise: "if one zone climbs alone, see who causes it in “Top clients”",
    })
    .overrideByRegexp("/ out$/", otherLine.second)
    .link(onlyThisZone(here, "zone"));

/** Bar gauge of the bits per second into and out of each zone; traffic within a zone counts in both. */
export const bandwidthNow = (scope: Scope<Filter>, here: ZoneDashboard) =>
  barGauge(
    "Bandwidth now",
    target(zoneBandwidth(scope, "in"), "{zone} in"),
    target(zoneBandwidth(scope, "out"), "{zone} out"),
  )
    .about({
      shows: bandwidthMeaning,
      normal: "no zone stands alone",
      otherwise: "if a zone sends far more than usual, see “Top clients by zone”",
    })
    .link(onlyThisZone(here, "zone"));

const bandwidthMeaning = "Bits per second into each zone and out of it; traffic within a zone counts in both";

/** Share of each zone's capacity in use, in and out, over time; only zones with a capacity in the lab. */
export const capacityByZone = (scope: Scope<Filter>, here: ZoneDashboard) =>
  series(
    "Capacity in use",
    target(capacityInUse(scope, "in"), "{zone} in"),
    target(capacityInUse(scope, "out"), "{zone} out"),
  )
    .about({
      shows:
        "Share of the capacity of each zone that is in use, into it and out of it; only zones with a capacity in the lab",
      normal: "below 80 %",
      otherwise: "above for long, move a service or get a faster line",
    })
    .thresholdLines(colors.good, ...scarcitySteps)
    .overrideByRegexp("/ out$/", otherLine.second)
    .link(onlyThisZone(here, "zone"));

/** Table of zones with traffic, capacity, connections and clients; every column follows the filter by zone alone. */
export const zoneTable = (filtered: Scope<Filter>, here: ZoneDashboard) => {
  const scope = onlyFilters(filtered, "zone");
  return table("Zones", {
    rows: ["zone"],
    labels: { zone: zoneColumn(here) },
    columns: {
      In: { query: zoneBandwidth(scope, "in") },
      Out: { query: zoneBandwidth(scope, "out") },
      "Capacity in": capacityColumn(scope, "in"),
      "Capacity out": capacityColumn(scope, "out"),
      Connections: { query: zoneConnections(scope), decimals: 2 },
      Refused: failureColumn(scope, "refused"),
      Failed: failureColumn(scope, "failed"),
      "Known clients": { query: knownClients(scope), decimals: 0 },
      "Active clients": { query: activeClientsByZone(scope), decimals: 0 },
      Folded: { query: foldedShare(scope), decimals: 0 },
    },
    sort: { column: "Connections", descending: true },
  }).about({ normal: "refused and failed below 1 %", otherwise: "click a zone to see it alone" });
};

const zoneColumn = (here: ZoneDashboard): RowLabel<"zone"> => ({ title: "Zone", link: onlyThisZone(here, "zone") });

const capacityColumn = (scope: Scope<Filter>, direction: "in" | "out") =>
  ({
    query: capacityInUse(scope, direction),
    decimals: 1,
    thresholds: thresholdSteps(colors.good, ...scarcitySteps),
    cell: "colored text",
  }) as const;

const failureColumn = (scope: Scope<Filter>, outcome: "refused" | "failed") =>
  ({
    query: outcomeShare(scope, outcome),
    decimals: 2,
    thresholds: thresholdSteps(colors.good, ...failureSteps),
    cell: "colored text",
  }) as const;

/** Stacked requests and DNS queries per second by the state in which they end; follows the filter by zone alone. */
export const connectionStates = (scope: Scope<Filter>) =>
  series("Connections by state", connectionsByState(scope), "{state}")
    .about({
      normal: "established, and hardly anything else",
      otherwise:
        "refused means that someone isn't let in, failed and timeout that a service or resolver doesn't answer, closed that clients don't wait for slow answers",
    })
    .stacked();

/** Stacked refused requests and DNS queries per second, by the zone of the client and the type of service. */
export const refusedByZone = (scope: Scope<Filter>) =>
  connectionsOfOutcome(scope, "refused", "Refused connections by zone", {
    normal: "next to none",
    otherwise: "many from the internet are attempts to get in; many from inside are a device with a wrong password",
  });

/** Stacked failed requests and DNS queries per second, by the zone of the client and the type of service. */
export const failedByZone = (scope: Scope<Filter>) =>
  connectionsOfOutcome(scope, "failed", "Failed connections by zone", {
    normal: "none",
    otherwise: "http points at a service that is down, dns at a resolver",
  });

function connectionsOfOutcome(
  scope: Scope<Filter>,
  outcome: "refused" | "failed",
  title: string,
  guidance: PanelGuidance,
) {
  return series(title, connectionsByOutcome(scope, outcome), "{source_zone} {service_type}").about(guidance).stacked();
}

/** Mean time to the answer over the last minute, a line for each pair of zones and path: requests or queries. */
export const latencyOverTime = (scope: Scope<Filter>) =>
  series(
    "Latency between zones over time",
    latencyByPath(scope),
    "{source_zone} → {destination_zone} {path_type}",
  ).about({
    normal: "each pair of zones keeps its level",
    otherwise: "if all dns lines climb, a resolver is slow; if all http lines do, look at the services' host",
  });

function onlyThisZone<const L extends "zone" | "source_zone">(here: ZoneDashboard, label: L) {
  return dataLink<"zone" | "client" | "service", L>({
    title: "Only this zone",
    to: here,
    set: { zone: label },
    keep: ["service"],
  });
}
