/** Accesses of clients to domains in the last hour, against the usual hour. */
import { and, divide, greater, topk, type InstantVector } from "../promql/index.js";
import { identified, nameable } from "./accessed-domains.js";
import { ofChosenZones } from "./clients-of-zones.js";
import { sumOf } from "./metric-queries.js";
import { query, type Query } from "./query.js";
import { onlyFilters, type Filter, type Scope } from "./scope.js";

type Pair = "client_ip" | "domain";

const frequency = (scope: Scope<Filter>, window: "1h" | "24h") =>
  sumOf("client_domain_frequency", onlyFilters(scope, "client", "domain"), ["client_ip", "domain"], {
    ...nameable,
    ...identified,
    time_window: window,
  });

const topPairs = (scope: Scope<Filter>, length: number): InstantVector<Pair> =>
  topk(length, greater(ofChosenZones<"domain">(scope, frequency(scope, "1h")), 0));

const usualHour = (scope: Scope<Filter>) => divide.scalar(frequency(scope, "24h"), 24);

/** The pairs with the most accesses. */
export const accessesLastHour = (scope: Scope<Filter>, length: number): Query<Pair> =>
  query({ unit: "count", meaning: "Accesses of the client to the domain in the last hour" }, topPairs(scope, length));

/** Of the pairs of {@link accessesLastHour}. */
export const accessesUsualHour = (scope: Scope<Filter>, length: number): Query<Pair> =>
  query(
    { unit: "count", meaning: "Accesses in an average hour of the last 24" },
    and(usualHour(scope), topPairs(scope, length)),
  );

/** At most 24, where there was no access before the last hour. */
export const accessesAgainstUsual = (scope: Scope<Filter>, length: number): Query<Pair> =>
  query(
    { unit: "times", meaning: "The last hour divided by the usual one, at most 24" },
    divide(topPairs(scope, length), greater(usualHour(scope), 0)),
  );
