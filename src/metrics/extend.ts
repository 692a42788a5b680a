import type { MetricDefinition } from "./definition.js";

type Definitions = Readonly<Record<string, MetricDefinition>>;

/**
 * Adds metrics to a set of metrics, with the same checks by the compiler.
 *
 * ```ts
 * const mine = extendMetrics(metrics, {
 *   jellyfin_streams: { type: "gauge", unit: "streams", labels: ["user"], sources: ["exporter"], help: "Open streams." },
 * });
 * const select = promql(mine);
 * ```
 *
 * @throws Error with the metric where a name or a label is invalid, a metric exists already, a label is listed twice, or
 *   a vocabulary belongs to a label that the metric lacks
 */
export function extendMetrics<const Base extends object, const Own extends Definitions>(
  base: Base,
  own: Own,
): Base & Own {
  const problems = Object.entries(own).flatMap(([name, metric]) => [
    ...(Object.hasOwn(base, name) ? [`${name}: exists already; choose another name`] : []),
    ...problemsOf(name, metric),
  ]);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { ...base, ...own };
}

function* problemsOf(name: string, metric: MetricDefinition): Generator<string> {
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) {
    yield `${name}: not a metric name (letters, digits, "_" and ":", no digit first)`;
  }
  const labels = [...metric.labels, ...(metric.optional ?? [])];
  for (const label of labels) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) || label.startsWith("__")) {
      yield `${name}: "${label}" is not a label name (letters, digits and "_", no digit or "__" first)`;
    }
    if (/^(inf|nan|without)$/i.test(label)) {
      yield `${name}: "${label}" is a word of PromQL, which no list of labels can hold; rename it where it is scraped`;
    }
    if (label === "le") yield `${name}: "le" is added to the buckets of histograms; leave it out`;
  }
  for (const label of new Set(labels.filter((one, index) => labels.indexOf(one) !== index))) {
    yield `${name}: label "${label}" is listed twice; it is either carried or optional`;
  }
  for (const label of Object.keys(metric.values ?? {}).filter((one) => !metric.labels.includes(one))) {
    yield `${name}: a vocabulary for "${label}", which is not among its labels`;
  }
}
