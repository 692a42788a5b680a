import type { Answer } from "../prometheus/client.js";
import { canonical, type Labels } from "./source.js";

export { canonical };

/** Numbers by `canonical` labels. */
export type Figures = ReadonlyMap<string, number>;

export function figures(rows: Iterable<readonly [labels: Labels, value: number]>): Figures {
  return new Map([...rows].map(([labels, value]) => [canonical(labels), value]));
}

/** The figures of an instant answer: the last point of each series. */
export function figuresOf(answer: Answer): Figures {
  return figures(
    answer.series.flatMap(({ labels, points }) => points.slice(-1).map(([, value]) => [labels, value] as const)),
  );
}

/** The figures of a range answer at a step. */
export function figuresAt(answer: Answer, time: number): Figures {
  return figures(
    answer.series.flatMap(({ labels, points }) =>
      points.filter(([at]) => Math.abs(at - time) < 1e-3).map(([, value]) => [labels, value] as const),
    ),
  );
}

/** The figures of an instant answer by some of their labels. @throws Error for two series with the same labels */
export function figuresBy(answer: Answer, names: readonly string[]): Figures {
  const kept = new Map<string, number>();
  for (const { labels, points } of answer.series) {
    const key = canonical(Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name))));
    if (kept.has(key)) throw new Error(`Two series are ${key} when only ${names.join(", ")} are looked at.`);
    for (const [, value] of points.slice(-1)) kept.set(key, value);
  }
  return kept;
}

/**
 * Differences between an answer and the expected figures, a line each: missing and surplus labels, and values that differ
 * by more than `tolerance` (relative, absolute below 1).
 */
export function differences(actual: Figures, expected: Figures, tolerance = 1e-6): readonly string[] {
  const found: string[] = [];
  for (const [key, value] of expected) {
    const answered = actual.get(key);
    if (answered === undefined) found.push(`${key} is missing, expected ${value}`);
    else if (!close(answered, value, tolerance)) found.push(`${key} is ${answered}, expected ${value}`);
  }
  for (const [key, value] of actual) if (!expected.has(key)) found.push(`${key} is ${value}, expected no such series`);
  return found;
}

/** Like `differences`, for values that must lie between two bounds, such as quantiles. */
export function outsideBounds(
  actual: Figures,
  bounds: ReadonlyMap<string, readonly [number, number]>,
  tolerance = 1e-6,
): readonly string[] {
  const found: string[] = [];
  for (const [key, [lower, upper]] of bounds) {
    const answered = actual.get(key);
    if (answered === undefined) found.push(`${key} is missing, expected ${lower} to ${upper}`);
    else if (!(answered >= lower * (1 - tolerance) - 1e-9 && answered <= upper * (1 + tolerance) + 1e-9)) {
      found.push(`${key} is ${answered}, expected ${lower} to ${upper}`);
    }
  }
  for (const [key, value] of actual) if (!bounds.has(key)) found.push(`${key} is ${value}, expected no such series`);
  return found;
}

function close(actual: number, expected: number, tolerance: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  if (actual === expected) return true;
  return Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
}
