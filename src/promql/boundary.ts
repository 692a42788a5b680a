/**
 * The only casts of this room. TypeScript can't follow a name through a registry at run time; these two functions do
 * by hand what `LabelOf` and `Conditions` say in types.
 */
import type { Condition, Conditions, LabelOf, MetricShape, Registry } from "./registry.js";

const suffix = /_(bucket|sum|count)$/;

/** The labels that {@link LabelOf} promises for a series name. */
export function labelsOf<R extends Registry, N extends string>(registry: R, name: N): readonly LabelOf<R, N>[] {
  const own = Object.hasOwn(registry, name) ? registry[name] : undefined;
  const metric = own ?? histogramOf(registry, name);
  const instances = metric.instances === false ? [] : ["job", "instance"];
  const bounds = own === undefined && name.endsWith("_bucket") ? ["le"] : [];
  return [...new Set([...metric.labels, ...instances, ...bounds])] as unknown as readonly LabelOf<R, N>[];
}

function histogramOf(registry: Registry, name: string): MetricShape {
  const metric = registry[name.replace(suffix, "")];
  if (metric === undefined) throw new Error(`"${name}" is not a metric of this registry`);
  return metric;
}

/** The conditions that are given, in the order in which they were written. */
export function entriesOf<R extends Registry, N extends string>(
  conditions: Conditions<R, N> | undefined,
): readonly (readonly [string, Condition])[] {
  return Object.entries(conditions ?? {}).filter(([, condition]) => condition !== undefined) as [string, Condition][];
}
