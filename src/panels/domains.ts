/** Panels about domains: who asks for them, what is known of them, what is blocked, where they lead. */
import {
  barGauge,
  dataLink,
  geomap,
  mapValues,
  matrix,
  series,
  stat,
  table,
  target,
  thresholds,
  thresholdSteps,
  type DashboardReference,
  type Place,
  type RowLabel,
  type ValueName,
} from "../grafana/index.js";
import {
  accessesAgainstUsual,
  accessesLastHour,
  accessesUsualHour,
  addressesInRange,
  addressesNow,
  addressesOfDomains,
  answeredShare,
  blockedClients,
  blockedClientShare,
  blockedDomainClients,
  blockedDomainConfidence,
  blockedDomains,
  blockedThreats,
  busiestClients,
  cacheShare,
  categoriesByGravity,
  changedAddresses,
  clientShareOfDomains,
  clientsOfDomains,
  dnsBehaviorAnomaly,
  dnsBehaviorScore,
  dnsQueryRate,
  domainAccesses,
  domainAccessesByZone,
  domainBlockedShare,
  domainCategory,
  domainClients,
  domainThreatLevel,
  newAddressInUse,
  queriesByCategory,
  queryTypeRate,
  queryTypes,
  rankIn,
  resolutionTimeBy,
  suspiciousDomains,
  threatConfidence,
  threatLevels,
  threatQueries,
  zoneAccesses,
  zoneBlockedShare,
  zoneDomains,
  failureBounds,
  blockedRate,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, emptyText, reachableWords, scoreSteps, unitOf, units } from "./tokens.js";

/** How many rows a list has. */
type Length = number;
/** The dashboard to which a domain or client leads: this one, filtered to it. */
export type DomainDashboard = DashboardReference<"zone" | "client" | "domain">;

const plain = { color: colors.neutral } as const;
const worthALook = { color: colors.warning } as const;
const bad = { color: colors.bad } as const;

const categoryColors = {
  malware: bad,
  phishing: bad,
  adult: worthALook,
  tracking: worthALook,
  advertising: { color: colors.notice },
  service: plain,
  other: plain,
} as const satisfies Readonly<Record<(typeof categoriesByGravity)[number], ValueName>>;

const levelColors = {
  high: { text: "▲ high", ...bad },
  medium: { text: "◆ medium", ...worthALook },
  low: { text: "▽ low", color: colors.notice },
  none: { text: "– none", ...plain },
} as const satisfies Readonly<Record<(typeof threatLevels)[number], ValueName>>;

/** The names of ranks, with their colors. */
const words = <V extends string>(order: readonly V[], names: Readonly<Record<V, ValueName>>) =>
  mapValues(Object.fromEntries(order.map((word) => [rankIn(order, word), { text: word, ...names[word] }])));

/** From which share on blocking is out of the ordinary. */
const blockedSteps = thresholdSteps(colors.good, [0.4, colors.warning]);

/** Shares of answered queries, read from above: what fails is what is left to 100 %. */
const answeredSteps = [
  [1 - failureBounds.unhealthy, colors.warning],
  [1 - failureBounds.degraded, colors.good],
] as const;

const onlyThisDomain = (to: DomainDashboard) =>
  dataLink<"zone" | "client" | "domain", "domain">({
    title: "Only this domain",
    to,
    set: { domain: "domain" },
    keep: ["zone", "client"],
  });

const onlyThisClient = (to: DomainDashboard) =>
  dataLink<"zone" | "client" | "domain", "client_ip">({
    title: "Only this client",
    to,
    set: { client: "client_ip" },
    keep: ["zone", "domain"],
  });

const domainColumn = (to: DomainDashboard): RowLabel<"domain"> => ({ title: "Domain", link: onlyThisDomain(to) });
const clientColumn = (to: DomainDashboard): RowLabel<"client_ip"> => ({ title: "Client", link: onlyThisClient(to) });

const withoutFolded = "What an exporter folds into “other” stands in no list.";

