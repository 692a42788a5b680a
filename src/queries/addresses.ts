/** Addresses of domains, and changes of them. */
import {
  add,
  and,
  atLeast,
  count,
  dashboardRange,
  greater,
  multiply,
  or,
  setLabel,
  subtract,
  sum,
  topk,
  unless,
  type InstantVector,
  type NonCounter,
} from "../promql/index.js";
import { accesses, nameable, rowsPerDomain, topDomains } from "./accessed-domains.js";
import { countDistinct, present, presentOverWindow } from "./metric-queries.js";
import { emptyText, query, type Query } from "./query.js";
import { onlyFilters, withOffset, withWindow, type Filter, type Scope } from "./scope.js";

type Address = "domain" | "resolved_ip";

/** One series for each address of the top domains and source of the answer; the figure is the domain's queries. */
export const addressesOfDomains = (scope: Scope<Filter>, length: number): Query<Address | "resolution_source"> =>
  query(
    { unit: "count", meaning: "DNS queries in this range for the domain of the address" },
    multiply.groupLeft(
      ["domain"],
      [],
      present(
        "domain_ip_mapping",
        onlyFilters(scope, "domain"),
        ["domain", "resolved_ip", "resolution_source"],
        nameable,
      ),
      topDomains(scope, length),
    ),
  );

export const addressesNow = (scope: Scope<Filter>, length: number): Query<"domain"> =>
  query(
    { unit: "count", meaning: "Addresses of the domain now" },
    and(
      countDistinct(
        "adguard_domain_ip_mapping",
        onlyFilters(scope, "domain"),
        ["domain", "resolved_ip"],
        ["domain"],
        nameable,
      ),
      topDomains(scope, length),
    ),
  );

/** Former addresses included. */
export const addressesInRange = (scope: Scope<Filter>, length: number): Query<"domain"> =>
  query(
    { unit: "count", meaning: "Addresses that the domain had in this range, former ones included" },
    and(
      count.by(["domain"], addressesWithin(withWindow(onlyFilters(scope, "domain"), dashboardRange))),
      topDomains(scope, length),
    ),
  );

const addressesWithin = (scope: Scope<"domain">): InstantVector<Address, "info"> =>
  presentOverWindow("adguard_domain_ip_mapping", scope, ["domain", "resolved_ip"], nameable);

/**
 * Addresses that existed in the range and not in the equally long time before it, of domains that existed then: the
 * first address of a new domain is no change.
 */
const newAddresses = (scope: Scope<Filter>): InstantVector<Address, "info"> => {
  const now = withWindow(onlyFilters(scope, "domain"), dashboardRange);
  const earlier = addressesWithin(withOffset(now, dashboardRange));
  return unless(and.on(["domain"], addressesWithin(now), earlier), earlier);
};

/** One series for each new address; the figure is the domain's queries. */
export const changedAddresses = (scope: Scope<Filter>, length: number): Query<Address> =>
  query(
    { unit: "count", meaning: "DNS queries in this range for the domain", noValue: emptyText.noneInRange },
    topk(
      length * rowsPerDomain,
      multiply.groupLeft(["domain"], [], newAddresses(scope), greater(accesses(scope, ["domain"]), 0)),
    ),
  );

/** 1 yes, 0 no. */
export const newAddressInUse = (scope: Scope<Filter>, length: number): Query<Address> => {
  const current = present(
    "adguard_domain_ip_mapping",
    onlyFilters(scope, "domain"),
    ["domain", "resolved_ip"],
    nameable,
  );
  const changed = changedAddresses(scope, length).expression;
  return query(
    { unit: "boolean", meaning: "Whether the domain still has the address", noValue: emptyText.noneInRange },
    inBoth(changed, current),
  );
};

/** 1 for the series of the first vector that the second has, too, and 0 for the others; each vector is asked once. */
function inBoth(
  first: InstantVector<Address, NonCounter>,
  second: InstantVector<Address, "info">,
): InstantVector<Address> {
  const two = add.scalar<Address, "gauge", never>(multiply.scalar<Address, NonCounter, never>(first, 0), 2);
  const both = sum.by(
    ["domain", "resolved_ip"],
    or<Address | "vector", "gauge", "gauge">(
      setLabel(two, "vector", "first"),
      setLabel(multiply.scalar(second, 1), "vector", "second"),
    ),
  );
  return subtract.scalar(atLeast(both, 2), 2);
}
