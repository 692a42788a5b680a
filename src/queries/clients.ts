/**
 * What clients do, each in the zone from which it asks: services, queries, bytes, blocking, behaviour.
 *
 * Every figure is by zone and address together: an address that moved stands in both zones, each with its own figures.
 * Clients that an exporter folds are one per zone, `other@…`.
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
import { query, type GaugeQuery, type Query } from "./query.js";
import { failedRequestRate } from "./traefik.js";
import { withOffset, unfiltered, onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

type Asked = Scope<Filter>;
type Client = "zone" | "client_ip";

const client = ["zone", "client_ip"] as const;
const folded = { client_ip: matching(aggregateClientPattern) } as const;
const identified = { client_ip: notMatching(aggregateClientPattern) } as const;

const clients = (scope: Asked) => onlyFilters(scope, "zone", "client");
const users = (scope: Asked) => onlyFilters(scope, "zone", "client", "service");

/** The label of a metric that holds the zone of its client, called `zone`. */
function inZone<From extends "client_zone" | "network_zone" | "zone_name">(
  from: From,
  figures: InstantVector<From | "client_ip">,
): InstantVector<Client> {
  return sum.by(client, copyLabel(figures, "zone", from));
}

// ── activity ─────────────────────────────────────────────────────────────────────────────────────────────────────

type Who = typeof folded | typeof identified | Record<never, never>;

const requests = (scope: Asked, who: Who = {}) =>
  inZone("client_zone", rateOf("traefik_requests_total", users(scope), ["client_zone", "client_ip"], who));

const queries = (scope: Asked, who: Who = {}) =>
  inZone("network_zone", rateOf("adguard_client_requests_total", clients(scope), ["network_zone", "client_ip"], who));

/**
 * Requests and queries per second together; also where nobody exposes one of the two. Of all services, since a query
 * carries none.
 */
const activity = (scope: Asked, who: Who = {}): InstantVector<Client> =>
  sum.by(
    client,
    union(
      setLabel(requests(clients(scope), who), "protocol", "http"),
      setLabel(queries(scope, who), "protocol", "dns"),
    ),
  );

/** Clients that are asking for something, by zone. What is folded doesn't count, as nobody knows how many it is. */
export const activeClientsByZone = (scope: Asked): Query<"zone"> =>
  query(
    { unit: "count", meaning: "Clients of a zone that are asking for something" },
    sum.by(["zone"], greater.bool(activity(scope, identified), 0)),
  );

/** Share of a zone's requests and queries that comes from clients which are folded into one. */
export const foldedShare = (scope: Asked): Query<"zone"> =>
  query(
    { unit: "share", meaning: "Share of the requests and queries that comes from folded clients" },
    ratio(sum.by(["zone"], activity(scope, folded)), sum.by(["zone"], activity(scope))),
  );

/** Requests per second of each client. */
export const clientRequests = (scope: Asked): GaugeQuery<Client> =>
  query({ unit: "requests per second", meaning: "Requests of a client" }, requests(scope));

/** Requests of each client that were answered with a server error, per second. */
export const failedClientRequests = (scope: Asked): GaugeQuery<Client> =>
  query(
    { unit: "requests per second", meaning: "Requests of a client that were answered with a server error (5xx)" },
    inZone("client_zone", failedRequestRate(scope, ["client_zone", "client_ip"]).expression),
  );

/** DNS queries per second of each client. */
export const clientQueries = (scope: Asked): GaugeQuery<Client> =>
  query({ unit: "queries per second", meaning: "DNS queries of a client" }, queries(scope));

/** Bytes per second to a client (`in`) or from it (`out`), of its requests. */
export const clientBytes = (scope: Asked, direction: "in" | "out"): Query<Client> =>
  query(
    { unit: "bytes per second", meaning: direction === "in" ? "Bytes to a client" : "Bytes from a client" },
    rateOf("client_traffic_bytes_total", clients(scope), client, { direction }),
  );

/** Share of each client's queries that is blocked. */
export const clientBlockedShare = (scope: Asked): Query<Client> =>
  query(
    { unit: "share", meaning: "Share of a client's queries that is blocked" },
    ratio(
      inZone("client_zone", rateOf("adguard_blocked_domains_total", clients(scope), ["client_zone", "client_ip"])),
      queries(scope),
    ),
  );

/** How many services each client uses. */
export const clientServices = (scope: Asked): Query<Client> =>
  query(
    { unit: "count", meaning: "Services that a client uses" },
    countDistinct("traefik_client_service_mapping", users(scope), ["zone", "client_ip", "service"], client),
  );

// ── domains ──────────────────────────────────────────────────────────────────────────────────────────────────────

const pairOfDomain = ["zone", "client_ip", "domain"] as const;
const nameable = { domain: not("other") } as const;

/**
 * How many domains each client asked for in the range. A domain's first query makes a series that doesn't grow, so what
 * is new within the range counts, too. What an exporter folds into the domain `other` doesn't: {@link foldedDomainShare}.
 */
