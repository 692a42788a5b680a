import type { SampleBudget } from "../registry/registry.js";

/** How much is counted at most. The lab says it for the whole exporter; see {@link limitsOf}. */
export interface Limits {
  /** Clients with series of their own. */
  readonly clients: number;
  /** Domains of which it is told where they lead and what they are. */
  readonly domains: number;
  /** Domains by name for one client. */
  readonly domainsPerClient: number;
  readonly budget: SampleBudget;
  /** Seconds without an event after which what carries a client ends. */
  readonly clientExpiry: number;
  /** Seconds without an event after which all else ends. */
  readonly expiry: number;
}

/** Which metrics there are. */
export interface MetricGroups {
  /** Clients by address. Without it all of a zone are folded, and how each behaves isn't known. */
  readonly clients: boolean;
  /** Where domains lead, and what they are: addresses, categories, threats. */
  readonly domains: boolean;
  /** What goes between zones. Where a client is is told in either case: other metrics are joined with it. */
  readonly zones: boolean;
  /** Types of device. Without it all are `other`. */
  readonly devices: boolean;
  /** How clients behave, and what looks suspicious. */
  readonly behavior: boolean;
}

export const allGroups: MetricGroups = { clients: true, domains: true, zones: true, devices: true, behavior: true };

/** The fields of the lab's section `exporter` that say how much is counted, in its own words but for the durations. */
export interface LimitsSection {
  readonly clients: number;
  readonly domains: number;
  readonly domains_per_client: number;
  readonly series: number;
}

/** Two logs share the exporter's series, so that neither can take the other's. DNS has the more of them. */
const shares = {
  query: { counters: 0.34, histograms: 0.05, gauges: 0.21 },
  access: { counters: 0.17, histograms: 0.14, gauges: 0.07 },
} as const satisfies Record<string, SampleBudget>;

/** What isn't shared out is for what the lab says, certificates, and the exporter itself. */
export const roomForTheRest = 0.02;

/** Counts that have ended are told once more, in room that isn't given to any other: see the store's `Resting`. */
const shareOfWhatLasts = 8 / 9;

/**
 * The limits of one log.
 *
 * @param expiry seconds: of clients, and of all else
 */
export function limitsOf(
  log: keyof typeof shares,
  written: LimitsSection,
  expiry: { readonly client: number; readonly domain: number },
): Limits {
  const share = shares[log];
  return {
    clients: written.clients,
    domains: written.domains,
    domainsPerClient: written.domains_per_client,
    budget: {
      counters: Math.floor(written.series * share.counters * shareOfWhatLasts),
      histograms: Math.floor(written.series * share.histograms * shareOfWhatLasts),
      gauges: Math.floor(written.series * share.gauges),
    },
    clientExpiry: expiry.client,
    expiry: Math.max(expiry.client, expiry.domain),
  };
}
