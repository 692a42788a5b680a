import { greater, notMatching } from "../../promql/index.js";
import { increaseOf } from "../metric-queries.js";
import { query, type Query } from "../query.js";
import { onlyFilters, type Filter, type Scope } from "../scope.js";

/** Queries for domains in the scope's window. The domain into which an exporter folds others is left out. */
export const domainQueries = <const L extends "zone" | "client_ip" | "domain">(
  scope: Scope<Filter>,
  by: readonly L[],
): Query<L> =>
  query(
    { unit: "requests", meaning: "Queries in the range" },
    greater(
      increaseOf("adguard_client_domain_frequency", onlyFilters(scope, "zone", "client", "domain"), by, {
        domain: notMatching("other|"),
      }),
      0,
    ),
  );
