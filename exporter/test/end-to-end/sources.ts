/** Which questions the exporter can answer, by what the contract says of where their metrics come from. */
import { metrics, type MetricDefinition } from "homelab-dashboards/metrics";
import { metricsIn } from "../../../build/docs/promql.js";

const definitions: Readonly<Record<string, MetricDefinition>> = { ...metrics };

/** What feeds the exporter. */
const ours: ReadonlySet<string> = new Set(["access-log", "query-log", "adguard-api", "lab", "probe", "exporter"]);

/** What neither the exporter nor Prometheus itself gives. */
const foreign: ReadonlySet<string> = new Set(["rule", "traefik", "node"]);

/** The metrics that the exporter serves, by name. */
export const served: ReadonlyMap<string, MetricDefinition> = new Map(
  Object.entries(definitions).filter(([, { sources }]) => sources.some((source) => ours.has(source))),
);

/** The metric to which a sample or a series belongs: a histogram has three kinds. */
export const metricOf = (name: string): string =>
  Object.hasOwn(definitions, name) ? name : name.replace(/_(bucket|sum|count)$/u, "");

/** Whether a question selects nothing but metrics that come from somewhere else. */
export const isForeign = (expression: string): boolean => {
  const asked = metricsIn(expression, (name) => Object.hasOwn(definitions, name));
  if (asked.length === 0) throw new Error(`asks for no metric of the contract: ${expression}`);
  return asked.every((name) => definitions[name]?.sources.every((source) => foreign.has(source)) === true);
};
