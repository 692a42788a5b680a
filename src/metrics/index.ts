import { adguardMetrics } from "./adguard.js";
import { domainMetrics } from "./domain.js";
import { exporterMetrics } from "./exporter.js";
import { nodeMetrics } from "./node.js";
import { prometheusMetrics } from "./prometheus.js";
import { recordedMetrics } from "./recorded.js";
import { traefikMetrics } from "./traefik.js";
import { zoneMetrics } from "./zone.js";

export type { MetricDefinition, MetricSource, MetricUnit, SourceFamily } from "./definition.js";
export { extendMetrics } from "./extend.js";
export { vocabulary } from "./vocabulary.js";

/** The metrics by family: the product or the subject that they are about. */
export const metricFamilies = {
  traefik: traefikMetrics,
  adguard: adguardMetrics,
  node: nodeMetrics,
  zone: zoneMetrics,
  domain: domainMetrics,
  prometheus: prometheusMetrics,
  exporter: exporterMetrics,
  recorded: recordedMetrics,
} as const;

const allMetrics = {
  ...traefikMetrics,
  ...adguardMetrics,
  ...nodeMetrics,
  ...zoneMetrics,
  ...domainMetrics,
  ...prometheusMetrics,
  ...exporterMetrics,
  ...recordedMetrics,
} as const;

/** An interface, so that errors of the compiler show this name instead of fifty definitions. */
export interface Metrics extends Readonly<typeof allMetrics> {}

/** Every metric that the dashboards read, by name. */
export const metrics: Metrics = allMetrics;

export type MetricName = keyof Metrics;
