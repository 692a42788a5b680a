/** Mistakes in aggregations: another operator, no aggregation, another grouping. */
import { groupingOf, groupsOne, labelsAtMost, labelsRegrouped, ofOneTheSame } from "./equivalent.js";
import { brief, type Change, type Rule } from "./change.js";
import { argumentsOf, first, inPlaceOf, operatorOf, type Part } from "./tree.js";

const exchanged: Readonly<Record<string, readonly string[]>> = {
  sum: ["max", "avg", "count"],
  avg: ["sum", "max"],
  max: ["sum", "min"],
  min: ["max", "sum"],
  count: ["group", "sum"],
  group: ["count"],
  stddev: ["stdvar"],
  stdvar: ["stddev"],
};
const turned: Readonly<Record<string, string>> = { topk: "bottomk", bottomk: "topk" };

function* operatorExchanged(aggregation: Part): Generator<Change> {
  const [place] = aggregation.parts;
  if (place === undefined) return;
  const isOfOne = groupsOne(aggregation);
  const what = (text: string) => `${place.text} exchanged for ${text} in ${brief(aggregation)}`;
  for (const text of exchanged[place.text] ?? []) {
    if (isOfOne && ofOneTheSame.has(place.text) && ofOneTheSame.has(text)) continue;
    yield { kind: "aggregation exchanged", what: what(text), place, text, valuesOf: aggregation };
  }
  const other = turned[place.text];
  // Of one series the highest and the lowest value are the same.
  if (other !== undefined && !isOfOne) yield { kind: "topk turned", what: what(other), place, text: other };
}

function* removed(aggregation: Part): Generator<Change> {
  const operand = argumentsOf(aggregation).at(-1);
  if (operand === undefined || (ofOneTheSame.has(operatorOf(aggregation)) && groupsOne(aggregation))) return;
  const later = labelsRegrouped(aggregation);
  const { keyword, labels } = groupingOf(aggregation);
  const kept = labels.map(({ text }) => text);
  if (later && keyword === "by" && [...later].every((label) => kept.includes(label))) return;
  const what = `${operatorOf(aggregation)} removed from ${brief(aggregation)}`;
  yield { kind: "aggregation removed", what, place: aggregation, text: inPlaceOf(aggregation, operand) };
}

function* labelDropped(aggregation: Part): Generator<Change> {
  const modifier = first(aggregation, "AggregateModifier");
  const place = modifier && first(modifier, "GroupingLabels");
  const operand = argumentsOf(aggregation).at(-1);
  if (place === undefined || operand === undefined) return;
  const before = labelsAtMost(operand);
  const later = labelsRegrouped(aggregation);
  for (const label of place.parts) {
    // No series has this label, or the next aggregation drops it.
    if (before?.has(label.text) === false || (later && !later.has(label.text))) continue;
    const rest = place.parts.filter((other) => other !== label).map(({ text }) => text);
    const kind = label.text === "le" ? "le dropped" : "grouping label dropped";
    const what = `${label.text} dropped from ${operatorOf(aggregation)} ${modifier?.text ?? ""}`;
    yield { kind, what, place, text: `(${rest.join(", ")})` };
  }
}

function* groupingTurned(aggregation: Part): Generator<Change> {
  const place = first(aggregation, "AggregateModifier")?.parts[0];
  if (place === undefined) return;
  const text = place.name === "Without" ? "by" : "without";
  yield { kind: "grouping turned", what: `${place.text} turned into ${text} in ${brief(aggregation)}`, place, text };
}

export const aggregationRules: Readonly<Record<string, readonly Rule[]>> = {
  AggregateExpr: [operatorExchanged, removed, labelDropped, groupingTurned],
};
