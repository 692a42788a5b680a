/** Panels about domains: queries, clients, zones, categories, and the last hour against the usual one. */
import {
  barGauge,
  geomap,
  mapValues,
  matrix,
  table,
  thresholdSteps,
  type Place,
  type ValueName,
} from "../grafana/index.js";
import {
  accessesAgainstUsual,
  accessesLastHour,
  accessesUsualHour,
  categoriesByGravity,
  clientShareOfDomains,
  clientsOfDomains,
  domainAccesses,
  domainAccessesByZone,
  domainBlockedShare,
  domainCategory,
  domainClients,
  queriesByCategory,
  rankIn,
  zoneAccesses,
  zoneBlockedShare,
  zoneDomains,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { clientColumn, domainColumn, onlyThisDomain, withoutFolded, type DomainDashboard } from "./domain-columns.js";
import { colors } from "./tokens.js";

const plain = { color: colors.neutral } as const;
const notable = { color: colors.warning } as const;
const bad = { color: colors.bad } as const;

const categoryColors = {
  malware: bad,
  phishing: bad,
  adult: notable,
  tracking: notable,
  advertising: { color: colors.notice },
  service: plain,
  other: plain,
} as const satisfies Readonly<Record<(typeof categoriesByGravity)[number], ValueName>>;

/** Words and colors for the ranks of an order. */
const rankWords = <V extends string>(order: readonly V[], names: Readonly<Record<V, ValueName>>) =>
  mapValues(Object.fromEntries(order.map((word) => [rankIn(order, word), { text: word, ...names[word] }])));

/** Shares of blocked queries from which blocking is out of the ordinary. */
const blockedSteps = thresholdSteps(colors.good, [0.4, colors.warning]);

/** Table of the domains with the most DNS queries in this range; the category is the gravest of each. */
export const domainTable = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Most accessed domains", {
    rows: ["domain"],
    labels: { domain: domainColumn(here) },
    columns: {
      Queries: { query: domainAccesses(scope, length), decimals: 0, cell: "bar", min: 0, width: 100 },
      Clients: { query: domainClients(scope, length), decimals: 0, width: 65 },
      Blocked: { query: domainBlockedShare(scope, length), decimals: 0, width: 75 },
      Category: {
        query: domainCategory(scope, length),
        mappings: [rankWords(categoriesByGravity, categoryColors)],
        cell: "colored text",
        width: 90,
      },
    },
    sort: { column: "Queries", descending: true },
  })
    .about({
      note: withoutFolded,
      normal: "names that you know",
      otherwise: "click a strange domain to see which clients query it",
    })
    .span(9)
    .height(10);

/** Table of the clients behind the most queried domains, a row for each pair; at most three per domain on average. */
export const domainClientTable = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Clients behind the most accessed domains", {
    rows: ["domain", "client_ip", "zone"],
    labels: { domain: domainColumn(here), client_ip: clientColumn(here), zone: { title: "Zone", width: 130 } },
    columns: {
      Queries: { query: clientsOfDomains(scope, length), decimals: 0, cell: "bar", min: 0, width: 110 },
      Share: { query: clientShareOfDomains(scope, length), decimals: 0, width: 75 },
    },
    sort: { column: "Queries", descending: true },
  })
    .about({
      note: withoutFolded,
      normal: "every client has its favorites",
      otherwise: "a domain that one client alone queries all day belongs to a program, not to a person",
    })
    .span(12);

/** Matrix of the DNS queries in this range for the most queried domains, by the zone of the client. */
export const domainZoneMatrix = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  matrix("Domains by zone", {
    query: domainAccessesByZone(scope, length),
    row: "domain",
    column: "client_zone",
    corner: "Domain ↓ asked from →",
    decimals: 0,
    link: onlyThisDomain(here),
  })
    .about({
      note: withoutFolded,
      normal: "guests and things query few domains",
      otherwise: "see which device queries a domain that only a zone of things queries",
    })
    .span(12);

/** Map with a point for each zone at its place: size by DNS queries, color by the share of blocked ones. */
export const domainMap = (scope: Scope<Filter>, places: readonly [Place, ...Place[]]) =>
  geomap("DNS queries of zones", {
    by: "client_zone",
    places,
    values: {
      Queries: { query: zoneAccesses(scope), decimals: 0 },
      Domains: { query: zoneDomains(scope), decimals: 0 },
      Blocked: { query: zoneBlockedShare(scope), decimals: 0, thresholds: blockedSteps },
    },
    size: "Queries",
    color: "Blocked",
  }).about({
    note: "Each zone stands at its coordinates in the lab",
    normal: "large where most devices are",
    otherwise: "orange, from 40 % blocked, means that something calls home: see “Most blocked clients”",
  });

/** Bar gauge of the DNS queries in this range by category; a domain in two categories counts in both. */
export const categories = (scope: Scope<Filter>) =>
  barGauge("Queries by category", queriesByCategory(scope), "{category}")
    .about({
      note: "The domains that the exporter folds have no category",
      normal: "advertising and tracking below a third",
      otherwise: "for any malware or phishing, see “Threat intelligence”",
    })
    .decimals(0)
    .span(12);

/** Table of the accesses in the last hour against an average hour of the last 24, whatever the range. */
export const frequencyTable = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Last hour against the usual", {
    rows: ["client_ip", "domain"],
    labels: { client_ip: clientColumn(here), domain: domainColumn(here) },
    columns: {
      "Last hour": { query: accessesLastHour(scope, length), decimals: 0, width: 90 },
      "Usual hour": { query: accessesUsualHour(scope, length), decimals: 1, width: 95 },
      Against: {
        query: accessesAgainstUsual(scope, length),
        decimals: 1,
        thresholds: thresholdSteps(colors.neutral, [4, colors.warning], [12, colors.bad]),
        cell: "colored text",
        width: 90,
      },
    },
    sort: { column: "Last hour", descending: true },
  })
    .about({
      note: "24 × means that there was no access before the last hour",
      normal: "around 1 ×, more by day",
      otherwise: "far above 4 × for an unknown domain, a program has started to talk: look at the client",
    })
    .span(12);
