/** Scores of clients: deviation from usual behavior, and patterns that look like misuse. */
import { atLeast, greater, multiply, or, setLabel, topk, unless, type InstantVector } from "../promql/index.js";
import { client, clients, inZone, queries, type Client } from "./clients.js";
import { located } from "./clients-of-zones.js";
import { scoreBounds } from "./health.js";
import { highestOf, present } from "./metric-queries.js";
import { emptyText, query, type Query } from "./query.js";
import { orZero } from "./safe-math.js";
import { onlyFilters, unfiltered, type Filter, type Scope } from "./scope.js";

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

/** Queries per second by every zone in which a client is known. */
const queriesOfZones = (scope: Scope<Filter>): InstantVector<Client> => {
  const mapped = present("client_zone_mapping", clients(scope), ["zone_name", "client_ip"]);
  return orZero<Client>(queries(scope), inZone("zone_name", multiply.scalar(mapped, 1)));
};

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
