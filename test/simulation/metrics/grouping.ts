import type { Timed } from "../events.js";
import { between, canonical, withCachedText, type Labels } from "../source.js";

export function distinct<E>(events: readonly E[], labelsOf: (event: E) => Labels): readonly Labels[] {
  const found = new Map<string, Labels>();
  for (const event of events) {
    const labels = labelsOf(event);
    found.set(canonical(labels), labels);
  }
  return [...found.values()].map(withCachedText);
}

interface Row {
  readonly labels: Labels;
  total: number;
  count: number;
}

/** The distinct labels in order of their first events, and the index of each event's labels. */
function rowsOf<E extends object>(events: readonly E[], labelsOf: (event: E) => Labels) {
  const rows = new Map<string, Row>();
  const rowByEvent = new Map<E, Row>();
  for (const event of events) {
    const labels = labelsOf(event);
    const key = canonical(labels);
    const row = rows.get(key) ?? { labels: withCachedText(labels), total: 0, count: 0 };
    rows.set(key, row);
    rowByEvent.set(event, row);
  }
  return { rows: [...rows.values()], rowByEvent };
}

/**
 * The sum and the number of events in (at - window, at] by labels; both may be 0. An amount may depend on the time.
 */
export function recentTotals<E extends Timed>(
  events: readonly E[],
  labelsOf: (event: E) => Labels,
  amount: (event: E, at: number) => number,
  window: number,
): (at: number) => readonly Readonly<Row>[] {
  const { rows, rowByEvent } = rowsOf(events, labelsOf);
  return (at) => {
    for (const row of rows) {
      row.total = 0;
      row.count = 0;
    }
    for (const event of between(events, at - window, at)) {
      const row = rowByEvent.get(event);
      if (row === undefined) continue;
      row.total += amount(event, at);
      row.count++;
    }
    return rows;
  };
}

/** The number of events in (at - window, at] by labels, for times that never decrease. */
export function slidingCounts<E extends Timed>(
  events: readonly E[],
  labelsOf: (event: E) => Labels,
  window: number,
): (at: number) => readonly Readonly<Row>[] {
  const { rows, rowByEvent } = rowsOf(events, labelsOf);
  let newest = 0;
  let oldest = 0;
  const add = (event: E | undefined, step: number) => {
    const row = event && rowByEvent.get(event);
    if (row) row.count += step;
  };
  return (at) => {
    for (; (events[newest]?.time ?? Infinity) <= at; newest++) add(events[newest], 1);
    for (; oldest < newest && (events[oldest]?.time ?? Infinity) <= at - window; oldest++) add(events[oldest], -1);
    return rows;
  };
}
