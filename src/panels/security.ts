/** Panels about security by zone: blocked queries, suspicious patterns, anomalies, behavior. */
import {
  dataLink,
  series,
  stat,
  table,
  thresholds,
  thresholdSteps,
  type DashboardReference,
  type RowLabel,
} from "../grafana/index.js";
import {
  anomaliesNow,
  anomalousMinutes,
  blockedInRange,
  blockedNow,
  blockedRate,
  lastAnomaly,
  suspiciousPatterns,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, scoreSteps } from "./tokens.js";

type ClientDashboard = DashboardReference<"zone" | "client" | "domain">;

const score = {
  decimals: 0,
  thresholds: thresholdSteps(colors.good, ...scoreSteps),
  cell: "colored text",
} as const;

/** Number of anomalies in the traffic from the zones now, as a stat; follows the filter by zone alone. */
export const anomaliesNowStat = (scope: Scope<Filter>) =>
  stat("Anomalies now", anomaliesNow(scope))
    .about({
      normal: "0",
      otherwise: "see “Anomalies in this range” in “Security in detail”",
    })
    .decimals(0)
    .thresholds(thresholds(colors.good, [1, colors.warning]));

/** Stacked blocked DNS queries per second by the zone of the client; ignores the filter by service. */
export const blockedByZone = (scope: Scope<Filter>) =>
  series("Blocked queries by zone", blockedRate(scope, ["client_zone"]), "{client_zone}")
    .about({
      normal: "steady",
      otherwise: "in a zone that climbs while nobody uses it, a device is calling home",
    })
    .stacked();

/** Table of blocked DNS queries by zone, reason and threat; only rows that were blocked in this range. */
export const blockedTable = (scope: Scope<Filter>) =>
  table("Blocked queries by zone, reason and threat", {
    rows: ["client_zone", "reason", "threat_type"],
    labels: { client_zone: "Zone", reason: "Reason", threat_type: "Threat" },
    columns: {
      "In this range": { query: blockedInRange(scope), decimals: 0 },
      Now: { query: blockedNow(scope), decimals: 3 },
    },
    sort: { column: "In this range", descending: true },
  })
    .narrowColumns()
    .span(12)
    .about({
      normal: "advertising and tracking",
      otherwise: "for any malware or phishing, find the client in “Domain and DNS”",
    });

const zoneByMapping =
  "The zone is the one in which the client is most active; a client without a known zone is “unknown” and belongs to every choice of zones";

/** Table of suspicions of 50 % or more by client and domain; a client of unknown zone is in every choice of zones. */
export const suspiciousTable = (scope: Scope<Filter>, dns: ClientDashboard) =>
  table("Suspicious patterns", {
    rows: ["zone", "client_ip", "domain", "pattern_type", "severity"],
    labels: {
      zone: "Zone",
      client_ip: clientColumn(dns),
      domain: "Domain",
      pattern_type: "Pattern",
      severity: "Severity",
    },
    columns: { Score: { query: suspiciousPatterns(scope), ...score } },
    sort: { column: "Score", descending: true },
  })
    .narrowColumns()
    .span(12)
    .paginated()
    .about({
      note: zoneByMapping,
      normal: "an empty table",
      otherwise: "from 80 % on, take the device off the network and look at it",
    });

/** Table of the anomalies in this range, how long each lasted and when it was last seen; latest first. */
export const anomalyTable = (scope: Scope<Filter>) =>
  table("Anomalies in this range", {
    rows: ["source", "destination", "anomaly_type", "severity"],
    labels: { source: "From", destination: "To", anomaly_type: "Kind", severity: "Severity" },
    columns: {
      Lasted: { query: anomalousMinutes(scope), decimals: 0 },
      "Last seen": { query: lastAnomaly(scope), width: 160 },
    },
    sort: { column: "Last seen", descending: true },
  })
    .narrowColumns()
    .span(12)
    .about({ normal: "an empty table", otherwise: "compare with “Traffic between zones”, and ask who was at home" });

const clientColumn = (dns: ClientDashboard): RowLabel<"client_ip"> => ({
  title: "Client",
  link: thisClient(dns),
});

function thisClient(dns: ClientDashboard) {
  return dataLink<"zone" | "client" | "domain", "client_ip">({
    title: "Domains of this client",
    to: dns,
    set: { client: "client_ip" },
  });
}
