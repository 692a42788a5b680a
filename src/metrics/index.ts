import { adguardMetrics } from "./adguard.js";
import { companionMetrics } from "./companion.js";
import { domainMetrics } from "./domain.js";
import { nodeMetrics } from "./node.js";
import { traefikMetrics } from "./traefik.js";
import { zoneMetrics } from "./zone.js";

export type { MetricDefinition, MetricSource, MetricUnit, SourceFamily } from "./definition.js";
export { extendMetrics } from "./extend.js";
export { vocabulary } from "./vocabulary.js";

/** The metrics of the specification, by family. */
export const metricFamilies = {
  traefik: traefikMetrics,
  adguard: adguardMetrics,
  node: nodeMetrics,
  zone: zoneMetrics,
  domain: domainMetrics,
  companion: companionMetrics,
} as const;

const everyMetric = {
  ...traefikMetrics,
  ...adguardMetrics,
  ...nodeMetrics,
  ...zoneMetrics,
  ...domainMetrics,
  ...companionMetrics,
} as const;

/** An interface, so that errors of the compiler show this name and not fifty definitions. */
export interface Metrics extends Readonly<typeof everyMetric> {}

/** Every metric that the dashboards read, by name. */
export const metrics: Metrics = everyMetric;

export type MetricName = keyof Metrics;