// ── now ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** DNS queries per second, now. From adguard_client_requests_total. */
export const queryRateNow = (scope: Scope<Filter>) => {
  const rate = dnsQueryRate(scope, []);
  return stat("DNS queries", target(rate))
    .description(
      "DNS queries per second of the chosen zones and clients, from adguard_client_requests_total. " +
        "Normal: follows the day. If it drops to 0, nobody reaches AdGuard Home any more, or its exporter is down.",
    )
    .unit(unitOf(rate))
    .decimals(2)
    .noValue(emptyText.noData);
};

/** Share of answered queries, now. From zone_connections_total. */
export const answeredShareNow = (scope: Scope<Filter>) => {
  const share = answeredShare(scope, []);
  return stat("DNS success", target(share))
    .description(
      "Share of the DNS queries of the chosen zones that were answered, blocked ones included, from zone_connections_total: " +
        "the others were refused or got no answer. Normal: above 99 %. Below 95 % see “Failures of resolvers”.",
    )
    .unit(unitOf(share))
    .decimals(2)
    .thresholds(thresholds(colors.bad, ...answeredSteps))
    .noValue(emptyText.noTraffic);
};

/** Share of answers from the cache, now. From adguard_dns_query_duration_seconds. */
export const cacheShareNow = (scope: Scope<Filter>) => {
  const share = cacheShare(scope);
  return stat("Answered from the cache", target(share))
    .description(
      "Share of the queries of the chosen zones that the cache answered, blocked ones left out, from adguard_dns_query_duration_seconds. " +
        "Normal: 30 to 70 %. If it falls to 0, the cache is off or too small: answers get slower.",
    )
    .unit(unitOf(share))
    .decimals(1)
    .noValue(emptyText.noTraffic);
};

/** Blocked queries for malware and phishing in the range. From adguard_blocked_domains_total. */
export const blockedThreatsInRange = (scope: Scope<Filter>) => {
  const count = blockedThreats(scope);
  return stat("Blocked malware and phishing", target(count))
    .description(
      "DNS queries in this range that were blocked as malware or phishing, from adguard_blocked_domains_total. " +
        "Normal: 0, or a few when somebody mistypes. Many: find the client in “Most blocked clients” and look at that device.",
    )
    .unit(unitOf(count))
    .decimals(0)
    .thresholds(thresholds(colors.good, [0.5, colors.warning]))
    .noValue(emptyText.noData);
};

// ── domains and clients ──────────────────────────────────────────────────────────────────────────────────────────

/** One row per domain, the most asked first: queries, clients, share blocked, category, threat. From domain_access_total. */
export const domainTable = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  table("Most accessed domains", {
    rows: ["domain"],
    labels: { domain: domainColumn(here) },
    columns: {
      Queries: { query: domainAccesses(scope, length), unit: units.count, decimals: 0, cell: "bar", min: 0 },
      Clients: { query: domainClients(scope, length), unit: units.count, decimals: 0 },
      Blocked: { query: domainBlockedShare(scope, length), unit: units.share, decimals: 0 },
      Category: {
        query: domainCategory(scope, length),
        unit: units.rank,
        mappings: [words(categoriesByGravity, categoryColors)],
        cell: "colored text",
        noValue: emptyText.noneKnown,
      },
      Threat: {
        query: domainThreatLevel(scope, length),
        unit: units.rank,
        mappings: [words(threatLevels, levelColors)],
        cell: "colored text",
        noValue: emptyText.noneKnown,
      },
    },
    sort: { column: "Queries", descending: true },
  })
    .description(
      "The domains for which the chosen zones and clients asked most in this range, how many clients asked, and how much of it was " +
        "blocked (domain_access_total), with the gravest category and the highest threat that any list knows (adguard_domain_category_mapping). " +
        `${withoutFolded} Normal: names that you know. A strange one: click it, and see who asks for it.`,
    )
    .span(12);

/** Who asked for the most accessed domains. From adguard_client_domain_frequency. */
export const domainClientTable = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  table("Clients behind the most accessed domains", {
    rows: ["domain", "client_ip", "zone"],
    labels: { domain: domainColumn(here), client_ip: clientColumn(here), zone: "Zone" },
    columns: {
      Queries: { query: clientsOfDomains(scope, length), unit: units.count, decimals: 0, cell: "bar", min: 0 },
      "Of the domain": { query: clientShareOfDomains(scope, length), unit: units.share, decimals: 0 },
    },
    sort: { column: "Queries", descending: true },
  })
    .description(
      "Which of the chosen clients asked most for the most accessed domains in this range, and which part of the domain's queries that is, " +
        `from adguard_client_domain_frequency. ${withoutFolded} ` +
        "Normal: every client has its favourites. A domain that one client alone asks for all day is a program, not a person.",
    )
    .span(12);

