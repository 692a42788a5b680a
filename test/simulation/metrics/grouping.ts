import type { Timed } from "../events.js";
import { canonical, type Labels } from "../source.js";

/** A map whose keys are label sets, compared by what they hold. */
export interface ByLabels extends Iterable<readonly [Labels, number]> {
  readonly get: (labels: Labels) => number | undefined;
}

export function distinct<E>(events: readonly E[], labelsOf: (event: E) => Labels): readonly Labels[] {
  const found = new Map<string, Labels>();
  for (const event of events) {
    const labels = labelsOf(event);
    found.set(canonical(labels), labels);
  }
  return [...found.values()];
}

export function totalBy<E>(
  events: readonly E[],
  labelsOf: (event: E) => Labels,
  amount: (event: E) => number,
): ByLabels {
  const totals = new Map<string, [labels: Labels, total: number]>();
  for (const event of events) {
    const labels = labelsOf(event);
    const key = canonical(labels);
    const known = totals.get(key);
    if (known) known[1] += amount(event);
    else totals.set(key, [labels, amount(event)]);
  }
  return { get: (labels) => totals.get(canonical(labels))?.[1], [Symbol.iterator]: () => totals.values() };
}

export function meanBy<E>(
  events: readonly E[],
  labelsOf: (event: E) => Labels,
  amount: (event: E) => number,
): ByLabels {
  const totals = totalBy(events, labelsOf, amount);
  const counts = totalBy(events, labelsOf, () => 1);
  const means = [...totals].map(([labels, total]) => [labels, total / (counts.get(labels) ?? 1)] as const);
  const byKey = new Map(means.map(([labels, mean]) => [canonical(labels), mean]));
  return { get: (labels) => byKey.get(canonical(labels)), [Symbol.iterator]: () => means.values() };
}

/** How many events of each label set lie in (at - window, at], for moments that never go backwards. */
export function slidingCounts<E extends Timed>(
  events: readonly E[],
  labelsOf: (event: E) => Labels,
  window: number,
): (at: number) => Iterable<readonly [Labels, number]> {
  const rows = new Map<string, [labels: Labels, count: number]>();
  const rowOf = events.map((event) => {
    const labels = labelsOf(event);
    const key = canonical(labels);
    const row = rows.get(key) ?? [labels, 0];
    rows.set(key, row);
    return row;
  });
  let newest = 0;
  let oldest = 0;
  const add = (index: number, step: number) => {
    const row = rowOf[index];
    if (row) row[1] += step;
  };
  return (at) => {
    for (; (events[newest]?.time ?? Infinity) <= at; newest++) add(newest, 1);
    for (; oldest < newest && (events[oldest]?.time ?? Infinity) <= at - window; oldest++) add(oldest, -1);
    return rows.values();
  };
}
