import { vocabulary } from "homelab-dashboards/metrics";
import type { QueryEvent } from "../events.js";
import type { Registry } from "../registry/registry.js";
import type { SlidingWindow } from "../registry/sliding-window.js";
import type { ClientSeries } from "./client-series.js";
import { longestWindow } from "./connection-metrics.js";
import { counterOf, slidingWindowGaugeOf } from "./families.js";
import { internLabel, internLabels } from "./interned-labels.js";
import type { Limits, MetricGroups } from "./limits.js";
import { noopMetrics } from "./noop-metrics.js";

/** A query with its labels, which are ids of the registry's strings. */
export interface LabeledQuery {
  readonly event: QueryEvent;
  /** Unix seconds. */
  readonly second: number;
  readonly client: ClientSeries;
  /** The domain of the query. */
  readonly domain: number;
  /** Label of the domain for this client: the domain, or `other`. */
  readonly domainLabel: number;
  /** The threat for which the query was blocked; `undefined` if it was not. */
  readonly threat: (typeof vocabulary.threat)[number] | undefined;
}

/** Sliding windows that dashboards choose from. */
const windows = {
  "1h": { cells: 30, seconds: 120 },
  "24h": { cells: 48, seconds: longestWindow / 48 },
} as const satisfies Record<(typeof vocabulary.timeWindow)[number], SlidingWindow>;

/** Counts queries by client, domain, type and outcome. */
export function queryMetrics(registry: Registry, limits: Limits, groups: MetricGroups): (query: LabeledQuery) => void {
  const { strings } = registry;
  const { clientExpiry, expiry } = limits;
  const queries = counterOf(registry, "adguard_dns_queries_total", clientExpiry);
  const ofClients = counterOf(registry, "adguard_client_requests_total", clientExpiry);
  const pairs = counterOf(registry, "adguard_client_domain_frequency", clientExpiry);
  const ofZones = groups.zones ? counterOf(registry, "adguard_network_zone_traffic", expiry) : noopMetrics;
  const accesses = counterOf(registry, "domain_access_total", clientExpiry);
  const blockedDomains = counterOf(registry, "adguard_blocked_domains_total", clientExpiry);
  const frequencyIn = (window: keyof typeof windows) =>
    slidingWindowGaugeOf(
      registry,
      "client_domain_frequency",
      windows[window],
      { per: 1 },
      longestWindow,
      `in ${window}`,
    );
  const [lastHour, lastDay] = [frequencyIn("1h"), frequencyIn("24h")];
  const [hour, day] = [internLabel(strings, "1h"), internLabel(strings, "24h")];
  const dns = internLabel(strings, "dns");
  const blocked = internLabels(strings, vocabulary.blocked);
  const reasons = internLabels(strings, vocabulary.reason);
  const threats = internLabels(strings, vocabulary.threat);
  return ({ event, second, client, domainLabel, threat }) => {
    const type = strings.intern(event.type);
    const isBlocked = blocked(event.outcome === "blocked" ? "true" : "false");
    queries.add(1, client.label, client.zone, type, isBlocked, domainLabel);
    ofClients.add(1, client.label, client.zone, client.device);
    pairs.add(1, client.label, domainLabel, client.zone);
    ofZones.add(1, client.zone, type);
    accesses.add(1, domainLabel, client.label, client.zone, dns, isBlocked);
    lastHour.add(second, 1, client.label, domainLabel, hour);
    lastDay.add(second, 1, client.label, domainLabel, day);
    if (event.reason === "" || threat === undefined) return;
    blockedDomains.add(1, domainLabel, client.label, client.zone, reasons(event.reason), threats(threat));
  };
}