export const clientDomains = (scope: Asked): Query<Client> => {
  const asked = withWindow(clients(scope), dashboardRange);
  const grown = increaseOf("adguard_client_domain_frequency", asked, pairOfDomain, nameable);
  const now = present("adguard_client_domain_frequency", asked, pairOfDomain, nameable);
  const then = present("adguard_client_domain_frequency", withOffset(asked, dashboardRange), pairOfDomain, nameable);
  return query(
    { unit: "count", meaning: "Domains that a client asked for in the range" },
    count.by(client, or(greater(grown, 0), unless(now, then))),
  );
};

/** Share of each client's queries in the range for domains that are folded into `other`; only where there are any. */
export const foldedDomainShare = (scope: Asked): Query<Client> => {
  const asked = withWindow(clients(scope), dashboardRange);
  return query(
    { unit: "share", meaning: "Share of a client's queries for domains that are folded into one" },
    divide(
      greater(increaseOf("adguard_client_domain_frequency", asked, client, { domain: "other" }), 0),
      increaseOf("adguard_client_domain_frequency", asked, client),
    ),
  );
};

// ── what they are, how they behave ───────────────────────────────────────────────────────────────────────────────

/** The kinds of device as {@link deviceType} numbers them: 0 for what is folded, which may be anything. */
export const deviceTypes = ["folded", ...vocabulary.deviceType] as const;

/** The kind of device of each client, as its place in {@link deviceTypes}. */
export const deviceType = (scope: Asked): Query<Client> => {
  const known = (of: Who | { readonly device_category: (typeof vocabulary.deviceType)[number] }) =>
    inZone(
      "zone_name",
      multiply.scalar(present("client_zone_mapping", clients(scope), ["zone_name", "client_ip"], of), 1),
    );
  const types = vocabulary.deviceType.map((device_category, index) =>
    multiply.scalar(known({ device_category }), index + 1),
  );
  return query({ unit: "rank", meaning: "Kind of device" }, union(multiply.scalar(known(folded), 0), ...types));
};

/** How far each client's behaviour departs from its usual one, in whichever aspect it does so most. */
export const clientBehavior = (scope: Asked): Query<Client> =>
  query(
    { unit: "ratio", meaning: "How far a client's behaviour departs from its usual one" },
    highestOf("adguard_client_behavior_score", clients(scope), client),
  );

/** The same by aspect. */
export const clientBehaviorByAspect = (scope: Asked): Query<Client | "behavior_type"> =>
  query(
    { unit: "ratio", meaning: "How far a client's behaviour departs from its usual one" },
    highestOf("adguard_client_behavior_score", clients(scope), ["zone", "client_ip", "behavior_type"]),
  );

/** Every zone that a client is known in, with how much it asks from there. */
const zonesOfClients = (scope: Asked): InstantVector<Client> => {
  const mapped = present("client_zone_mapping", clients(scope), ["zone_name", "client_ip"]);
  return orZero<Client>(activity(clients(scope)), inZone("zone_name", multiply.scalar(mapped, 1)));
};

/**
 * Figures of clients with the zone of each, where the metric itself carries none. An address that is known in several of
 * the chosen zones is in the one from which it asks most; a client that no zone is known of is in zone `unknown`, and
 * belongs to every choice of zones: what is suspicious must not hide.
 */
function withZone<L extends string>(
  scope: Asked,
  figures: InstantVector<L | "client_ip">,
): InstantVector<L | "client_ip" | "zone"> {
  const labels = [...new Set<L | Client>(["zone", ...figures.labels])];
  const zone = greater.bool(topk.by(["client_ip"], 1, zonesOfClients(scope)), -1);
  const known = multiply.groupLeft(["client_ip"], ["zone"], figures, zone);
  const lost = unless.on(["client_ip"], figures, zonesOfClients(unfiltered(scope)));
  return or(sum.by(labels, known), sum.by(labels, setLabel(lost, "zone", "unknown")));
}

/** How unusual each client behaves, by aspect. */
export const clientAnomaly = (scope: Asked): Query<Client | "behavior_type"> =>
  query(
    { unit: "ratio", meaning: "How unusual a client behaves" },
    withZone<"behavior_type">(
      scope,
      highestOf("client_behavior_profile", onlyFilters(scope, "client"), ["client_ip", "behavior_type"]),
    ),
  );

/** What looks like misuse clearly enough to be worth a look. */
export const suspiciousPatterns = (scope: Asked): Query<Client | "domain" | "pattern_type" | "severity"> =>
  query(
    { unit: "ratio", meaning: "How strongly a client's queries for a domain look like misuse" },
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

/** Blocked queries in the range, by zone, reason and threat. */
export const blockedInRange = (scope: Asked): Query<Blocked> =>
  query(
    { unit: "count", meaning: "Blocked queries in the range" },
    greater(
      increaseOf("adguard_blocked_domains_total", withWindow(clients(scope), dashboardRange), [
        "client_zone",
        "reason",
        "threat_type",
      ]),
      0,
    ),
  );

/** Blocked queries per second, of those that there were any of in the range. */
export const blockedNow = (scope: Asked): Query<Blocked> =>
  query(
    { unit: "queries per second", meaning: "Blocked queries" },
    and(
      rateOf("adguard_blocked_domains_total", clients(scope), ["client_zone", "reason", "threat_type"]),
      blockedInRange(scope).expression,
    ),
  );
