/**
 * Activity of clients: services, queries, bytes, blocking, behavior.
 *
 * Every figure is by zone and `client_ip`: a client that moved has figures in both zones. A `client_ip` is an address,
 * `id:<name>` for a client that is known by a ClientID alone, a /64 of folded IPv6 clients, or `other@<zone>` for the
 * clients that an exporter folds into one.
 */
import { aggregateClientPattern } from "../lab/index.js";
import { vocabulary } from "../metrics/index.js";
import {
  and,
  atLeast,
  copyLabel,
  count,
  dashboardRange,
  divide,
  greater,
  matching,
  multiply,
  not,
  notMatching,
  or,
  setLabel,
  sum,
  topk,
  unless,
  type InstantVector,
} from "../promql/index.js";
import { countDistinct, highestOf, increaseOf, present, rateOf } from "./metric-queries.js";
import { orZero, ratio } from "./safe-math.js";
import { scoreBounds } from "./health.js";
import { union } from "./labels.js";
import { emptyText, query, type GaugeQuery, type Query } from "./query.js";
import { failedRequestRate } from "./traefik.js";
import { withOffset, unfiltered, onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

type Client = "zone" | "client_ip";

const client = ["zone", "client_ip"] as const;
const folded = { client_ip: matching(aggregateClientPattern) } as const;
const identified = { client_ip: notMatching(aggregateClientPattern) } as const;

const clients = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "client");
const users = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "client", "service");

/** Renames the label that holds the zone of the client to `zone`. */
function inZone<From extends "client_zone" | "network_zone" | "zone_name">(
  from: From,
  figures: InstantVector<From | "client_ip">,
): InstantVector<Client> {
  return sum.by(client, copyLabel(figures, "zone", from));
}

// ── activity ─────────────────────────────────────────────────────────────────────────────────────────────────────

type ClientCondition = typeof folded | typeof identified | Record<never, never>;

const requests = (scope: Scope<Filter>, which: ClientCondition = {}) =>
  inZone("client_zone", rateOf("traefik_requests_total", users(scope), ["client_zone", "client_ip"], which));

const queries = (scope: Scope<Filter>, which: ClientCondition = {}) =>
  inZone("network_zone", rateOf("adguard_client_requests_total", clients(scope), ["network_zone", "client_ip"], which));

/** Requests and queries per second, also where only one of the two is exposed. Of all services: queries have none. */
export const activity = (scope: Scope<Filter>, which: ClientCondition = {}): InstantVector<Client> =>
  sum.by(
    client,
    union(
      setLabel(requests(clients(scope), which), "protocol", "http"),
      setLabel(queries(scope, which), "protocol", "dns"),
    ),
  );

/** Folded clients don't count: their number is unknown. */
export const activeClientsByZone = (scope: Scope<Filter>): Query<"zone"> =>
  query(
    { unit: "count", meaning: "Clients of a zone that send queries or requests, without folded ones" },
    sum.by(["zone"], greater.bool(activity(scope, identified), 0)),
  );

export const foldedShare = (scope: Scope<Filter>): Query<"zone"> =>
  query(
    {
      unit: "share",
      meaning: "Share of a zone's requests and queries that comes from clients which the exporter folds into one",
      noValue: emptyText.noTraffic,
    },
    ratio(
      sum.by(["zone"], activity(scope, folded)),
      sum.by(
        ["zone"],
        copyLabel(rateOf("zone_connections_total", onlyFilters(scope, "zone"), ["source_zone"]), "zone", "source_zone"),
      ),
    ),
  );

export const clientRequests = (scope: Scope<Filter>): GaugeQuery<Client> =>
  query(
    { unit: "requests per second", meaning: "Requests per second of a client", noValue: emptyText.noneKnown },
    requests(scope),
  );

export const failedClientRequests = (scope: Scope<Filter>): GaugeQuery<Client> =>
  query(
    {
      unit: "requests per second",
      meaning: "Requests per second of a client that are answered with a server error (5xx)",
    },
    inZone("client_zone", failedRequestRate(scope, ["client_zone", "client_ip"]).expression),
  );

