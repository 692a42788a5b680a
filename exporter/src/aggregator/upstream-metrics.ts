import { metrics } from "homelab-dashboards/metrics";
import { upstreamStatus } from "../network/connection-state.js";
import type { Registry } from "../registry/registry.js";
import { counterOf, histogramOf, lastMinute, slidingWindowGaugeOf } from "./families.js";
import type { Limits } from "./limits.js";
import { internLabels } from "./interned-labels.js";
import type { LabeledQuery } from "./query-metrics.js";

/**
 * Upper bounds in seconds. What is cached or blocked takes a tenth of a millisecond, a resolver in the same country ten,
 * and AdGuard Home gives up after ten seconds.
 */
export const queryBounds: readonly number[] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** How fast queries were answered, and what resolvers had to do with it. */
export function upstreamMetrics(store: Registry, limits: Limits): (query: LabeledQuery, resolver: number) => void {
  const { expiry } = limits;
  const durations = histogramOf(store, "adguard_dns_query_duration_seconds", queryBounds, expiry);
  const asked = counterOf(store, "adguard_upstream_queries_total", expiry);
  const times = slidingWindowGaugeOf(store, "adguard_upstream_response_time", lastMinute, "mean", limits.clientExpiry);
  const statuses = internLabels(store.strings, metrics.adguard_upstream_queries_total.values.status);
  return ({ event, second, client: seat }, resolver) => {
    durations.observe(event.duration, seat.zone, resolver);
    const status = upstreamStatus(event);
    if (status === undefined) return;
    asked.add(1, resolver, statuses(status));
    times.add(second, event.duration, resolver, statuses(status));
  };
}
