import type { AnsweredQuery } from "../grafana-client/run.js";

/**
 * Violated invariants of any answer: its values are finite numbers, its series carry the labels of the query's type and no
 * others, and its legend has a value for each label that it names.
 *
 * @param declared the labels of the query's type; undefined for node graphs, whose labels have no type and are checked by
 * the graph's contract
 * @param emptyLabels whether a declared label may be missing because its value is empty
 */
export function violatedInvariants(
  { answer, legendFormat }: AnsweredQuery,
  declared: readonly string[] | undefined,
  emptyLabels = false,
): readonly string[] {
  const errors = new Set<string>();
  for (const { labels, points } of answer.series) {
    const carried = Object.keys(labels);
    const series = JSON.stringify(labels);
    const infinite = points.find(([, value]) => !Number.isFinite(value));
    if (infinite !== undefined) errors.add(`${series} is ${String(infinite[1])}`);
    if (declared === undefined) continue;
    const surplus = carried.filter((name) => !declared.includes(name));
    if (surplus.length > 0) errors.add(`${series} has ${surplus.join(", ")}, which its type doesn't declare`);
    if (!emptyLabels) {
      const missing = declared.filter((name) => !carried.includes(name) && !mayBeEmpty.has(name));
      if (missing.length > 0) errors.add(`${series} lacks ${missing.join(", ")}, which its type declares`);
    }
    for (const [, name = ""] of legendFormat.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)) {
      if (carried.includes(name) || (emptyLabels && declared.includes(name))) continue;
      errors.add(`the legend names ${name}, which ${series} lacks`);
    }
  }
  return [...errors];
}

/** Labels that the contract of metrics allows to be empty. */
const mayBeEmpty = new Set(["sans"]);