export const clientQueries = (scope: Scope<Filter>): GaugeQuery<Client> =>
  query(
    { unit: "queries per second", meaning: "DNS queries per second of a client", noValue: emptyText.noneKnown },
    queries(scope),
  );

/** `in` is to the client, `out` from it. */
export const clientBytes = (scope: Scope<Filter>, direction: "in" | "out"): Query<Client> =>
  query(
    {
      unit: "bytes per second",
      meaning: `Bytes per second ${direction === "in" ? "to" : "from"} a client, of all services`,
      noValue: emptyText.noneKnown,
    },
    rateOf("client_traffic_bytes_total", clients(scope), client, { direction }),
  );

export const clientBlockedShare = (scope: Scope<Filter>): Query<Client> =>
  query(
    { unit: "share", meaning: "Share of a client's queries that is blocked", noValue: emptyText.noneKnown },
    ratio(
      inZone("client_zone", rateOf("adguard_blocked_domains_total", clients(scope), ["client_zone", "client_ip"])),
      queries(scope),
    ),
  );

export const clientServices = (scope: Scope<Filter>): Query<Client> =>
  query(
    { unit: "count", meaning: "Services that a client uses", noValue: emptyText.noneKnown },
    countDistinct("traefik_client_service_mapping", users(scope), ["zone", "client_ip", "service"], client),
  );

// ── domains ──────────────────────────────────────────────────────────────────────────────────────────────────────

const pairOfDomain = ["zone", "client_ip", "domain"] as const;
const nameable = { domain: not("other") } as const;

/**
 * A source may begin a series with the value of its first query, which isn't an increase. So domains that are new in the
 * range count, too. Queries that an exporter folds into the domain `other` don't: see {@link foldedDomainShare}.
 */
export const clientDomains = (scope: Scope<Filter>): Query<Client> => {
  const asked = withWindow(clients(scope), dashboardRange);
  const grown = increaseOf("adguard_client_domain_frequency", asked, pairOfDomain, nameable);
  const now = present("adguard_client_domain_frequency", asked, pairOfDomain, nameable);
  const then = present("adguard_client_domain_frequency", withOffset(asked, dashboardRange), pairOfDomain, nameable);
  return query(
    {
      unit: "count",
      meaning: "Domains that a client queried in this range, at the least",
      noValue: emptyText.noneKnown,
    },
    count.by(client, or(greater(grown, 0), unless(now, then))),
  );
};

/** Only clients with such queries. */
export const foldedDomainShare = (scope: Scope<Filter>): Query<Client> => {
  const asked = withWindow(clients(scope), dashboardRange);
  return query(
    {
      unit: "share",
      meaning: "Share of a client's queries for domains that the exporter folds into one",
      noValue: emptyText.noneKnown,
    },
    divide(
      greater(increaseOf("adguard_client_domain_frequency", asked, client, { domain: "other" }), 0),
      increaseOf("adguard_client_domain_frequency", asked, client),
    ),
  );
};

// ── devices and behavior ─────────────────────────────────────────────────────────────────────────────────────────

/** The types of device by their numbers in {@link deviceType}: 0 is a folded client, which may be of any type. */
export const deviceTypes = ["folded", ...vocabulary.deviceType] as const;

/** The figure is an index into {@link deviceTypes}. */
export const deviceType = (scope: Scope<Filter>): Query<Client> => {
  type OfType = ClientCondition | { readonly device_category: (typeof vocabulary.deviceType)[number] };
  // The filters apply to all types at once: each of them would make the query longer.
  const ranked = (of: OfType, rank: number) =>
    multiply.scalar(present("client_zone_mapping", unfiltered(scope), ["zone_name", "client_ip"], of), rank);
  const types = vocabulary.deviceType.map((device_category, index) => ranked({ device_category }, index + 1));
  const chosen = present("client_zone_mapping", clients(scope), ["zone_name", "client_ip"]);
  return query(
    { unit: "rank", meaning: "Type of a client's device", noValue: "unknown" },
    inZone("zone_name", and(union(ranked(folded, 0), ...types), chosen)),
  );
};

