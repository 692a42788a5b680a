/** Panels about security by zone: what is blocked, what looks suspicious, what is out of the ordinary. */
import {
  dataLink,
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
  anomaliesNow,
  anomalousMinutes,
  blockedInRange,
  blockedNow,
  blockedRate,
  clientAnomaly,
  clientBehaviorByAspect,
  lastAnomaly,
  suspiciousPatterns,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, emptyText, scoreSteps, unitOf, units } from "./tokens.js";

type ClientDashboard = DashboardReference<"zone" | "client" | "domain">;

const score = {
  unit: units.ratio,
  decimals: 0,
  thresholds: thresholdSteps(colors.good, ...scoreSteps),
  cell: "colored text",
  noValue: emptyText.noneKnown,
} as const;

/** Anomalies, now. From network_anomaly_detection; all clients and services. */
export const anomaliesNowStat = (scope: Scope<Filter>) => {
  const anomalies = anomaliesNow(scope);
  return stat("Anomalies (all clients and services)", target(anomalies))
    .description(
      "Pairs of zone and destination whose traffic is out of the ordinary now, from network_anomaly_detection. " +
        "Normal: 0. Otherwise see “Anomalies in this range” in “Security in detail”.",
    )
    .unit(unitOf(anomalies))
    .decimals(0)
    .thresholds(thresholds(colors.good, [1, colors.warning]))
    .noValue("none known");
};

/** Blocked queries by zone. From adguard_blocked_domains_total. */
export const blockedByZone = (scope: Scope<Filter>) => {
  const rate = blockedRate(scope, ["client_zone"]);
  return series("Blocked queries by zone", target(rate, "{client_zone}"))
    .description(
      "Blocked DNS queries per second by zone, one above the other, from adguard_blocked_domains_total. " +
        "Normal: steady. A zone that climbs while nobody uses it: a device is calling home.",
    )
    .unit(unitOf(rate))
    .stacked();
};

/** Blocked queries by zone, reason and threat. */
export const blockedTable = (scope: Scope<Filter>) =>
  table("Blocked by zone, reason and threat", {
    rows: ["client_zone", "reason", "threat_type"],
    labels: { client_zone: "Zone", reason: "Reason", threat_type: "Threat" },
    columns: {
      "In this range": { query: blockedInRange(scope), unit: units.count, decimals: 0 },
      Now: {
        query: blockedNow(scope),
        unit: units["queries per second"],
        decimals: 3,
      },
    },
    sort: { column: "In this range", descending: true },
  })
    .span(12)
    .description(
      "Blocked DNS queries by zone, reason and kind of threat, in the range and per second now, from adguard_blocked_domains_total. " +
        "Normal: advertising and tracking. Malware or phishing at all: find the client in the DNS dashboard.",
    )
    .noValue(emptyText.noneHappened);

/** What looks like misuse. From suspicious_pattern_score. */
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
    .span(12)
    .paginated()
    .description(
      "Clients whose queries for a domain look like misuse, from a score of 50 % on, from suspicious_pattern_score; the zone by " +
        "client_zone_mapping, and “unknown”, which belongs to every choice of zones, where that lacks the client. Normal: an empty table. From 80 % on: take the device off the network and look at it.",
    )
    .noValue(emptyText.noneKnown);

/** What was out of the ordinary in the range. From network_anomaly_detection; all clients and services. */
export const anomalyTable = (scope: Scope<Filter>) =>
  table("Anomalies in this range (all clients and services)", {
    rows: ["source", "destination", "anomaly_type", "severity"],
    labels: { source: "From", destination: "To", anomaly_type: "Kind", severity: "Severity" },
    columns: {
      Lasted: { query: anomalousMinutes(scope), unit: units.minutes, decimals: 0 },
      "Last seen": { query: lastAnomaly(scope), unit: units["unix milliseconds"] },
    },
    sort: { column: "Last seen", descending: true },
  })
    .span(12)
    .description(
      "Traffic from a zone to a zone or service that was out of the ordinary, for how long and when last, from network_anomaly_detection. " +
        "Normal: an empty table. Compare with the matrix above, and ask who was at home.",
    )
    .noValue(emptyText.noneHappened);

/** How clients behave. From client_behavior_profile and adguard_client_behavior_score. */
export const behaviorTable = (scope: Scope<Filter>, dns: ClientDashboard) =>
  table("Behaviour of clients", {
    rows: ["zone", "client_ip", "behavior_type"],
    labels: { zone: "Zone", client_ip: clientColumn(dns), behavior_type: "Aspect" },
    columns: {
      Unusual: { query: clientAnomaly(scope), ...score },
      "DNS behaviour": { query: clientBehaviorByAspect(scope), ...score },
    },
    sort: { column: "Unusual", descending: true },
  })
    .span(12)
    .paginated()
    .description(
      "How unusual each client behaves by aspect, from client_behavior_profile (the zone by client_zone_mapping, “unknown” where that lacks the " +
        "client), and how far its DNS behaviour departs from its usual one, from adguard_client_behavior_score. Normal: below 50 %. Above: see its domains.",
    )
    .noValue(emptyText.noneKnown);

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
