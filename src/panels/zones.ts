/** Panels about zones: traffic between them, bandwidth and capacity, connections by their state. */
import {
  dataLink,
  matrix,
  properties,
  series,
  stat,
  table,
  target,
  thresholds,
  thresholdSteps,
  type DashboardReference,
  type RowLabel,
} from "../grafana/index.js";
import {
  activeClientsInRange,
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
  zoneBytes,
  zoneConnections,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, failureSteps, otherLine, scarcitySteps } from "./tokens.js";

type ZoneDashboard = DashboardReference<"zone" | "client" | "service">;

const fromTo = { row: "source_zone", column: "destination_zone", corner: "From ↓ to →" } as const;

/** The height of a table with a row for each of these, in units of Grafana's grid, of which each has 38 pixels. */
const tableHeight = (rows: number) => Math.min(Math.max(Math.ceil((rows * rowPixels + headPixels) / 38), 5), 12);
const rowPixels = 36;
/** The title and the row with the names of columns. */
const headPixels = 90;

/** Bytes per second that the chosen zones send, as a stat; ignores the filter by client. */
export const trafficNow = (scope: Scope<Filter>) =>
  stat("Traffic now", trafficFromZones(scope)).about({
    normal: "follows the day",
    otherwise: "if it climbs, see who causes it in “Top clients”",
  });

/** Share of the requests and DNS queries that are refused, as a stat; follows the filter by zone alone. */
export const refusedNow = (scope: Scope<Filter>) =>
  stat("Refused now", refusedShare(scope))
    .about({
      normal: "below 1 %",
      otherwise: "above, someone tries doors: see “Refused connections by zone”",
    })
    .decimals(2)
    .thresholds(thresholds(colors.good, ...failureSteps));

/** Matrix of the bytes in this range from zone to zone; ignores the filter by client. */
export const trafficMatrix = (scope: Scope<Filter>, here: ZoneDashboard, zones: number) =>
  matrix("Bytes between zones in this range", {
    ...fromTo,
    query: trafficBetweenZones(scope),
    link: onlyThisZone(here, "source_zone"),
  })
    .about({
      note: "Read a row: what its zone sent. “–” is no traffic",
      normal: "strong colors towards the internet and the zones of people",
      otherwise: "look at the firewall if a cell is strong between zones that should not know each other",
    })
    .span(14)
    .height(Math.max(tableHeight(zones), 8));

/** Matrix of the requests and DNS queries in this range from zone to zone; follows the filter by zone alone. */
export const connectionMatrix = (scope: Scope<Filter>, here: ZoneDashboard, zones: number) =>
  matrix("Connections between zones in this range", {
    ...fromTo,
    query: connectionsBetweenZones(scope),
    link: onlyThisZone(here, "source_zone"),
  })
    .about({
      note: "“–” is no connection",
      normal: "every zone uses that of AdGuard Home",
      otherwise: "see who fills a cell that should be empty in “Clients”",
    })
    .span(12)
    .height(tableHeight(zones));

/** Matrix of the mean time to the answer between zones in this range, by the slower of requests and queries. */
export const latencyMatrix = (scope: Scope<Filter>, here: ZoneDashboard, zones: number) =>
  matrix("Latency between zones in this range", {
    ...fromTo,
    query: latencyBetweenZones(scope),
    link: onlyThisZone(here, "source_zone"),
  })
    .about({
      note: "“–” is no answer",
      normal: "well below a second",
      otherwise: "a strong row points at that zone's network, a strong column at what runs in that zone",
    })
    // Times that differ a little have colors that do.
    .min(0)
    .span(12)
    .height(tableHeight(zones));

/** Bits per second over time: into each zone above zero, out of it below; traffic within a zone counts in both. */
export const bandwidthByZone = (scope: Scope<Filter>, here: ZoneDashboard) =>
  series(
    "Bandwidth by zone",
    target(zoneBandwidth(scope, "in"), "{zone} in"),
    target(zoneBandwidth(scope, "out"), "{zone} out"),
  )
    .about({
      shows: "Bits per second into each zone, above zero, and out of it, below; traffic within a zone counts in both",
      normal: "the traffic out of the services' zone goes into the others",
      otherwise: "if one zone climbs alone, see who causes it in “Top clients”",
    })
    .overrideByRegexp("/ out$/", belowZero)
    .span(12)
    .link(onlyThisZone(here, "zone"));

const belowZero = properties({ "custom.transform": "negative-Y" });

