/** Panels about threats: blocked domains and clients, threat intelligence, suspicious patterns, behavior. */
import { series, stat, table, thresholds, thresholdSteps } from "../grafana/index.js";
import {
  blockedClients,
  blockedClientShare,
  blockedDomainConfidence,
  blockedDomains,
  blockedRate,
  blockedThreats,
  dnsBehaviorAnomaly,
  dnsBehaviorScore,
  emptyText,
  suspiciousDomains,
  threatConfidence,
  threatQueries,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { clientColumn, domainColumn, withoutFolded, type DomainDashboard } from "./domain-columns.js";
import { colors, scoreSteps } from "./tokens.js";

const score = { decimals: 0, thresholds: thresholdSteps(colors.good, ...scoreSteps) } as const;

/** Number of DNS queries in this range that were blocked as malware or phishing, as a stat. */
export const blockedThreatsInRange = (scope: Scope<Filter>) =>
  stat("Threats in range", blockedThreats(scope))
    .about({
      normal: "0, or a few when someone mistypes",
      otherwise: "find the client in “Most blocked clients” and look at that device",
    })
    .decimals(0)
    .thresholds(thresholds(colors.good, [0.5, colors.warning]));

/** Stacked blocked DNS queries per second by kind of threat. */
export const blockedByThreat = (scope: Scope<Filter>) =>
  series("Blocked queries by kind of threat", blockedRate(scope, ["threat_type"]), "{threat_type}")
    .about({
      normal: "advertising and tracking",
      otherwise: "for any malware or phishing, find the client in “Most blocked clients”",
    })
    .stacked();

/** Table of the most blocked queries in this range, a row for each domain, kind of threat and hidden reason. */
export const blockedDomainTable = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Most blocked domains", {
    rows: ["domain", "reason", "threat_type"],
    labels: {
      domain: domainColumn(here),
      reason: { title: "Blocked by", hidden: true },
      threat_type: { title: "Kind", width: 105 },
    },
    columns: {
      Blocked: { query: blockedDomains(scope, length), decimals: 0, cell: "bar", min: 0, width: 115 },
      Confidence: { query: blockedDomainConfidence(scope, length), ...score, cell: "colored text", width: 100 },
    },
    sort: { column: "Blocked", descending: true },
  })
    .about({
      note: withoutFolded,
      normal: "advertising at the top",
      otherwise: "allow a domain that you need in AdGuard Home",
    })
    .noValue(emptyText.noneInRange)
    .span(9);

/** Table of the clients with the most blocked queries in this range. */
export const blockedClientTable = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Most blocked clients", {
    rows: ["client_ip", "client_zone"],
    labels: { client_ip: clientColumn(here), client_zone: { title: "Zone", hidden: true } },
    columns: {
      Blocked: { query: blockedClients(scope, length), decimals: 0, cell: "bar", min: 0, width: 90 },
      Share: { query: blockedClientShare(scope, length), decimals: 0, width: 65 },
    },
    sort: { column: "Blocked", descending: true },
  })
    .about({
      normal: "5 to 30 % of a client's queries",
      otherwise: "far above, a television or an app calls home: click the client to see where",
    })
    .noValue(emptyText.noneInRange)
    .span(6);

/** Table of domains of threat intelligence with the most queries in this range, blocked or not; surest threat first. */
export const threatTable = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Threat intelligence", {
    rows: ["domain", "threat_category"],
    labels: { domain: domainColumn(here), threat_category: "Kind of threat" },
    columns: {
      Confidence: { query: threatConfidence(scope, length), ...score, cell: "colored text" },
      Queries: { query: threatQueries(scope, length), decimals: 0 },
    },
    sort: { column: "Confidence", descending: true },
  })
    .about({
      note: withoutFolded,
      normal: "few domains, of low confidence",
      otherwise:
        "from 80 % on, see in “Most blocked domains” whether the domain is blocked, and which clients query it",
    })
    .span(12);

/** Table of the highest suspicions of clients and domains, of any score. */
export const suspiciousTable = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Suspicious patterns", {
    rows: ["client_ip", "domain", "pattern_type", "severity"],
    labels: {
      client_ip: clientColumn(here),
      domain: domainColumn(here),
      pattern_type: { title: "Pattern", width: 100 },
      severity: { title: "Severity", width: 85 },
    },
    columns: { Score: { query: suspiciousDomains(scope, length), ...score, cell: "colored text", width: 80 } },
    sort: { column: "Score", descending: true },
  })
    .about({
      normal: "below 50 %",
      otherwise: "from 80 % on, look at the device; a beacon is a program that reports somewhere at a fixed rhythm",
    })
    .span(12);

/** Table of each client's behavior by aspect; each score has its own top list, so a row may lack one of them. */
export const behaviorTable = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Behaviour of clients", {
    rows: ["client_ip", "behavior_type"],
    labels: { client_ip: clientColumn(here), behavior_type: "Behaviour" },
    columns: {
      "DNS score": { query: dnsBehaviorScore(scope, length), ...score, cell: "colored text" },
      Anomaly: { query: dnsBehaviorAnomaly(scope, length), ...score, cell: "colored text" },
    },
    sort: { column: "DNS score", descending: true },
  })
    .about({
      normal: "below 50 %, and higher after a new device or program",
      otherwise: "if it is high without one, look at “Suspicious patterns”",
    })
    .span(24);
