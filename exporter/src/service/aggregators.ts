import { parseDuration, type Exporter } from "homelab-dashboards/lab";
import { type MetricGroups, limitsOf } from "../aggregator/limits.js";
import { QueryAggregator } from "../aggregator/query-aggregator.js";
import { RequestAggregator } from "../aggregator/request-aggregator.js";
import type { Network } from "../network/network.js";

/** Creates empty aggregators. */
export interface Aggregators {
  readonly access: (network: Network) => RequestAggregator;
  readonly query: (network: Network) => QueryAggregator;
}

/** The aggregators with the limits and metric groups of a lab. */
export function createAggregators({ limits, metrics }: Exporter): Aggregators {
  const seconds = (duration: string) => parseDuration(duration) / 1000;
  const expiry = { client: seconds(limits.client_expiry), domain: seconds(limits.domain_expiry) };
  const groups: MetricGroups = {
    clients: metrics.client_tracking,
    domains: metrics.domain_mapping,
    zones: metrics.zone_analysis,
    devices: metrics.device_types,
    behavior: metrics.behavior,
  };
  return {
    access: (network) => new RequestAggregator(network, limitsOf("access", limits, expiry), groups),
    query: (network) => new QueryAggregator(network, limitsOf("query", limits, expiry), groups),
  };
}