/** Table of the bits per second into and out of each zone as bars, beside the share of its capacity. */
export const bandwidthNow = (scope: Scope<Filter>, here: ZoneDashboard) =>
  table("Bandwidth and capacity now", {
    rows: ["zone"],
    labels: { zone: zoneColumn(here) },
    columns: {
      In: { query: zoneBandwidth(scope, "in"), ...bandwidthBar },
      "Capacity in": capacityColumn(scope, "in"),
      Out: { query: zoneBandwidth(scope, "out"), ...bandwidthBar },
      "Capacity out": capacityColumn(scope, "out"),
    },
    sort: { column: "In", descending: true },
  })
    .narrowColumns()
    .span(12)
    .about({
      note: "Without a capacity in the lab there is no share",
      normal: "no zone stands alone, and below 80 % of a capacity",
      otherwise: "if a zone sends far more than usual, see “Top clients”",
    });

/**
 * All bars have one scale: that of the highest figure in the table. Grafana gives their texts the width of the longest,
 * which is the widest if all have as many decimals.
 */
const bandwidthBar = { min: 0, decimals: 1, cell: "bar", thresholds: thresholdSteps(colors.notice) } as const;

/** Share of each zone's capacity in use, in and out, over time; only zones with a capacity in the lab. */
export const capacityByZone = (scope: Scope<Filter>, here: ZoneDashboard) =>
  series(
    "Capacity in use",
    target(capacityInUse(scope, "in"), "{zone} in"),
    target(capacityInUse(scope, "out"), "{zone} out"),
  )
    .about({
      shows:
        "Share of the capacity of each zone that is in use, into it and out of it (dashed); only zones with a capacity in the lab",
      normal: "below 80 %",
      otherwise: "above for long, move a service or get a faster line",
    })
    .thresholdLines(colors.good, ...scarcitySteps)
    .overrideByRegexp("/ out$/", otherLine.second)
    .link(onlyThisZone(here, "zone"));

/** Table of zones in this range with bytes, connections and clients; every column follows the filter by zone alone. */
export const zoneTable = (filtered: Scope<Filter>, here: ZoneDashboard, zones: number) => {
  const scope = onlyFilters(filtered, "zone");
  return table("Zones in this range", {
    rows: ["zone"],
    labels: { zone: zoneColumn(here) },
    columns: {
      In: { query: zoneBytes(scope, "in") },
      Out: { query: zoneBytes(scope, "out") },
      Connections: { query: zoneConnections(scope) },
      Refused: failureColumn(scope, "refused"),
      Failed: failureColumn(scope, "failed"),
      "Known clients": { query: knownClients(scope), decimals: 0 },
      "Active clients": { query: activeClientsInRange(scope), decimals: 0 },
      "By folded clients": { query: foldedShare(scope), decimals: 0 },
    },
    sort: { column: "In", descending: true },
  })
    .narrowColumns()
    .height(tableHeight(zones))
    .about({
      normal: "refused and failed below 1 %",
      otherwise: "click a zone to see it alone",
    });
};

const zoneColumn = (here: ZoneDashboard): RowLabel<"zone"> => ({ title: "Zone", link: onlyThisZone(here, "zone") });

const capacityColumn = (scope: Scope<Filter>, direction: "in" | "out") =>
  ({
    query: capacityInUse(scope, direction),
    decimals: 1,
    noValue: "not given",
    width: 110,
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

/** Stacked refused requests and DNS queries per second by the zone of the client. */
export const refusedByZone = (scope: Scope<Filter>) =>
  series("Refused connections by zone", connectionsByOutcome(scope, "refused", ["source_zone"]), "{source_zone}")
    .about({
      normal: "next to none",
      otherwise: "many from the internet are attempts to get in; many from inside are a device with a wrong password",
    })
    .stacked();

/** Failed requests and DNS queries per second, by the zone of the client and the type of service. */
export const failedByZone = (scope: Scope<Filter>) =>
  series(
    "Failed connections by zone",
    connectionsByOutcome(scope, "failed", ["source_zone", "service_type"]),
    "{source_zone} {service_type}",
  )
    .about({
      note: "DNS queries are dashed",
      normal: "none",
      otherwise: "http points at a service that is down, dns at a resolver",
    })
    .overrideByRegexp("/ dns$/", otherLine.second);

/** Mean time to the answer over the last minute, a line for each pair of zones and path: requests or queries. */
export const latencyOverTime = (scope: Scope<Filter>) =>
  series("Latency between zones over time", latencyByPath(scope), "{source_zone} → {destination_zone} {path_type}")
    .about({
      note: "DNS queries are dashed",
      normal: "each pair of zones keeps its level",
      otherwise: "if all dns lines climb, a resolver is slow; if all http lines do, look at the services' host",
    })
    .overrideByRegexp("/ dns$/", otherLine.second);

function onlyThisZone<const L extends "zone" | "source_zone">(here: ZoneDashboard, label: L) {
  return dataLink<"zone" | "client" | "service", L>({
    title: "Only this zone",
    to: here,
    set: { zone: label },
    keep: ["service"],
  });
}
