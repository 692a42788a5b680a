import type { SampleBudget } from "../registry/sample-budget.js";

/** Limits on the series of one log; see {@link limitsOf}. */
export interface Limits {
  /** Most clients with their own series. */
  readonly clients: number;
  /** Most domains with addresses, and most with a category. */
  readonly domains: number;
  /** Most domain labels of one client. */
  readonly domainsPerClient: number;
  readonly budget: SampleBudget;
  /** TTL in seconds of series that carry a client. */
  readonly clientExpiry: number;
  /** TTL in seconds of all other series. */
  readonly expiry: number;
}

/** Groups of metrics that can be turned off. */
export interface MetricGroups {
  /** Clients by address. Without it all clients of a zone are `other@zone`, and there is no behavior. */
  readonly clients: boolean;
  /** Addresses, categories and threats of domains. */
  readonly domains: boolean;
  /** Traffic between zones. The zone of a client stays, since other metrics are joined with it. */
  readonly zones: boolean;
  /** Device types. Without it every type is `other`. */
  readonly devices: boolean;
  /** Behavior scores of clients and suspicious patterns. */
  readonly behavior: boolean;
}

export const allGroups: MetricGroups = { clients: true, domains: true, zones: true, devices: true, behavior: true };

/** Numbers of `exporter.limits` in the lab. */
export interface LimitsSection {
  readonly clients: number;
  readonly domains: number;
  readonly domains_per_client: number;
  readonly series: number;
}

/**
 * Shares of the exporter's series per log, so that neither log can evict the other's. The rest is for the lab, the
 * certificates and the self-metrics.
 */
const shares = {
  query: { counters: 0.34, histograms: 0.05, gauges: 0.21 },
  access: { counters: 0.17, histograms: 0.14, gauges: 0.07 },
} as const satisfies Record<string, SampleBudget>;

/** Share of the cumulative series that may be in use. The rest is for stale ones: see `StaleSeriesTracker`. */
const shareInUse = 8 / 9;

/**
 * Computes the limits of one log.
 *
 * @param expiry TTLs in seconds
 */
export function limitsOf(
  log: keyof typeof shares,
  section: LimitsSection,
  expiry: { readonly client: number; readonly domain: number },
): Limits {
  const share = shares[log];
  return {
    clients: section.clients,
    domains: section.domains,
    domainsPerClient: section.domains_per_client,
    budget: {
      counters: Math.floor(section.series * share.counters * shareInUse),
      histograms: Math.floor(section.series * share.histograms * shareInUse),
      gauges: Math.floor(section.series * share.gauges),
    },
    clientExpiry: expiry.client,
    expiry: Math.max(expiry.client, expiry.domain),
  };
}
