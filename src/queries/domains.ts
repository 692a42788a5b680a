/** Domains by their DNS queries: clients, zones, categories. */
import {
  and,
  count,
  divide,
  greater,
  labelJoin,
  multiply,
  or,
  setLabel,
  sum,
  topk,
  unless,
  type InstantVector,
} from "../promql/index.js";
import { accesses, identified, nameable, rowsPerDomain, topDomains, wholeRange } from "./accessed-domains.js";
import { increaseOf, present } from "./metric-queries.js";
import { emptyText, query, type GaugeQuery, type Query } from "./query.js";
import { onlyFilters, unfiltered, type Filter, type Scope } from "./scope.js";
import { countsNote, ratio, shareOfCounts } from "./safe-math.js";

type Pair = "client_ip" | "domain";

export const domainAccesses = (scope: Scope<Filter>, length: number): Query<"domain"> =>
  query(
    { unit: "count", meaning: `DNS queries in this range for the ${String(length)} domains with the most queries` },
    topDomains(scope, length),
  );

/** Folded clients of a zone count as one. */
export const domainClients = (scope: Scope<Filter>, length: number): Query<"domain"> =>
  query(
    { unit: "count", meaning: "Clients that queried the domain" },
    and.on(
      ["domain"],
      count.by(["domain"], greater(accesses(scope, ["domain", "client_ip"]), 0)),
      topDomains(scope, length),
    ),
  );

export const domainBlockedShare = (scope: Scope<Filter>, length: number): Query<"domain"> =>
  query(
    {
      unit: "share",
      meaning: `Share of the queries that was blocked${countsNote("queries")}`,
      noValue: emptyText.noneKnown,
    },
    shareOfCounts(
      increaseOf("domain_access_total", wholeRange(scope), ["domain"], {
        ...nameable,
        access_type: "dns",
        blocked: "true",
      }),
      topDomains(scope, length),
    ),
  );

export const domainAccessesByZone = (scope: Scope<Filter>, length: number): Query<"domain" | "client_zone"> =>
  query(
    {
      unit: "count",
      meaning: `DNS queries in this range for the ${String(length)} domains with the most queries, by the zone of the client`,
      noValue: emptyText.noneKnown,
    },
    and.on(["domain"], greater(accesses(scope, ["domain", "client_zone"]), 0), topDomains(scope, length)),
  );

/** Folded domains included. */
export const zoneAccesses = (scope: Scope<Filter>): Query<"client_zone"> =>
  query(
    { unit: "count", meaning: "DNS queries in this range from the zone, those for folded domains included" },
    accessesFrom(scope),
  );

const accessesFrom = (scope: Scope<Filter>) =>
  increaseOf("domain_access_total", wholeRange(scope), ["client_zone"], { access_type: "dns" });

/** Folded domains don't count. */
export const zoneDomains = (scope: Scope<Filter>): Query<"client_zone"> =>
  query(
    { unit: "count", meaning: "Domains of these queries, without folded ones" },
    count.by(["client_zone"], greater(accesses(scope, ["domain", "client_zone"]), 0)),
  );

export const zoneBlockedShare = (scope: Scope<Filter>): Query<"client_zone"> => {
  const condition = { access_type: "dns", blocked: "true" } as const;
  return query(
    { unit: "share", meaning: "Share of these queries that was blocked" },
    ratio(increaseOf("domain_access_total", wholeRange(scope), ["client_zone"], condition), accessesFrom(scope)),
  );
};

const pairs = (scope: Scope<Filter>) =>
  greater(
    increaseOf("adguard_client_domain_frequency", wholeRange(scope), ["client_ip", "domain", "zone"], {
      ...nameable,
      ...identified,
    }),
    0,
  );

/** The pairs with the most queries among those of the top domains. */
export const clientsOfDomains = (scope: Scope<Filter>, length: number): Query<Pair | "zone"> =>
  query(
    { unit: "count", meaning: "DNS queries of the client for the domain in this range" },
    topk(length * rowsPerDomain, and.on(["domain"], pairs(scope), topk(length, sum.by(["domain"], pairs(scope))))),
  );

/** Of the pairs of {@link clientsOfDomains}. */
export const clientShareOfDomains = (scope: Scope<Filter>, length: number): Query<Pair | "zone"> =>
  query(
    { unit: "share", meaning: "Share of all queries for the domain that came from the client" },
    divide.groupLeft(
      ["domain"],
      [],
      clientsOfDomains(scope, length).expression,
      sum.by(["domain"], increaseOf("adguard_client_domain_frequency", wholeRange(scope), ["domain"], nameable)),
    ),
  );

/**
 * The strongest pairs of clients and domains: at most three of each client. Folded clients and domains are left out.
 *
 * @param blocked only those of which queries were blocked, or the others
 */
export const strongestPairs = (scope: Scope<Filter>, length: number, blocked?: boolean): GaugeQuery<Pair | "zone"> => {
  const strongest = topk(length, topk.by(["zone", "client_ip"], 3, pairs(scope)));
  return query(
    { unit: "count", meaning: "DNS queries of clients for domains in this range, without folded ones" },
    blocked === undefined
      ? strongest
      : (blocked ? and : unless).on(["zone", "client_ip", "domain"], strongest, blockedPairs(scope)),
  );
};