/** From which zones the most accessed domains are asked for. From domain_access_total. */
export const domainZoneMatrix = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  matrix("Most accessed domains by zone", {
    query: domainAccessesByZone(scope, length),
    row: "domain",
    column: "client_zone",
    corner: "Domain ↓ asked from →",
    unit: units.count,
    decimals: 0,
    noValue: emptyText.noneKnown,
    link: onlyThisDomain(here),
  })
    .description(
      "DNS queries in this range for the most accessed domains of the chosen zones and clients, by the zone of who asked, the darker the more, from " +
        `domain_access_total: the place of an access is its zone. ${withoutFolded} ` +
        "Normal: guests and things ask for few domains. A domain that only a zone of things asks for: see what device that is.",
    )
    .span(12);

/** Where on the map domains are asked from: the places of the zones. From domain_access_total. */
export const domainMap = (scope: Scope<Filter>, places: readonly [Place, ...Place[]]) =>
  geomap("Domains on the map", {
    by: "client_zone",
    places,
    values: {
      Queries: { query: zoneAccesses(scope), unit: units.count, decimals: 0 },
      Domains: { query: zoneDomains(scope), unit: units.count, decimals: 0 },
      Blocked: { query: zoneBlockedShare(scope), unit: units.share, decimals: 0, thresholds: blockedSteps },
    },
    size: "Queries",
    color: "Blocked",
  }).description(
    "DNS queries of the chosen zones and clients for the chosen domains in this range, where the lab says that each zone is, with how many domains those " +
      "were and which share was blocked, from domain_access_total; what an exporter folds counts as query, not as domain. " +
      "Normal: large where most devices are. Orange, from 40 % blocked: something there calls home; see “Most blocked clients”.",
  );

/** Queries by type, over time. From adguard_network_zone_traffic. */
export const queriesByType = (scope: Scope<Filter>) => {
  const rate = queryTypeRate(scope);
  return series("DNS queries by type", target(rate, "{query_type}"))
    .description(
      "DNS queries per second of the chosen zones by type, one above the other, from adguard_network_zone_traffic. " +
        "Normal: mostly A and AAAA, some HTTPS. Much TXT or NULL may be a tunnel: see “Suspicious patterns”.",
    )
    .unit(unitOf(rate))
    .stacked();
};

/** Queries by type of the chosen clients and domains. From adguard_dns_queries_total. */
export const queryTypesInRange = (scope: Scope<Filter>) => {
  const count = queryTypes(scope);
  return barGauge("Query types in this range", target(count, "{query_type}"))
    .description(
      "DNS queries in this range by type, of the chosen zones and clients and for the chosen domains, from adguard_dns_queries_total. " +
        "Normal: mostly A and AAAA. Choose a client or domain to see what kind of question it is asked with.",
    )
    .unit(unitOf(count))
    .decimals(0);
};

/** Queries of the busiest clients, over time. From adguard_client_requests_total. */
export const queriesByClient = (scope: Scope<Filter>, length: Length, here: DomainDashboard) => {
  const rate = busiestClients(scope, length);
  return series("DNS queries of the busiest clients", target(rate, "{client_ip}"))
    .description(
      "DNS queries per second of the clients that asked most in this range, from adguard_client_requests_total; folded clients are left out. " +
        "Normal: follows who is at home. One that asks steadily and much more than the others is worth a look.",
    )
    .unit(unitOf(rate))
    .link(onlyThisClient(here));
};

// ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────

const byResolver = "upstream";
const byZone = "client_zone";

