/** Casts to the types `LabelOf` and `Conditions`: TypeScript can't follow a name through a registry. */
import type { Condition } from "./matchers.js";
import type { LabelOf, MetricShape, Registry } from "./registry.js";

const suffix = /_(bucket|sum|count)$/;

/** The labels that {@link LabelOf} promises for a series name. */
export function labelsOf<R extends Registry<R>, N extends string>(registry: R, name: N): readonly LabelOf<R, N>[] {
  const metrics: Readonly<Record<string, MetricShape>> = registry;
  const own = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
  const metric = own ?? histogramOf(metrics, name);
  const instances = metric.instances === false ? [] : ["job", "instance"];
  const bounds = own === undefined && name.endsWith("_bucket") ? ["le"] : [];
  return [...new Set([...metric.labels, ...instances, ...bounds])] as unknown as readonly LabelOf<R, N>[];
}

function histogramOf(registry: Readonly<Record<string, MetricShape>>, name: string): MetricShape {
  const metric = registry[name.replace(suffix, "")];
  if (metric === undefined) throw new Error(`"${name}" is not a metric of this registry`);
  return metric;
}

/** The defined conditions, in the order in which they are written. `Conditions` has checked them. */
export function conditionsOf(conditions: object | undefined): readonly (readonly [string, Condition])[] {
  return Object.entries(conditions ?? {}).filter(([, condition]) => condition !== undefined) as [string, Condition][];
}