const blockedPairs = (scope: Scope<Filter>) => {
  const labels = ["client_ip", "domain", "client_zone"] as const;
  const blocked = increaseOf("adguard_blocked_domains_total", wholeRange(scope), labels);
  return labelJoin(greater(blocked, 0), "zone", "", ["client_zone"]);
};

/** All queries of the clients, or for the domains, of the strongest pairs. */
export const queriesOfStrongest = <const L extends "client_ip" | "zone" | "domain">(
  scope: Scope<Filter>,
  length: number,
  by: readonly L[],
): Query<L> =>
  query(
    { unit: "count", meaning: "DNS queries of clients for domains in this range, without folded ones" },
    and.on(by, queriesBy(scope, by), strongestPairs(scope, length).expression),
  );

/** The blocked share of all queries of each client. */
export const blockedShareOfClients = (scope: Scope<Filter>): Query<"zone" | "client_ip"> => {
  const by = ["zone", "client_ip"] as const;
  const blocked = increaseOf(
    "adguard_blocked_domains_total",
    wholeRange(scope),
    ["client_zone", "client_ip"],
    nameable,
  );
  const inZone = sum.by(by, labelJoin(blocked, "zone", "", ["client_zone"]));
  return query(blockedAbout, ratio<"zone" | "client_ip">(inZone, queriesBy(scope, by)));
};

/** The blocked share of all queries for the domains of the strongest pairs. */
export const blockedShareOfDomains = (scope: Scope<Filter>, length: number): Query<"domain"> => {
  const by = ["domain"] as const;
  const blocked = increaseOf("adguard_blocked_domains_total", wholeRange(scope), by, identified);
  const share = ratio<"domain">(blocked, queriesBy(scope, by));
  return query(blockedAbout, and.on(by, share, strongestPairs(scope, length).expression));
};

const blockedAbout = {
  unit: "share",
  meaning: "Blocked share of the DNS queries of a client, or for a domain",
  noValue: emptyText.noTraffic,
} as const;

const queriesBy = <const L extends "client_ip" | "zone" | "domain">(
  scope: Scope<Filter>,
  by: readonly L[],
): InstantVector<L> =>
  increaseOf("adguard_client_domain_frequency", wholeRange(scope), by, { ...nameable, ...identified });

/** A category of each domain of the strongest pairs that has one. */
export const categoriesOfStrongest = (scope: Scope<Filter>, length: number): Query<"domain" | "category"> => {
  const categories = present("adguard_domain_category_mapping", unfiltered(scope), ["domain", "category"]);
  return query(
    { unit: "count", meaning: "Categories of each domain" },
    topk.by(["domain"], 1, and.on(["domain"], categories, strongestPairs(scope, length).expression)),
  );
};

// ── categories ───────────────────────────────────────────────────────────────────────────────────────────────────

/** The categories, the gravest first. A domain may be in several. */
export const categoriesByGravity = [
  "malware",
  "phishing",
  "adult",
  "tracking",
  "advertising",
  "service",
  "other",
] as const;

/** The rank of a value in such an order: the last has rank 1. */
export const rankIn = <V extends string>(order: readonly V[], value: V): number => order.length - order.indexOf(value);

/** The figure is the rank in {@link categoriesByGravity}: with the label, a domain of two categories would be two rows. */
export const domainCategory = (scope: Scope<Filter>, length: number): Query<"domain"> =>
  query(
    { unit: "rank", meaning: "The gravest category of the domain", noValue: emptyText.noneKnown },
    and(
      firstOf(categoriesByGravity, (category) =>
        present("adguard_domain_category_mapping", onlyFilters(scope, "domain"), ["domain"], { category }),
      ),
      topDomains(scope, length),
    ),
  );

/** The rank of the first value that holds for a domain. */
function firstOf<V extends string>(
  order: readonly [V, ...V[]],
  holds: (value: V) => InstantVector<"domain", "info">,
): InstantVector<"domain"> {
  const [first, ...rest] = order;
  const ranked = (value: V) => multiply.scalar(holds(value), rankIn(order, value));
  return rest.reduce((all, value) => or(all, ranked(value)), ranked(first));
}

/** The values of `category` for domains in no category, and for folded domains. */
const withoutCategory = { unknown: "(no category)", folded: "(folded domains)" } as const;

/** A domain in two categories counts in both. */
export const queriesByCategory = (scope: Scope<Filter>): Query<"category"> => {
  const known = present("adguard_domain_category_mapping", onlyFilters(scope, "domain"), ["domain", "category"]);
  const asked = accesses(scope, ["domain"]);
  const folded = increaseOf("domain_access_total", wholeRange(scope), [], { domain: "other", access_type: "dns" });
  const inNone = sum(unless.on(["domain"], asked, known));
  return query(
    {
      unit: "count",
      meaning: "DNS queries in this range by the category of the domain; a domain in two categories counts in both",
    },
    or(
      or(
        sum.by(["category"], multiply.groupLeft(["domain"], [], known, asked)),
        setLabel(inNone, "category", withoutCategory.unknown),
      ),
      setLabel(folded, "category", withoutCategory.folded),
    ),
  );
};
