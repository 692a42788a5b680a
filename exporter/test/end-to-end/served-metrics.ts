/** Which queries the exporter can answer, by the sources of their metrics in the contract. */
import { metricFamilies, metrics, type MetricDefinition } from "homelab-dashboards/metrics";
import { metricsIn } from "../../../build/docs/promql.js";

const definitions: Readonly<Record<string, MetricDefinition>> = { ...metrics };

/** Sources of the exporter. */
const ownSources: ReadonlySet<string> = new Set(["access-log", "query-log", "adguard-api", "lab", "probe", "exporter"]);

/** Sources that neither the exporter nor Prometheus itself has. */
const foreignSources: ReadonlySet<string> = new Set(["rule", "traefik", "node"]);

/** Metrics of the contract that the exporter serves, by name. */
export const served: ReadonlyMap<string, MetricDefinition> = new Map(
  Object.entries(definitions).filter(([, { sources }]) => sources.some((source) => ownSources.has(source))),
);

/** The metric of a sample. A histogram has samples of three names. */
export const metricOf = (name: string): string =>
  Object.hasOwn(definitions, name) ? name : name.replace(/_(bucket|sum|count)$/u, "");

/** What the emitted rules record from metrics of the exporter. */
const isRecorded = (name: string): boolean => Object.hasOwn(metricFamilies.recorded, name);

/** Whether an expression selects only metrics of other sources. */
export const isForeign = (expression: string): boolean => {
  const selected = metricsIn(expression, (name) => Object.hasOwn(definitions, name));
  if (selected.length === 0) throw new Error(`asks for no metric of the contract: ${expression}`);
  return selected.every(
    (name) => !isRecorded(name) && definitions[name]?.sources.every((source) => foreignSources.has(source)) === true,
  );
};
