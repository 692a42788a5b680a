import { vocabulary } from "homelab-dashboards/metrics";
import type { QueryEvent } from "../events.js";
import type { Store } from "../store/store.js";
import type { Window } from "../store/window.js";
import { longestWindow } from "./connections.js";
import { counterOf, movingOf } from "./families.js";
import type { Groups, Limits } from "./limits.js";
import { fixed, fixedAll } from "./names.js";
import type { Seat } from "./population.js";
import { silent } from "./silent.js";

/** A query, and under which labels it goes: numbers of the store's names. */
export interface SeenQuery {
  readonly event: QueryEvent;
  readonly second: number;
  readonly seat: Seat;
  /** The domain that was asked for, and what stands for it with this client: itself or `other`. */
  readonly asked: number;
  readonly domain: number;
  /** Against what it was blocked; `undefined` where it wasn't. */
  readonly threat: (typeof vocabulary.threat)[number] | undefined;
}

/** Windows of which each query picks one: exact to a thirtieth, and to a forty-eighth. */
const windows = {
  "1h": { cells: 30, seconds: 120 },
  "24h": { cells: 48, seconds: longestWindow / 48 },
} as const satisfies Record<(typeof vocabulary.timeWindow)[number], Window>;

/** Who asked for what, how often, and what of it was blocked. */
export function queryCounts(store: Store, limits: Limits, groups: Groups): (query: SeenQuery) => void {
  const { names } = store;
  const { clientExpiry, expiry } = limits;
  const queries = counterOf(store, "adguard_dns_queries_total", clientExpiry);
  const ofClients = counterOf(store, "adguard_client_requests_total", clientExpiry);
  const pairs = counterOf(store, "adguard_client_domain_frequency", clientExpiry);
  const ofZones = groups.zones ? counterOf(store, "adguard_network_zone_traffic", expiry) : silent;
  const accesses = counterOf(store, "domain_access_total", clientExpiry);
  const blockedDomains = counterOf(store, "adguard_blocked_domains_total", clientExpiry);
  const inWindow = (window: keyof typeof windows) =>
    movingOf(store, "client_domain_frequency", windows[window], { per: 1 }, longestWindow, `in ${window}`);
  const [lastHour, lastDay] = [inWindow("1h"), inWindow("24h")];
  const [hour, day] = [fixed(names, "1h"), fixed(names, "24h")];
  const dns = fixed(names, "dns");
  const blocked = fixedAll(names, vocabulary.blocked);
  const reasons = fixedAll(names, vocabulary.reason);
  const threats = fixedAll(names, vocabulary.threat);
  return ({ event, second, seat, domain, threat }) => {
    const type = names.number(event.type);
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
