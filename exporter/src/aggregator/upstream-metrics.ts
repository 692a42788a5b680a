import { metrics } from "homelab-dashboards/metrics";
import { upstreamStatus } from "../network/connection-state.js";
import type { Registry } from "../registry/registry.js";
import { counterOf, histogramOf, lastMinute, slidingWindowGaugeOf } from "./families.js";
import { internLabels } from "./interned-labels.js";
import type { Limits } from "./limits.js";
import type { LabeledQuery } from "./query-metrics.js";

/**
 * Bucket bounds in seconds. A cached or blocked answer takes 0.1 ms, a resolver in the same country 10 ms, and AdGuard
 * Home times out after 10 s.
 */
export const queryBounds: readonly number[] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Counts query durations and the answers of upstream resolvers. */
export function upstreamMetrics(registry: Registry, limits: Limits): (query: LabeledQuery, resolver: number) => void {
  const { expiry } = limits;
  const durations = histogramOf(registry, "adguard_dns_query_duration_seconds", queryBounds, expiry);
  const upstreamQueries = counterOf(registry, "adguard_upstream_queries_total", expiry);
  const responseTimes = slidingWindowGaugeOf(
    registry,
    "adguard_upstream_response_time",
    lastMinute,
    "mean",
    limits.clientExpiry,
  );
  const statuses = internLabels(registry.strings, metrics.adguard_upstream_queries_total.values.status);
  return ({ event, second, client }, resolver) => {
    durations.observe(event.duration, client.zone, resolver);
    const status = upstreamStatus(event);
    if (status === undefined) return;
    upstreamQueries.add(1, resolver, statuses(status));
    responseTimes.add(second, event.duration, resolver, statuses(status));
  };
}