/** p50, p95 and p99 by resolver. From adguard_dns_query_duration_seconds. */
export const responseTimeByResolver = (scope: Scope<Filter>) =>
  series(
    "DNS response time by resolver",
    target(resolutionTimeBy(scope, 0.5, byResolver), "{upstream} p50"),
    target(resolutionTimeBy(scope, 0.95, byResolver), "{upstream} p95"),
    target(resolutionTimeBy(scope, 0.99, byResolver), "{upstream} p99"),
  )
    .description(
      "Time within which half, 95 % and 99 % of the queries of the chosen zones were answered with the help of each resolver, from " +
        "adguard_dns_query_duration_seconds; the cache is left out. Normal: p95 below 0.1 s. One resolver above the others: take it out. All: your line.",
    )
    .unit(units.seconds);

/** p50, p95 and p99 by zone. From adguard_dns_query_duration_seconds. */
export const responseTimeByZone = (scope: Scope<Filter>) =>
  series(
    "DNS response time by zone",
    target(resolutionTimeBy(scope, 0.5, byZone), "{client_zone} p50"),
    target(resolutionTimeBy(scope, 0.95, byZone), "{client_zone} p95"),
    target(resolutionTimeBy(scope, 0.99, byZone), "{client_zone} p99"),
  )
    .description(
      "Time within which half, 95 % and 99 % of the queries of each zone were answered, the cache included and blocked ones left out, from " +
        "adguard_dns_query_duration_seconds. Normal: zones lie close together. One above: it asks for what the cache doesn't hold.",
    )
    .unit(units.seconds);

/** Share of answered queries by zone. From zone_connections_total. */
export const answeredByZone = (scope: Scope<Filter>) => {
  const share = answeredShare(scope, ["source_zone"]);
  return series("DNS success by zone", target(share, "{source_zone}"))
    .description(
      "Share of the DNS queries of each zone that were answered, blocked ones included, from zone_connections_total with service type dns: " +
        "established of all. Normal: above 99 %. One zone: it asks for names that don't exist; all: see the resolvers.",
    )
    .unit(unitOf(share))
    .max(1)
    .thresholdLines(colors.bad, ...answeredSteps);
};

// ── blocked ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Blocked queries by kind of threat, over time. From adguard_blocked_domains_total. */
export const blockedByThreat = (scope: Scope<Filter>) => {
  const rate = blockedRate(scope, ["threat_type"]);
  return series("Blocked queries by kind of threat", target(rate, "{threat_type}"))
    .description(
      "Blocked DNS queries per second by kind of threat, one above the other, from adguard_blocked_domains_total. " +
        "Normal: advertising and tracking. Malware or phishing at all: find the client in “Most blocked clients”.",
    )
    .unit(unitOf(rate))
    .stacked();
};

/** The most blocked domains. From adguard_blocked_domains_total and threat_intelligence_mapping. */
export const blockedDomainTable = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  table("Most blocked domains", {
    rows: ["domain", "reason", "threat_type"],
    labels: { domain: domainColumn(here), reason: "Blocked by", threat_type: "Kind" },
    columns: {
      Blocked: { query: blockedDomains(scope, length), unit: units.count, decimals: 0, cell: "bar", min: 0 },
      Clients: { query: blockedDomainClients(scope, length), unit: units.count, decimals: 0 },
      Confidence: {
        query: blockedDomainConfidence(scope, length),
        unit: units.share,
        decimals: 0,
        thresholds: thresholdSteps(colors.good, ...scoreSteps),
        cell: "colored text",
        noValue: emptyText.noneKnown,
      },
    },
    sort: { column: "Blocked", descending: true },
  })
    .description(
      "The domains for which most queries of the chosen zones and clients were blocked in this range, why, as what, for how many clients " +
        "(adguard_blocked_domains_total), and how sure threat intelligence is of the domain (threat_intelligence_mapping). " +
        `${withoutFolded} Normal: advertising on top. Something you need: allow it in AdGuard Home.`,
    )
    .span(12);