/** The highest score of all aspects, 0–1. */
export const clientBehavior = (scope: Scope<Filter>): Query<Client> =>
  query(
    {
      unit: "ratio",
      meaning: "Deviation of a client's DNS behavior from its usual one, in the aspect with the highest score",
      noValue: emptyText.noneKnown,
    },
    highestOf("adguard_client_behavior_score", clients(scope), client),
  );

/** Score by aspect, 0–1. */
export const clientBehaviorByAspect = (scope: Scope<Filter>): Query<Client | "behavior_type"> =>
  query(
    { unit: "ratio", meaning: "Deviation of a client's DNS behavior from its usual one", noValue: emptyText.noneKnown },
    highestOf("adguard_client_behavior_score", clients(scope), ["zone", "client_ip", "behavior_type"]),
  );

/** Queries per second by every zone in which a client is known. */
const queriesOfZones = (scope: Scope<Filter>): InstantVector<Client> => {
  const mapped = present("client_zone_mapping", clients(scope), ["zone_name", "client_ip"]);
  return orZero<Client>(queries(scope), inZone("zone_name", multiply.scalar(mapped, 1)));
};

/** Clients whose zone is known. */
const located = (scope: Scope): InstantVector<"client_ip", "info"> =>
  union(
    present("client_zone_mapping", scope, ["client_ip"]),
    present("adguard_client_requests_total", scope, ["client_ip"]),
  );

/**
 * Adds the zone of the client to figures whose metric has none. A client that is known in several of the chosen zones
 * gets the one from which it sends the most queries. A client without a known zone gets `unknown` and belongs to every
 * choice of zones, so that suspicious clients are never hidden.
 */
function withZone<L extends string>(
  scope: Scope<Filter>,
  figures: InstantVector<L | "client_ip">,
): InstantVector<L | "client_ip" | "zone"> {
  const zone = greater.bool(topk.by(["client_ip"], 1, queriesOfZones(scope)), -1);
  const known = multiply.groupLeft(["client_ip"], ["zone"], figures, zone);
  const lost = unless.on(["client_ip"], figures, located(unfiltered(scope)));
  return or<L | Client, "gauge", "gauge">(known, setLabel(lost, "zone", "unknown"));
}

/** Score by aspect, 0–1. */
export const clientAnomaly = (scope: Scope<Filter>): Query<Client | "behavior_type"> =>
  query(
    { unit: "ratio", meaning: "Unusualness of a client's behavior", noValue: emptyText.noneKnown },
    withZone<"behavior_type">(
      scope,
      highestOf("client_behavior_profile", onlyFilters(scope, "client"), ["client_ip", "behavior_type"]),
    ),
  );

/** Scores of 0.5 and above. */
export const suspiciousPatterns = (scope: Scope<Filter>): Query<Client | "domain" | "pattern_type" | "severity"> =>
  query(
    {
      unit: "ratio",
      meaning: "Score of a client's queries for a domain that look like misuse, from 50 % on",
      noValue: emptyText.noneKnown,
    },
    withZone<"domain" | "pattern_type" | "severity">(
      scope,
      atLeast(
        highestOf("suspicious_pattern_score", onlyFilters(scope, "client"), [
          "client_ip",
          "domain",
          "pattern_type",
          "severity",
        ]),
        scoreBounds.degraded,
      ),
    ),
  );

type Blocked = "client_zone" | "reason" | "threat_type";

export const blockedInRange = (scope: Scope<Filter>): Query<Blocked> =>
  query(
    { unit: "count", meaning: "Blocked DNS queries in this range", noValue: emptyText.noneInRange },
    greater(
      increaseOf("adguard_blocked_domains_total", withWindow(clients(scope), dashboardRange), [
        "client_zone",
        "reason",
        "threat_type",
      ]),
      0,
    ),
  );

/** Only series that grew in the range. */
export const blockedNow = (scope: Scope<Filter>): Query<Blocked> =>
  query(
    { unit: "queries per second", meaning: "Blocked DNS queries per second now", noValue: emptyText.noneInRange },
    and(
      rateOf("adguard_blocked_domains_total", clients(scope), ["client_zone", "reason", "threat_type"]),
      blockedInRange(scope).expression,
    ),
  );
