import { vocabulary } from "homelab-dashboards/metrics";
import type { QueryEvent } from "../events.js";
import type { Registry } from "../registry/registry.js";
import type { SlidingWindow } from "../registry/sliding-window.js";
import { longestWindow } from "./connection-metrics.js";
import { counterOf, slidingWindowGaugeOf } from "./families.js";
import type { MetricGroups, Limits } from "./limits.js";
import { internLabel, internLabels } from "./interned-labels.js";
import type { ClientSeries } from "./client-series.js";
import { noopMetrics } from "./noop-metrics.js";

/** A query, and under which labels it goes: numbers of the store's names. */
export interface LabeledQuery {
  readonly event: QueryEvent;
  readonly second: number;
  readonly client: ClientSeries;
  /** The domain that was asked for, and what stands for it with this client: itself or `other`. */
  readonly domain: number;
  readonly domainLabel: number;
  /** Against what it was blocked; `undefined` where it wasn't. */
  readonly threat: (typeof vocabulary.threat)[number] | undefined;
}

/** Windows of which each query picks one: exact to a thirtieth, and to a forty-eighth. */
const windows = {
  "1h": { cells: 30, seconds: 120 },
  "24h": { cells: 48, seconds: longestWindow / 48 },
} as const satisfies Record<(typeof vocabulary.timeWindow)[number], SlidingWindow>;

/** Who asked for what, how often, and what of it was blocked. */
export function queryMetrics(store: Registry, limits: Limits, groups: MetricGroups): (query: LabeledQuery) => void {
  const { strings: names } = store;
  const { clientExpiry, expiry } = limits;
  const queries = counterOf(store, "adguard_dns_queries_total", clientExpiry);
  const ofClients = counterOf(store, "adguard_client_requests_total", clientExpiry);
  const pairs = counterOf(store, "adguard_client_domain_frequency", clientExpiry);
  const ofZones = groups.zones ? counterOf(store, "adguard_network_zone_traffic", expiry) : noopMetrics;
  const accesses = counterOf(store, "domain_access_total", clientExpiry);
  const blockedDomains = counterOf(store, "adguard_blocked_domains_total", clientExpiry);
  const inWindow = (window: keyof typeof windows) =>
    slidingWindowGaugeOf(store, "client_domain_frequency", windows[window], { per: 1 }, longestWindow, `in ${window}`);
  const [lastHour, lastDay] = [inWindow("1h"), inWindow("24h")];
  const [hour, day] = [internLabel(names, "1h"), internLabel(names, "24h")];
  const dns = internLabel(names, "dns");
  const blocked = internLabels(names, vocabulary.blocked);
  const reasons = internLabels(names, vocabulary.reason);
  const threats = internLabels(names, vocabulary.threat);
  return ({ event, second, client: seat, domainLabel: domain, threat }) => {
    const type = names.intern(event.type);
    const isBlocked = blocked(event.outcome === "blocked" ? "true" : "false");
    queries.add(1, seat.label, seat.zone, type, isBlocked, domain);
    ofClients.add(1, seat.label, seat.zone, seat.device);
    pairs.add(1, seat.label, domain, seat.zone);
    ofZones.add(1, seat.zone, type);
    accesses.add(1, domain, seat.label, seat.zone, dns, isBlocked);
    lastHour.add(second, 1, seat.label, domain, hour);
    lastDay.add(second, 1, seat.label, domain, day);
    if (event.reason === "" || threat === undefined) return;
    blockedDomains.add(1, domain, seat.label, seat.zone, reasons(event.reason), threats(threat));
  };
}
