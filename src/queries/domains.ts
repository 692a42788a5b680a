/**
 * Which domains are asked for, by whom, what is known of them, and where they lead.
 *
 * Lists are cut to the busiest in Prometheus, not in Grafana: every column of a list asks for the same domains. What a
 * bounded exporter folds into the domain `other` stands in no list of domains.
 */
import { aggregateClientPattern } from "../lab/index.js";
import {
  and,
  count,
  copyLabel,
  dashboardRange,
  divide,
  greater,
  group,
  max,
  multiply,
  not,
  notMatching,
  oneOf,
  or,
  setLabel,
  sum,
  topk,
  unless,
  type InstantVector,
} from "../promql/index.js";
import { countDistinct, highestOf, increaseOf, present, presentOverWindow, sumOf } from "./metric-queries.js";
import { orZero, ratio } from "./safe-math.js";
import { query, type Query } from "./query.js";
import { withOffset, onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

type Asked = Scope<Filter>;
type Pair = "client_ip" | "domain";

/** How many domains or clients a list shows. */
type Length = number;

/** Not the rest that an exporter folds together beyond its bound. */
const nameable = { domain: not("other") } as const;
const identified = { client_ip: notMatching(aggregateClientPattern) } as const;

/** Pairs of client and domain that a list of the busiest domains shows for each of them, on average. */
const clientsPerDomain = 3;

const inRange = (scope: Asked) => withWindow(onlyFilters(scope, "zone", "client", "domain"), dashboardRange);
const mapped = (scope: Asked) => onlyFilters(scope, "domain");

// ── accesses ─────────────────────────────────────────────────────────────────────────────────────────────────────

const accesses = <const L extends "domain" | "client_ip" | "client_zone">(scope: Asked, by: readonly L[]) =>
  increaseOf("domain_access_total", inRange(scope), by, { ...nameable, access_type: "dns" });

/** The domains that the list shows, with their queries. */
const busiest = (scope: Asked, length: Length): InstantVector<"domain"> =>
  topk(length, greater(accesses(scope, ["domain"]), 0));

/** DNS queries in the range for the most asked domains. */
export const domainAccesses = (scope: Asked, length: Length): Query<"domain"> =>
  query({ unit: "count", meaning: "DNS queries in the range" }, busiest(scope, length));

/** How many clients asked for each of the most asked domains. What is folded in one zone counts as one. */
export const domainClients = (scope: Asked, length: Length): Query<"domain"> =>
  query(
    { unit: "count", meaning: "Clients that asked for a domain in the range" },
    and.on(
      ["domain"],
      count.by(["domain"], greater(accesses(scope, ["domain", "client_ip"]), 0)),
      busiest(scope, length),
    ),
  );

/** Share of the queries for each of the most asked domains that was blocked. */
export const domainBlockedShare = (scope: Asked, length: Length): Query<"domain"> =>
  query(
    { unit: "share", meaning: "Share of the queries for a domain that was blocked" },
    ratio(
      increaseOf("domain_access_total", inRange(scope), ["domain"], {
        ...nameable,
        access_type: "dns",
        blocked: "true",
      }),
      busiest(scope, length),
    ),
  );

/** DNS queries in the range for the most asked domains, by the zone of who asked. */
export const domainAccessesByZone = (scope: Asked, length: Length): Query<"domain" | "client_zone"> =>
  query(
    { unit: "count", meaning: "DNS queries in the range" },
    and.on(["domain"], greater(accesses(scope, ["domain", "client_zone"]), 0), busiest(scope, length)),
  );

/** DNS queries in the range by the zone of who asked, what is folded included. */
export const zoneAccesses = (scope: Asked): Query<"client_zone"> =>
  query({ unit: "count", meaning: "DNS queries in the range from a zone" }, accessesFrom(scope));

const accessesFrom = (scope: Asked) =>
  increaseOf("domain_access_total", inRange(scope), ["client_zone"], { access_type: "dns" });

/** How many domains each zone asked for; what is folded counts for none. */
export const zoneDomains = (scope: Asked): Query<"client_zone"> =>
  query(
    { unit: "count", meaning: "Domains that a zone asked for in the range" },
    count.by(["client_zone"], greater(accesses(scope, ["domain", "client_zone"]), 0)),
  );

/** Share of each zone's queries that was blocked. */
export const zoneBlockedShare = (scope: Asked): Query<"client_zone"> => {
  const condition = { access_type: "dns", blocked: "true" } as const;
  return query(
    { unit: "share", meaning: "Share of a zone's queries that was blocked" },
    ratio(increaseOf("domain_access_total", inRange(scope), ["client_zone"], condition), accessesFrom(scope)),
  );
};

const pairs = (scope: Asked) =>
  greater(
    increaseOf("adguard_client_domain_frequency", inRange(scope), ["client_ip", "domain", "zone"], {
      ...nameable,
      ...identified,
    }),
    0,
  );

/** Who asked for the most asked domains, and how often; the busiest pairs. */
export const clientsOfDomains = (scope: Asked, length: Length): Query<Pair | "zone"> =>
  query(
    { unit: "count", meaning: "DNS queries of a client for a domain in the range" },
    topk(length * clientsPerDomain, and.on(["domain"], pairs(scope), topk(length, sum.by(["domain"], pairs(scope))))),
  );

/** Each such pair's part of all queries for its domain. */
export const clientShareOfDomains = (scope: Asked, length: Length): Query<Pair | "zone"> =>
  query(
    { unit: "share", meaning: "Part of the queries for a domain that came from a client" },
    divide.groupLeft(
      ["domain"],
      [],
      clientsOfDomains(scope, length).expression,
      sum.by(["domain"], increaseOf("adguard_client_domain_frequency", inRange(scope), ["domain"], nameable)),
    ),
  );

/** DNS queries in the range between clients and domains, or of one side alone; what is folded is left out. */
export const queriesBetween = <const L extends "client_ip" | "zone" | "domain">(
  scope: Asked,
  by: readonly L[],
): Query<L> =>
  query({ unit: "count", meaning: "DNS queries of clients for domains in the range" }, sum.by(by, pairs(scope)));

/** Those of them that were blocked. */
export const blockedBetween = <const L extends "client_ip" | "zone" | "domain">(
  scope: Asked,
  by: readonly L[],
): Query<L> => {
  const named = { ...nameable, ...identified };
  const labels = ["client_ip", "domain", "client_zone"] as const;
  const blocked = increaseOf("adguard_blocked_domains_total", inRange(scope), labels, named);
  return query(
    { unit: "count", meaning: "Blocked DNS queries of clients for domains in the range" },
    sum.by(by, copyLabel(blocked, "zone", "client_zone")),
  );
};

/** Every category of every domain. */
export const categoriesOfDomains = (scope: Asked): Query<"domain" | "category"> =>
  query(
    { unit: "count", meaning: "Categories of a domain" },
    present("adguard_domain_category_mapping", mapped(scope), ["domain", "category"]),
  );

/** DNS queries in the range by type, of the chosen clients and for the chosen domains. */
export const queryTypes = (scope: Asked): Query<"query_type"> =>
  query(
    { unit: "count", meaning: "DNS queries in the range" },
    increaseOf("adguard_dns_queries_total", inRange(scope), ["query_type"]),
  );

// ── categories and threats ───────────────────────────────────────────────────────────────────────────────────────

/** Categories by gravity, the gravest first. Several lists may put one domain into several. */
export const categoriesByGravity = [
  "malware",
  "phishing",
  "adult",
  "tracking",
  "advertising",
  "service",
  "other",
] as const;

/** Levels of threat, the highest first. */
export const threatLevels = ["high", "medium", "low", "none"] as const;

/** The place of a value in such an order, so that the last has place 1. */
export const rankIn = <V extends string>(order: readonly V[], value: V): number => order.length - order.indexOf(value);

/**
 * The gravest category of each of the most asked domains, as its place in {@link categoriesByGravity}. A number, since
 * a domain with two categories would else be two rows.
 */
export const domainCategory = (scope: Asked, length: Length): Query<"domain"> =>
  query(
    { unit: "rank", meaning: "The gravest category of a domain" },
    and(
      firstOf(categoriesByGravity, (category) =>
        present("adguard_domain_category_mapping", mapped(scope), ["domain"], { category }),
      ),
      busiest(scope, length),
    ),
  );

/** The highest level of threat of each of the most asked domains, as its place in {@link threatLevels}. */
export const domainThreatLevel = (scope: Asked, length: Length): Query<"domain"> =>
  query(
    { unit: "rank", meaning: "The highest level of threat of a domain" },
    and(
      firstOf(threatLevels, (level) =>
        present("adguard_domain_category_mapping", mapped(scope), ["domain"], { threat_level: level }),
      ),
      busiest(scope, length),
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

/** What isn't in any category, and what has no name of its own. */
export const withoutCategory = { unknown: "(no category)", folded: "(folded domains)" } as const;

/** DNS queries in the range by category. A domain in two categories counts in both. */
export const queriesByCategory = (scope: Asked): Query<"category"> => {
  const known = present("adguard_domain_category_mapping", mapped(scope), ["domain", "category"]);
  const asked = accesses(scope, ["domain"]);
  const folded = increaseOf("domain_access_total", inRange(scope), [], { domain: "other", access_type: "dns" });
  const inNone = sum(unless.on(["domain"], asked, known));
  return query(
    { unit: "count", meaning: "DNS queries in the range for the domains of a category" },
    or(
      or(
        sum.by(["category"], multiply.groupLeft(["domain"], [], known, asked)),
        setLabel(inNone, "category", withoutCategory.unknown),
      ),
      setLabel(folded, "category", withoutCategory.folded),
    ),
  );
};

type Threat = "domain" | "threat_category";

const confidences = (scope: Asked) =>
  highestOf("threat_intelligence_mapping", mapped(scope), ["domain", "threat_category"], nameable);

/** The most asked domains of which threat intelligence knows something. */
const askedThreats = (scope: Asked, length: Length): InstantVector<Threat> => {
  const known = group.by(["domain", "threat_category"], confidences(scope));
  return topk(length, multiply.groupLeft(["domain"], [], known, greater(accesses(scope, ["domain"]), 0)));
};

/** DNS queries in the range for the domains that threat intelligence names. */
export const threatQueries = (scope: Asked, length: Length): Query<Threat> =>
  query({ unit: "count", meaning: "DNS queries in the range for a suspected domain" }, askedThreats(scope, length));

/** How sure threat intelligence is of those domains. */
export const threatConfidence = (scope: Asked, length: Length): Query<Threat> =>
  query(
    { unit: "share", meaning: "Confidence that a domain belongs to a kind of threat" },
    and(confidences(scope), askedThreats(scope, length)),
  );

// ── blocked ──────────────────────────────────────────────────────────────────────────────────────────────────────

type Blocked = "domain" | "reason" | "threat_type";

/** Blocked queries in the range that were for malware or phishing. 0 where something was counted, but nothing of these. */
export const blockedThreats = (scope: Asked): Query => {
  const range = inRange(scope);
  return query(
    { unit: "count", meaning: "Blocked queries in the range for malware or phishing" },
    orZero<never>(
      increaseOf("adguard_blocked_domains_total", range, [], { threat_type: oneOf("malware", "phishing") }),
      increaseOf("adguard_blocked_domains_total", range, []),
    ),
  );
};

const mostBlocked = (scope: Asked, length: Length): InstantVector<Blocked> =>
  topk(
    length,
    greater(
      increaseOf("adguard_blocked_domains_total", inRange(scope), ["domain", "reason", "threat_type"], nameable),
      0,
    ),
  );

/** The most blocked domains, with why and as what. */
export const blockedDomains = (scope: Asked, length: Length): Query<Blocked> =>
  query({ unit: "count", meaning: "Blocked queries in the range" }, mostBlocked(scope, length));

/** How many clients were blocked there. */
export const blockedDomainClients = (scope: Asked, length: Length): Query<Blocked> => {
  const by = ["domain", "reason", "threat_type", "client_ip"] as const;
  const perClient = increaseOf("adguard_blocked_domains_total", inRange(scope), by, nameable);
  return query(
    { unit: "count", meaning: "Clients of which a query was blocked in the range" },
    and(count.by(["domain", "reason", "threat_type"], greater(perClient, 0)), mostBlocked(scope, length)),
  );
};

/** How sure threat intelligence is that a blocked domain is a threat, of whatever kind. */
export const blockedDomainConfidence = (scope: Asked, length: Length): Query<Blocked> =>
  query(
    { unit: "share", meaning: "Confidence that a blocked domain is a threat" },
    multiply.groupLeft(
      ["domain"],
      [],
      group.by(["domain", "reason", "threat_type"], mostBlocked(scope, length)),
      max.by(["domain"], confidences(scope)),
    ),
  );

type Client = "client_ip" | "client_zone";

const mostBlockedClients = (scope: Asked, length: Length): InstantVector<Client> =>
  topk(
    length,
    greater(increaseOf("adguard_blocked_domains_total", inRange(scope), ["client_ip", "client_zone"], identified), 0),
  );

/** The clients of which most queries were blocked. */
export const blockedClients = (scope: Asked, length: Length): Query<Client> =>
  query({ unit: "count", meaning: "Blocked queries of a client in the range" }, mostBlockedClients(scope, length));

/** The part that those are of all queries of the client, whatever the domain. */
export const blockedClientShare = (scope: Asked, length: Length): Query<Client> => {
  const range = withWindow(onlyFilters(scope, "zone", "client"), dashboardRange);
  const all = increaseOf("adguard_client_requests_total", range, ["client_ip", "network_zone"], identified);
  const blocked = increaseOf("adguard_blocked_domains_total", range, ["client_ip", "client_zone"], identified);
  return query(
    { unit: "share", meaning: "Share of a client's queries that was blocked" },
    and(
      ratio(blocked, sum.by(["client_ip", "client_zone"], copyLabel(all, "client_zone", "network_zone"))),
      mostBlockedClients(scope, length),
    ),
  );
};

// ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────

type Address = "domain" | "resolved_ip";

/** The addresses of the most asked domains and where the answer came from; the figure is the domain's queries. */
export const addressesOfDomains = (scope: Asked, length: Length): Query<Address | "resolution_source"> =>
  query(
    { unit: "count", meaning: "DNS queries in the range for the domain of an address" },
    multiply.groupLeft(
      ["domain"],
      [],
      present("domain_ip_mapping", mapped(scope), ["domain", "resolved_ip", "resolution_source"], nameable),
      busiest(scope, length),
    ),
  );

/** How many addresses each of the most asked domains has now. */
export const addressesNow = (scope: Asked, length: Length): Query<"domain"> =>
  query(
    { unit: "count", meaning: "Addresses of a domain" },
    and(
      countDistinct("adguard_domain_ip_mapping", mapped(scope), ["domain", "resolved_ip"], ["domain"], nameable),
      busiest(scope, length),
    ),
  );

/** How many addresses each of the most asked domains had in the range, those that are gone included. */
export const addressesInRange = (scope: Asked, length: Length): Query<"domain"> =>
  query(
    { unit: "count", meaning: "Addresses that a domain had in the range" },
    and(count.by(["domain"], seenAddresses(withWindow(mapped(scope), dashboardRange))), busiest(scope, length)),
  );

const seenAddresses = (scope: Scope<"domain">): InstantVector<Address, "info"> =>
  presentOverWindow("adguard_domain_ip_mapping", scope, ["domain", "resolved_ip"], nameable);

/**
 * Addresses that were seen in the range and not in the equally long time before it, of domains that were known then:
 * the first address of a new domain is no change.
 */
const newAddresses = (scope: Asked): InstantVector<Address, "info"> => {
  const now = withWindow(mapped(scope), dashboardRange);
  const earlier = seenAddresses(withOffset(now, dashboardRange));
  return unless(and.on(["domain"], seenAddresses(now), earlier), earlier);
};

/** The most asked domains whose addresses changed, with each new address; the figure is the domain's queries. */
export const changedAddresses = (scope: Asked, length: Length): Query<Address> =>
  query(
    { unit: "count", meaning: "DNS queries in the range for the domain of a new address" },
    topk(
      length * clientsPerDomain,
      multiply.groupLeft(["domain"], [], newAddresses(scope), greater(accesses(scope, ["domain"]), 0)),
    ),
  );

/** Whether a new address is still in use: 1 yes, 0 no. */
export const newAddressInUse = (scope: Asked, length: Length): Query<Address> => {
  const current = present("adguard_domain_ip_mapping", mapped(scope), ["domain", "resolved_ip"], nameable);
  const changed = changedAddresses(scope, length).expression;
  return query(
    { unit: "boolean", meaning: "Whether an address still is one of the domain's" },
    or<Address, "info" | "gauge", "gauge">(and(current, changed), multiply.scalar(changed, 0)),
  );
};

// ── frequency, behaviour, patterns ───────────────────────────────────────────────────────────────────────────────

const frequency = (scope: Asked, window: "1h" | "24h") =>
  sumOf("client_domain_frequency", onlyFilters(scope, "client", "domain"), ["client_ip", "domain"], {
    ...nameable,
    ...identified,
    time_window: window,
  });

const busiestPairs = (scope: Asked, length: Length): InstantVector<Pair> =>
  topk(length, greater(frequency(scope, "1h"), 0));

const usual = (scope: Asked) => divide.scalar(frequency(scope, "24h"), 24);

/** Accesses in the last hour; the busiest pairs of client and domain. Carries no zone: all zones. */
export const accessesLastHour = (scope: Asked, length: Length): Query<Pair> =>
  query({ unit: "count", meaning: "Accesses of a client to a domain in the last hour" }, busiestPairs(scope, length));

/** Accesses in an average hour of the last 24, for the same pairs. */
export const accessesUsualHour = (scope: Asked, length: Length): Query<Pair> =>
  query(
    { unit: "count", meaning: "Accesses of a client to a domain in an average hour of the last 24" },
    and(usual(scope), busiestPairs(scope, length)),
  );

/** How many times the usual the last hour was: 24 where there was nothing before it. */
export const accessesAgainstUsual = (scope: Asked, length: Length): Query<Pair> =>
  query(
    { unit: "times", meaning: "Accesses in the last hour against an average one of the last 24" },
    divide(busiestPairs(scope, length), greater(usual(scope), 0)),
  );

type Behavior = "client_ip" | "behavior_type";

/** How far a client's DNS behaviour departs from its usual one, the farthest first. */
export const dnsBehaviorScore = (scope: Asked, length: Length): Query<Behavior> =>
  query(
    { unit: "ratio", meaning: "How far a client's DNS behaviour departs from its usual one" },
    topk(
      length,
      highestOf(
        "adguard_client_behavior_score",
        onlyFilters(scope, "zone", "client"),
        ["client_ip", "behavior_type"],
        identified,
      ),
    ),
  );

/** How unusual a client behaves, the most unusual first. Carries no zone: all zones. */
export const dnsBehaviorAnomaly = (scope: Asked, length: Length): Query<Behavior> =>
  query(
    { unit: "ratio", meaning: "How unusual a client behaves" },
    topk(
      length,
      highestOf("client_behavior_profile", onlyFilters(scope, "client"), ["client_ip", "behavior_type"], identified),
    ),
  );

/** What looks like misuse: the strongest patterns of client and domain. Carries no zone: all zones. */
export const suspiciousDomains = (
  scope: Asked,
  length: Length,
): Query<"client_ip" | "domain" | "pattern_type" | "severity"> =>
  query(
    { unit: "ratio", meaning: "How strongly a client's queries for a domain look like misuse" },
    topk(
      length,
      highestOf("suspicious_pattern_score", onlyFilters(scope, "client", "domain"), [
        "client_ip",
        "domain",
        "pattern_type",
        "severity",
      ]),
    ),
  );
