/**
 * Activity of clients: services, queries, bytes, blocking, behavior.
 *
 * Every figure is by zone and `client_ip`: a client that moved has figures in both zones. A `client_ip` is an address,
 * `id:<name>` for a client that is known by a ClientID alone, a /64 of folded IPv6 clients, or `other@<zone>` for the
 * clients that an exporter folds into one.
 */
import { aggregateClientPattern } from "../lab/index.js";
import {
  and,
  copyLabel,
  count,
  dashboardRange,
  divide,
  greater,
  matching,
  not,
  notMatching,
  or,
  setLabel,
  sum,
  unless,
  type InstantVector,
} from "../promql/index.js";
import { increaseOf, present, rateOf } from "./metric-queries.js";
import { ratio } from "./safe-math.js";
import { union } from "./labels.js";
import { emptyText, query, type GaugeQuery, type Query } from "./query.js";
import { failedRequestRate } from "./traefik.js";
import { withOffset, onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

export type Client = "zone" | "client_ip";

export const client = ["zone", "client_ip"] as const;
export const folded = { client_ip: matching(aggregateClientPattern) } as const;
const identified = { client_ip: notMatching(aggregateClientPattern) } as const;

export const clients = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "client");
export const users = (scope: Scope<Filter>) => onlyFilters(scope, "zone", "client", "service");

/** Renames the label that holds the zone of the client to `zone`. */
export function inZone<From extends "client_zone" | "network_zone" | "zone_name">(
  from: From,
  figures: InstantVector<From | "client_ip">,
): InstantVector<Client> {
  return sum.by(client, copyLabel(figures, "zone", from));
}

/** Of the whole range, not of the last minutes. */
export const overRange = <F extends Filter>(scope: Scope<F>): Scope<F> => withWindow(scope, dashboardRange);

// ── activity ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type ClientCondition = typeof folded | typeof identified | Record<never, never>;

const requests = (scope: Scope<Filter>, which: ClientCondition = {}) =>
  inZone("client_zone", rateOf("traefik_requests_total", users(scope), ["client_zone", "client_ip"], which));

export const queries = (scope: Scope<Filter>, which: ClientCondition = {}) =>
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
/** Requests and queries per second by the zone of the client. */
export const activityByZone = (scope: Scope<Filter>): Query<"zone"> =>
  query(
    {
      unit: "connections per second",
      meaning: "Requests and DNS queries per second of the clients of a zone",
      noValue: emptyText.noTraffic,
    },
    sum.by(["zone"], activity(scope)),
  );

export const activeClientsByZone = (scope: Scope<Filter>): Query<"zone"> =>
  query(
    { unit: "count", meaning: "Clients of a zone that send queries or requests, without folded ones" },
    activeIn(scope),
  );

/** At a home's traffic most clients send nothing for minutes. */
export const recentClientsByZone = (scope: Scope<Filter>): Query<"zone"> =>
  query(
    {
      unit: "count",
      meaning: "Clients of a zone that sent queries or requests in the last ten minutes, without folded ones",
    },
    activeIn(withWindow(scope, "10m")),
  );

export const activeClientsInRange = (scope: Scope<Filter>): Query<"zone"> =>
  query(
    {
      unit: "count",
      meaning: "Clients of a zone that sent queries or requests in this range, without folded ones",
      noValue: emptyText.noneKnown,
    },
    activeIn(overRange(scope)),
  );

const activeIn = (scope: Scope<Filter>): InstantVector<"zone"> =>
  sum.by(["zone"], greater.bool(activity(scope, identified), 0));

export const foldedShare = (scope: Scope<Filter>): Query<"zone"> =>
  query(
    {
      unit: "share",
      meaning:
        "Share of a zone's requests and queries in this range that comes from clients which the exporter folds into one",
      noValue: emptyText.noTraffic,
    },
    ratio(
      sum.by(["zone"], activity(overRange(scope), folded)),
      sum.by(
        ["zone"],
        copyLabel(
          rateOf("zone_connections_total", overRange(onlyFilters(scope, "zone")), ["source_zone"]),
          "zone",
          "source_zone",
        ),
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

// ── blocked ──────────────────────────────────────────────────────────────────────────────────────────────────────

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