/** The most blocked clients. From adguard_blocked_domains_total and adguard_client_requests_total. */
export const blockedClientTable = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  table("Most blocked clients", {
    rows: ["client_ip", "client_zone"],
    labels: { client_ip: clientColumn(here), client_zone: "Zone" },
    columns: {
      Blocked: { query: blockedClients(scope, length), unit: units.count, decimals: 0, cell: "bar", min: 0 },
      "Of its queries (all domains)": { query: blockedClientShare(scope, length), unit: units.share, decimals: 0 },
    },
    sort: { column: "Blocked", descending: true },
  })
    .description(
      "The clients of which most queries were blocked in this range (adguard_blocked_domains_total), and which part of all their queries was " +
        "(with adguard_client_requests_total, which carries no domain); folded clients are left out. " +
        "Normal: 5 to 30 %. Far more: a television or an app calls home; click the client to see where.",
    )
    .span(12);

// ── threats ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Scope<Filter> domains that threat intelligence names. From threat_intelligence_mapping and domain_access_total. */
export const threatTable = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  table("Threat intelligence", {
    rows: ["domain", "threat_category"],
    labels: { domain: domainColumn(here), threat_category: "Kind of threat" },
    columns: {
      Confidence: {
        query: threatConfidence(scope, length),
        unit: units.share,
        decimals: 0,
        thresholds: thresholdSteps(colors.good, ...scoreSteps),
        cell: "colored background",
      },
      Queries: { query: threatQueries(scope, length), unit: units.count, decimals: 0 },
    },
    sort: { column: "Confidence", descending: true },
  })
    .description(
      "Domains that threat intelligence names and for which the chosen zones and clients asked in this range, with its confidence " +
        `(threat_intelligence_mapping) and the queries (domain_access_total), blocked or not. ${withoutFolded} ` +
        "Normal: few, of low confidence. From 80 % on: see in “Most blocked domains” whether it is blocked, and who asks.",
    )
    .span(12)
    .noValue(emptyText.noneHappened);

/** Patterns that look like misuse. From suspicious_pattern_score; all zones. */
export const suspiciousTable = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  table("Suspicious patterns (all zones)", {
    rows: ["client_ip", "domain", "pattern_type", "severity"],
    labels: {
      client_ip: clientColumn(here),
      domain: domainColumn(here),
      pattern_type: "Pattern",
      severity: "Severity",
    },
    columns: {
      Score: {
        query: suspiciousDomains(scope, length),
        unit: units.share,
        decimals: 0,
        thresholds: thresholdSteps(colors.good, ...scoreSteps),
        cell: "colored background",
      },
    },
    sort: { column: "Score", descending: true },
  })
    .description(
      "What looks like misuse now: generated names, tunnels, beacons, bursts, by client and domain, from suspicious_pattern_score, which carries no zone. " +
        "Normal: below 50 %. From 80 % on: look at the device; a beacon is a program that reports somewhere at a fixed rhythm.",
    )
    .span(12)
    .noValue(emptyText.noneHappened);

/** Queries by category of the domain. From adguard_domain_category_mapping and domain_access_total. */
export const categories = (scope: Scope<Filter>) => {
  const count = queriesByCategory(scope);
  return barGauge("Queries by category", target(count, "{category}"))
    .description(
      "DNS queries in this range by the category of the domain, of the chosen zones, clients and domains, from domain_access_total and " +
        "adguard_domain_category_mapping. A domain in two categories counts in both; what an exporter folds together has none. " +
        "Normal: advertising and tracking below a third. Malware or phishing at all: see “Threat intelligence”.",
    )
    .unit(unitOf(count))
    .decimals(0)
    .span(8);
};

/** How unusual clients behave. From adguard_client_behavior_score and client_behavior_profile. */
export const behaviorTable = (scope: Scope<Filter>, length: Length, here: DomainDashboard) => {
  const score = {
    unit: units.share,
    decimals: 0,
    thresholds: thresholdSteps(colors.good, ...scoreSteps),
    cell: "colored text",
  } as const;
  return table("Behaviour of clients", {
    rows: ["client_ip", "behavior_type"],
    labels: { client_ip: clientColumn(here), behavior_type: "Behaviour" },
    columns: {
      "DNS score": { query: dnsBehaviorScore(scope, length), ...score },
      "Anomaly (all zones)": { query: dnsBehaviorAnomaly(scope, length), ...score },
    },
    sort: { column: "DNS score", descending: true },
  })
    .description(
      "How far each client departs from its usual behaviour now: in its DNS queries (adguard_client_behavior_score, chosen zones) and overall " +
        "(client_behavior_profile, which carries no zone), by volume, diversity, night and failures; folded clients are left out. " +
        "Normal: below 50 %. Higher after a new device or program; high without one: look at “Suspicious patterns”.",
    )
    .span(16);
};

// ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Domain to address. From domain_ip_mapping and domain_access_total. */
export const addressTable = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  table("Addresses of the most accessed domains", {
    rows: ["domain", "resolved_ip", "resolution_source"],
    labels: { domain: domainColumn(here), resolved_ip: "Address", resolution_source: "Answered by" },
    columns: {
      "Queries for the domain": { query: addressesOfDomains(scope, length), unit: units.count, decimals: 0 },
    },
    sort: { column: "Queries for the domain", descending: true },
  })
    .description(
      "The addresses to which the most accessed domains resolve now, and whether a resolver, the cache or a rewrite said so, from " +
        "domain_ip_mapping, with the domain's queries from domain_access_total. Normal: your own names come from a rewrite, others from a resolver. " +
        "One of your own names with a foreign address is a mistake in AdGuard Home's rewrites.",
    )
    .span(12);

/** How many addresses a domain has. From adguard_domain_ip_mapping. */
export const addressCounts = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  table("Addresses per domain", {
    rows: ["domain"],
    labels: { domain: domainColumn(here) },
    columns: {
      Now: { query: addressesNow(scope, length), unit: units.count, decimals: 0 },
      "In this range": { query: addressesInRange(scope, length), unit: units.count, decimals: 0 },
    },
    sort: { column: "In this range", descending: true },
  })
    .description(
      "How many addresses each of the most accessed domains has now, and had in this range, from adguard_domain_ip_mapping. " +
        "Normal: 1 to 8. Dozens in a short time: a delivery network, or a domain that hides its servers.",
    )
    .span(12);

/** Domains whose addresses changed. From adguard_domain_ip_mapping. */
export const changedAddressTable = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  table("Domains whose addresses changed", {
    rows: ["domain", "resolved_ip"],
    labels: { domain: domainColumn(here), resolved_ip: "New address" },
    columns: {
      "In use": {
        query: newAddressInUse(scope, length),
        unit: units.boolean,
        mappings: [mapValues({ 1: { ...reachableWords[1], text: "● yes" }, 0: { text: "○ no", ...plain } })],
        cell: "colored text",
      },
      "Queries for the domain": { query: changedAddresses(scope, length), unit: units.count, decimals: 0 },
    },
    sort: { column: "Queries for the domain", descending: true },
  })
    .description(
      "Domains that the chosen zones and clients asked for, with each address seen in this range but not in the equally long time before it, from " +
        "adguard_domain_ip_mapping; a domain that is new itself is left out, and so is everything when that time wasn't recorded. " +
        "Normal: delivery networks come and go. A small site that moved to an unknown address is worth a look.",
    )
    .span(12)
    .noValue(emptyText.noneHappened);

// ── rhythm ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The last hour against an average one. From client_domain_frequency; all zones. */
export const frequencyTable = (scope: Scope<Filter>, length: Length, here: DomainDashboard) =>
  table("Last hour against the usual (all zones)", {
    rows: ["client_ip", "domain"],
    labels: { client_ip: clientColumn(here), domain: domainColumn(here) },
    columns: {
      "Last hour": { query: accessesLastHour(scope, length), unit: units.count, decimals: 0 },
      "Usual hour": { query: accessesUsualHour(scope, length), unit: units.count, decimals: 1 },
      Against: {
        query: accessesAgainstUsual(scope, length),
        unit: units.times,
        decimals: 1,
        thresholds: thresholdSteps(colors.neutral, [4, colors.warning], [12, colors.bad]),
        cell: "colored text",
      },
    },
    sort: { column: "Last hour", descending: true },
  })
    .description(
      "Accesses in the last hour and in an average hour of the last 24, for the busiest pairs of client and domain, from client_domain_frequency, " +
        "which carries no zone. Normal: around 1 ×, more by day. 24 × is the most there can be: there was nothing before this hour. " +
        "Far above 4 × for an unknown domain: a program has started to talk.",
    )
    .span(12);
