import type { AnsweredQuery } from "../grafana-client/run.js";

/**
 * What must hold for every answer, whatever happened: its numbers are numbers, its series carry the labels that the
 * type of the query promises and no others, and its legend has a name wherever it names a label.
 *
 * @param promised the labels of the query's type; none for node graphs, whose labels the compiler of graphs puts together
 * beneath the types: a graph is held against its own contract
 * @param emptyLabels whether a promised label may be missing, because an empty value is none in Prometheus
 */
export function violatedInvariants(
  { answer, legendFormat }: AnsweredQuery,
  promised: readonly string[] | undefined,
  emptyLabels = false,
): readonly string[] {
  const objections = new Set<string>();
  for (const { labels, points } of answer.series) {
    const carried = Object.keys(labels);
    const described = JSON.stringify(labels);
    const wrong = points.find(([, value]) => !Number.isFinite(value));
    if (wrong !== undefined) objections.add(`${described} is ${String(wrong[1])}`);
    if (promised === undefined) continue;
    const more = carried.filter((name) => !promised.includes(name));
    if (more.length > 0) objections.add(`${described} has ${more.join(", ")}, which its type doesn't promise`);
    if (!emptyLabels) {
      const missing = promised.filter((name) => !carried.includes(name) && !mayBeEmpty.has(name));
      if (missing.length > 0) objections.add(`${described} lacks ${missing.join(", ")}, which its type promises`);
    }
    for (const [, name = ""] of legendFormat.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)) {
      if (carried.includes(name) || (emptyLabels && promised.includes(name))) continue;
      objections.add(`the legend names ${name}, which ${described} lacks`);
    }
  }
  return [...objections];
}

/** Labels that the contract lets be empty. */
const mayBeEmpty = new Set(["sans"]);
