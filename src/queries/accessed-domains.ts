/**
 * Domains by their accesses in the range. Prometheus cuts the lists, not Grafana: every column of a list selects the
 * same domains. The domain `other`, into which an exporter folds the rest, is in no list.
 */
import { aggregateClientPattern } from "../lab/index.js";
import { dashboardRange, greater, not, notMatching, topk, type InstantVector } from "../promql/index.js";
import { increaseOf } from "./metric-queries.js";
import { onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

/** Excludes the domain into which an exporter folds the rest. */
export const nameable = { domain: not("other") } as const;

/** Excludes the client into which an exporter folds the rest of a zone. */
export const identified = { client_ip: notMatching(aggregateClientPattern) } as const;

/** Rows for each domain of a list of pairs, on average. */
export const rowsPerDomain = 3;

export const wholeRange = (scope: Scope<Filter>) =>
  withWindow(onlyFilters(scope, "zone", "client", "domain"), dashboardRange);

/** DNS queries in the range. */
export const accesses = <const L extends "domain" | "client_ip" | "client_zone">(
  scope: Scope<Filter>,
  by: readonly L[],
): InstantVector<L> => increaseOf("domain_access_total", wholeRange(scope), by, { ...nameable, access_type: "dns" });

/** The domains with the most DNS queries in the range. */
export const topDomains = (scope: Scope<Filter>, length: number): InstantVector<"domain"> =>
  topk(length, greater(accesses(scope, ["domain"]), 0));
