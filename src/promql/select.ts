import { conditionsOf, labelsOf } from "./boundary.js";
import type { MetricKind, Selector } from "./expression.js";
import { toMatcher, type Conditions } from "./matchers.js";
import type { Matcher, SelectorNode } from "./node.js";
import type { LabelOf, MetricKindOf, OptionalLabelOf, Registry, SeriesName } from "./registry.js";

/** A selector of series by name and labels; see {@link promql}. */
export type Select<R> = <const N extends SeriesName<R>>(
  name: N,
  conditions?: Conditions<R, N>,
) => Selector<LabelOf<R, N>, MetricKindOf<R, N>, OptionalLabelOf<R, N>>;

/**
 * PromQL over the metrics of a registry.
 *
 * ```ts
 * const select = promql(metrics);
 * sum.by(["service"], rate(range(select("traefik_requests_total", { code: matching("5..") }), "5m")));
 * ```
 *
 * An unknown metric, an unknown or optional label, and a value outside a label's vocabulary don't compile.
 */
export function promql<const R extends Registry<R>>(registry: R): Select<R> {
  return (name, conditions) => {
    const matchers = conditionsOf(conditions).map(([label, condition]) => toMatcher(label, condition));
    // Only the parts of a histogram are no names of the registry.
    const part = Object.hasOwn(registry, name) ? {} : { histogram: name.replace(/_(bucket|sum|count)$/, "") };
    const node: SelectorNode = { type: "selector", metric: name, ...part, matchers };
    return { kind: "instant vector", node, labels: labelsOf(registry, name) };
  };
}

/**
 * An unchecked selector, for code that chooses metrics at run time and promises labels and kind by its own signature.
 * {@link promql} is for all other code.
 */
export function uncheckedSelector<S extends MetricKind>(source: {
  readonly metric: string;
  /** The histogram of which the metric is a part. */
  readonly histogram?: string;
  readonly labels: readonly string[];
  readonly matchers: readonly Matcher[];
}): Selector<string, S, string> {
  const { labels, ...selection } = source;
  return { kind: "instant vector", node: { type: "selector", ...selection }, labels };
}
