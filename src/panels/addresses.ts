/** Panels about the addresses of domains, and changes of them. */
import { mapValues, table } from "../grafana/index.js";
import {
  addressesInRange,
  addressesNow,
  addressesOfDomains,
  changedAddresses,
  newAddressInUse,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { domainColumn, type DomainDashboard } from "./domain-columns.js";
import { colors, reachableWords } from "./tokens.js";

const inUseWords = mapValues({
  1: { ...reachableWords[1], text: "● yes" },
  0: { text: "○ no", color: colors.neutral },
});

/** Table of the addresses that the most queried domains have now, and who answered; busiest domain first. */
export const addressTable = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Addresses of the most accessed domains", {
    rows: ["domain", "resolved_ip", "resolution_source"],
    labels: {
      domain: domainColumn(here),
      resolved_ip: "Address",
      resolution_source: { title: "Answered by", width: 110 },
    },
    columns: { Queries: { query: addressesOfDomains(scope, length), decimals: 0, width: 90 } },
    sort: { column: "Queries", descending: true },
  })
    .about({
      shows:
        "The addresses to which the most accessed domains resolve now, the source of the answer (a resolver, the cache or a rewrite), and the DNS queries for the domain in this range",
      normal: "your own names come from a rewrite, others from a resolver",
      otherwise: "if one of your own names has a foreign address, correct AdGuard Home's rewrites",
    })
    .span(12);

/** Table of the most queried domains with the number of their addresses now and in this range, former ones included. */
export const addressCounts = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Addresses per domain", {
    rows: ["domain"],
    labels: { domain: domainColumn(here) },
    columns: {
      Now: { query: addressesNow(scope, length), decimals: 0 },
      "In this range": { query: addressesInRange(scope, length), decimals: 0 },
    },
    sort: { column: "In this range", descending: true },
  })
    .about({
      normal: "1 to 8",
      otherwise: "dozens in a short time are a delivery network, or a domain that hides its servers",
    })
    .span(12);

/** Table of the addresses that known domains gained in this range; the first address of a new domain is no change. */
export const changedAddressTable = (scope: Scope<Filter>, length: number, here: DomainDashboard) =>
  table("Domains whose addresses changed", {
    rows: ["domain", "resolved_ip"],
    labels: { domain: domainColumn(here), resolved_ip: "New address" },
    columns: {
      "In use": { query: newAddressInUse(scope, length), mappings: [inUseWords], cell: "colored text" },
      "Queries for the domain": { query: changedAddresses(scope, length), decimals: 0 },
    },
    sort: { column: "Queries for the domain", descending: true },
  })
    .about({
      note: "An address is new if it was not there in the equally long time before this range. New domains are left out, and so is everything when that time was not recorded",
      normal: "delivery networks come and go",
      otherwise: "look at a small site that moved to an unknown address",
    })
    .span(24);
