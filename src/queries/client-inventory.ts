/** What is known of each client in the range: names, device, first and last activity, use and blocking. */
import { aggregateClientPattern } from "../lab/index.js";
import { vocabulary } from "../metrics/index.js";
import {
  and,
  copyLabel,
  count,
  dashboardRange,
  greater,
  interval,
  labelReplace,
  maxOverTime,
  minOverTime,
  multiply,
  or,
  subquery,
  sum,
  timestamp,
  type InstantVector,
} from "../promql/index.js";
import { titlesBy } from "./client-titles.js";
import {
  activity,
  client,
  clients,
  folded,
  inZone,
  overRange,
  users,
  type Client,
  type ClientCondition,
} from "./clients.js";
import { union } from "./labels.js";
import { increaseOf, present, presentOverWindow } from "./metric-queries.js";
import { emptyText, query, type Query } from "./query.js";
import { countsNote, shareOfCounts } from "./safe-math.js";
import { unfiltered, type Filter, type Scope } from "./scope.js";

// ── names and devices ────────────────────────────────────────────────────────────────────────────────────────────

/** The texts that name a client. Without a title, that is its address. */
export type ClientName = "title" | "address";

/** The names of these clients; that of folded ones is `others`, of their zone. */
export const clientNames = (scope: Scope<Filter>, of: InstantVector<Client>): Query<Client | ClientName> => {
  const addressed = copyLabel(of, "address", "client_ip");
  const titles = titlesBy(scope, "homelab_entity_info", "client", "client_ip");
  const named = or.on<Client | ClientName, "gauge", "gauge">(
    client,
    multiply.groupLeft(["client_ip"], ["title"], addressed, titles),
    copyLabel(addressed, "title", "client_ip"),
  );
  return query(
    { unit: "count", meaning: "Title of a client in the lab or in AdGuard Home, else its address" },
    labelReplace(named, { to: "title", value: "others", from: "client_ip", pattern: aggregateClientPattern }),
  );
};

/** Clients that were known in the range. */
export const knownInRange = (scope: Scope<Filter>): InstantVector<Client> =>
  inZone(
    "zone_name",
    multiply.scalar(presentOverWindow("client_zone_mapping", overRange(clients(scope)), ["zone_name", "client_ip"]), 1),
  );

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

// ── activity ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** In both directions. */
export const clientBytesInRange = (scope: Scope<Filter>): Query<Client> =>
  query(
    {
      unit: "bytes",
      meaning: "Bytes to and from a client in this range",
      noValue: emptyText.noneKnown,
    },
    increaseOf("client_traffic_bytes_total", overRange(clients(scope)), client),
  );

export const clientRequestsInRange = (scope: Scope<Filter>): Query<Client> =>
  query(
    { unit: "requests", meaning: "Requests of a client in this range", noValue: emptyText.noneKnown },
    inZone("client_zone", increaseOf("traefik_requests_total", overRange(users(scope)), ["client_zone", "client_ip"])),
  );

const queriesInRange = (scope: Scope<Filter>): InstantVector<Client> =>
  inZone(
    "network_zone",
    increaseOf("adguard_client_requests_total", overRange(clients(scope)), ["network_zone", "client_ip"]),
  );

export const clientQueriesInRange = (scope: Scope<Filter>): Query<Client> =>
  query(
    { unit: "count", meaning: "DNS queries of a client in this range", noValue: emptyText.noneKnown },
    queriesInRange(scope),
  );

export const clientBlockedShare = (scope: Scope<Filter>): Query<Client> =>
  query(
    {
      unit: "share",
      meaning: `Share of a client's queries in this range that was blocked${countsNote("queries")}`,
      noValue: emptyText.noneKnown,
    },
    shareOfCounts(
      inZone(
        "client_zone",
        increaseOf("adguard_blocked_domains_total", overRange(clients(scope)), ["client_zone", "client_ip"]),
      ),
      queriesInRange(scope),
    ),
  );

export const clientServices = (scope: Scope<Filter>): Query<Client> =>
  query(
    { unit: "count", meaning: "Services that a client used in this range", noValue: emptyText.noneKnown },
    count.by(
      client,
      greater(
        sum.by(
          ["zone", "client_ip", "service"],
          copyLabel(
            increaseOf("traefik_requests_total", overRange(users(scope)), ["client_zone", "client_ip", "service"]),
            "zone",
            "client_zone",
          ),
        ),
        0,
      ),
    ),
  );

// ── first and last seen ──────────────────────────────────────────────────────────────────────────────────────────

/** The moments at which a client had sent something since the one before, in this range. */
const activeMoments = (scope: Scope<Filter>) =>
  subquery(timestamp(greater(activity(scope), 0)), dashboardRange, interval);

export const clientFirstSeen = (scope: Scope<Filter>): Query<Client> =>
  query(
    {
      unit: "unix milliseconds",
      meaning:
        "Beginning of a client's first activity in this range, to about a hundredth of it; an active client may be older than the range",
      noValue: emptyText.noneKnown,
    },
    multiply.scalar(minOverTime(activeMoments(scope)), 1000),
  );

export const clientLastActive = (scope: Scope<Filter>): Query<Client> =>
  query(
    {
      unit: "unix milliseconds",
      meaning: "End of its last activity in this range, to about a hundredth of it",
      noValue: emptyText.noneKnown,
    },
    multiply.scalar(maxOverTime(activeMoments(scope)), 1000),
  );
