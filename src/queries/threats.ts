/** Threat intelligence, blocked domains and clients, and behavior of clients, each as a list cut to its top rows. */
import { and, greater, group, max, multiply, oneOf, topk, type InstantVector } from "../promql/index.js";
import { accesses, identified, nameable, wholeRange } from "./accessed-domains.js";
import { ofChosenZones } from "./clients-of-zones.js";
import { highestOf, increaseOf } from "./metric-queries.js";
import { emptyText, query, type Query } from "./query.js";
import { countsNote, orZero, shareOfCounts } from "./safe-math.js";
import { onlyFilters, type Filter, type Scope } from "./scope.js";

type Threat = "domain" | "threat_category";

const confidences = (scope: Scope<Filter>) =>
  highestOf("threat_intelligence_mapping", onlyFilters(scope, "domain"), ["domain", "threat_category"], nameable);

/** The domains with the most queries among those of threat intelligence. */
const topThreats = (scope: Scope<Filter>, length: number): InstantVector<Threat> => {
  const known = group.by(["domain", "threat_category"], confidences(scope));
  return topk(length, multiply.groupLeft(["domain"], [], known, greater(accesses(scope, ["domain"]), 0)));
};

export const threatQueries = (scope: Scope<Filter>, length: number): Query<Threat> =>
  query(
    {
      unit: "count",
      meaning: "DNS queries in this range for the domain, blocked or not",
      noValue: emptyText.noneInRange,
    },
    topThreats(scope, length),
  );

/** Of the domains of {@link threatQueries}. */
export const threatConfidence = (scope: Scope<Filter>, length: number): Query<Threat> =>
  query(
    {
      unit: "share",
      meaning: "Confidence of threat intelligence that the domain is such a threat",
      noValue: emptyText.noneInRange,
    },
    and(confidences(scope), topThreats(scope, length)),
  );

// ── blocked ──────────────────────────────────────────────────────────────────────────────────────────────────────

type Blocked = "domain" | "reason" | "threat_type";

/** 0 where only other queries were blocked. */
export const blockedThreats = (scope: Scope<Filter>): Query => {
  const range = wholeRange(scope);
  return query(
    {
      unit: "count",
      meaning: "DNS queries in this range that were blocked as malware or phishing",
      noValue: emptyText.noneInRange,
    },
    orZero<never>(
      increaseOf("adguard_blocked_domains_total", range, [], { threat_type: oneOf("malware", "phishing") }),
      increaseOf("adguard_blocked_domains_total", range, []),
    ),
  );
};

const mostBlocked = (scope: Scope<Filter>, length: number): InstantVector<Blocked> =>
  topk(
    length,
    greater(
      increaseOf("adguard_blocked_domains_total", wholeRange(scope), ["domain", "reason", "threat_type"], nameable),
      0,
    ),
  );

/** By domain, reason and type of threat. */
export const blockedDomains = (scope: Scope<Filter>, length: number): Query<Blocked> =>
  query(
    {
      unit: "count",
      meaning: `Blocked queries in this range for the ${String(length)} domains with the most of them`,
      noValue: emptyText.noneInRange,
    },
    mostBlocked(scope, length),
  );

/** The highest confidence of all types of threat. */
export const blockedDomainConfidence = (scope: Scope<Filter>, length: number): Query<Blocked> =>
  query(
    {
      unit: "share",
      meaning: "Confidence of threat intelligence that the domain is a threat",
      noValue: emptyText.noneKnown,
    },
    multiply.groupLeft(
      ["domain"],
      [],
      group.by(["domain", "reason", "threat_type"], mostBlocked(scope, length)),
      max.by(["domain"], confidences(scope)),
    ),
  );

type Client = "client_ip" | "client_zone";

const mostBlockedClients = (scope: Scope<Filter>, length: number): InstantVector<Client> =>
  topk(
    length,
    greater(
      increaseOf("adguard_blocked_domains_total", wholeRange(scope), ["client_ip", "client_zone"], identified),
      0,
    ),
  );

export const blockedClients = (scope: Scope<Filter>, length: number): Query<Client> =>
  query(
    {
      unit: "count",
      meaning: `Blocked queries in this range of the ${String(length)} clients with the most of them, without folded ones`,
      noValue: emptyText.noneInRange,
    },
    mostBlockedClients(scope, length),
  );

export const blockedClientShare = (scope: Scope<Filter>, length: number): Query<Client> => {
  const range = wholeRange(scope);
  return query(
    {
      unit: "share",
      meaning: `Share of the queries of the client that was blocked${countsNote("queries")}`,
      noValue: emptyText.noneKnown,
    },
    and(
      shareOfCounts(
        increaseOf("adguard_blocked_domains_total", range, ["client_ip", "client_zone"], identified),
        increaseOf("adguard_dns_queries_total", range, ["client_ip", "client_zone"], identified),
      ),
      mostBlockedClients(scope, length),
    ),
  );
};

// ── behavior ─────────────────────────────────────────────────────────────────────────────────────────────────────

type Behavior = "client_ip" | "behavior_type";

/** Score by aspect, 0–1. */
export const dnsBehaviorScore = (scope: Scope<Filter>, length: number): Query<Behavior> =>
  query(
    {
      unit: "ratio",
      meaning:
        "Deviation of a client's DNS behavior from its usual one by volume, diversity, night and failures, without folded clients",
    },
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

/** Score by aspect, 0–1. */
export const dnsBehaviorAnomaly = (scope: Scope<Filter>, length: number): Query<Behavior> =>
  query(
    { unit: "ratio", meaning: "Unusualness of a client's behavior overall" },
    topk(
      length,
      ofChosenZones<"behavior_type">(
        scope,
        highestOf("client_behavior_profile", onlyFilters(scope, "client"), ["client_ip", "behavior_type"], identified),
      ),
    ),
  );

type Pattern = "client_ip" | "domain" | "pattern_type" | "severity";

/** The highest scores. */
export const suspiciousDomains = (scope: Scope<Filter>, length: number): Query<Pattern> =>
  query(
    {
      unit: "ratio",
      meaning:
        "Score of a client's queries for a domain that look like misuse now: generated names, tunnels, beacons, bursts",
      noValue: emptyText.noneInRange,
    },
    topk(
      length,
      ofChosenZones<Exclude<Pattern, "client_ip">>(
        scope,
        highestOf("suspicious_pattern_score", onlyFilters(scope, "client", "domain"), [
          "client_ip",
          "domain",
          "pattern_type",
          "severity",
        ]),
      ),
    ),
  );
