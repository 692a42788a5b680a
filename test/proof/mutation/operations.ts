/** Mistakes in binary operations: sets, matching, comparisons, arithmetic. */
import { labelsAtMost } from "./equivalent.js";
import { brief, type Change, type MutantKind, type Rule } from "./change.js";
import { asSide, bare, every, first, inPlaceOf, isComparison, isScalar, sidesOf, signOf, type Part } from "./tree.js";

/** The operation with its sides swapped, and `group_left` and `group_right` as well. */
function swapped(operation: Part): string {
  const [left, right] = sidesOf(operation);
  const between = operation.text.slice(left.text.length, operation.text.length - right.text.length);
  const turned = between.replace(/\bgroup_(left|right)\b/i, (side) =>
    side.toLowerCase() === "group_left" ? "group_right" : "group_left",
  );
  return asSide(right) + turned + asSide(left);
}

const side = (operation: Part, part: Part, kind: MutantKind): Change => {
  const [left, right] = sidesOf(operation);
  const which = part === left ? right : left;
  const what = `${signOf(operation)}: ${brief(which)} dropped`;
  return { kind, what, place: operation, text: inPlaceOf(operation, part) };
};

function* setChanged(operation: Part): Generator<Change> {
  const sign = signOf(operation);
  if (sign !== "or" && sign !== "and" && sign !== "unless") return;
  const [left, right] = sidesOf(operation);
  const what = `${sign} of ${brief(left)} and ${brief(right)}`;
  yield side(operation, left, sign === "or" ? "or side dropped" : `${sign} dropped`);
  if (sign === "or") yield side(operation, right, "or side dropped");
  yield { kind: `${sign} swapped`, what: `${what} swapped`, place: operation, text: swapped(operation) };
  const [, place] = operation.parts;
  if (sign === "or" || place === undefined) return;
  const text = sign === "and" ? "unless" : "and";
  yield { kind: `${sign} turned`, what: `${what} turned into ${text}`, place, text };
}

function* matchingChanged(operation: Part): Generator<Change> {
  const clause = first(operation, "MatchingModifierClause");
  if (clause === undefined) return;
  const around = brief(operation);
  const [matched, copied] = every(clause, "GroupingLabels");
  yield { kind: "matching dropped", what: `${clause.text} dropped from ${around}`, place: clause, text: "" };
  if (matched && first(clause, "On")) yield* onLabelsDropped(operation, clause, matched);
  const group = first(clause, "GroupLeft") ?? first(clause, "GroupRight");
  if (group === undefined) return;
  const alone = clause.text.slice(0, group.from - clause.from).trimEnd();
  yield { kind: "group_left dropped", what: `${group.text} dropped from ${around}`, place: clause, text: alone };
  for (const label of copied?.parts ?? []) {
    const what = `${label.text} dropped from ${clause.text}`;
    yield { kind: "group_left label dropped", what, place: copied ?? clause, text: without(copied, label) };
  }
}

function* onLabelsDropped(operation: Part, clause: Part, matched: Part): Generator<Change> {
  const sides = sidesOf(operation).map(labelsAtMost);
  for (const label of matched.parts) {
    // The label is empty on both sides.
    if (sides.every((labels) => labels?.has(label.text) === false)) continue;
    const what = `${label.text} dropped from ${clause.text}`;
    yield { kind: "on label dropped", what, place: matched, text: without(matched, label) };
  }
}

const without = (list: Part | undefined, label: Part): string =>
  `(${(list?.parts ?? [])
    .filter((other) => other !== label)
    .map(({ text }) => text)
    .join(", ")})`;

const opposites: Readonly<Record<string, string>> = {
  ...{ "==": "!=", "!=": "==", ">": "<", "<": ">", ">=": "<=", "<=": ">=" },
};
const byOne: Readonly<Record<string, string>> = { ">": ">=", ">=": ">", "<": "<=", "<=": "<" };

function* comparisonChanged(operation: Part): Generator<Change> {
  const sign = signOf(operation);
  const [, place] = operation.parts;
  if (!isComparison(sign) || place === undefined) return;
  const [left, right] = sidesOf(operation);
  const bool = first(operation, "BoolModifier");
  const what = brief(operation);
  const vector = isScalar(left) ? right : left;
  const isOfScalars = isScalar(operation);
  const values = bool && { valuesOf: operation };
  yield {
    kind: "comparison dropped",
    what: `comparison dropped from ${what}`,
    place: operation,
    text: inPlaceOf(operation, vector),
  };
  for (const [kind, text] of [
    ["comparison turned", opposites[sign]],
    ["comparison moved by one", byOne[sign]],
  ] as const) {
    if (text !== undefined) yield { kind, what: `${sign} turned into ${text} in ${what}`, place, text, ...values };
  }
  // Prometheus requires it between two numbers.
  if (bool && !isOfScalars) yield { kind: "bool dropped", what: `bool dropped from ${what}`, place: bool, text: "" };
}

const turned: Readonly<Record<string, string>> = { "+": "-", "-": "+", "*": "/", "/": "*" };
const lopsided = new Set(["-", "/", "%", "^", "atan2"]);

function* arithmeticChanged(operation: Part): Generator<Change> {
  const [, place] = operation.parts;
  const sign = signOf(operation);
  if (place === undefined || !(sign in turned || lopsided.has(sign))) return;
  const [left, right] = sidesOf(operation);
  for (const [constant, other] of [
    [right, left],
    [left, right],
  ] as const) {
    if (bare(constant).name !== "NumberDurationLiteral") continue;
    const lost = constant === right ? `${sign} ${constant.text}` : `${constant.text} ${sign}`;
    const what = `${lost} dropped from ${brief(operation)}`;
    yield { kind: "constant dropped", what, place: operation, text: inPlaceOf(operation, other) };
  }
  const text = turned[sign];
  const what = brief(operation);
  if (text !== undefined) {
    const how = `${sign} turned into ${text} in ${what}`;
    yield { kind: "operator turned", what: how, place, text, valuesOf: operation };
  }
  if (lopsided.has(sign)) {
    yield { kind: "sides swapped", what: `sides of ${what} swapped`, place: operation, text: swapped(operation) };
  }
}

export const operationRules: Readonly<Record<string, readonly Rule[]>> = {
  BinaryExpr: [setChanged, matchingChanged, comparisonChanged, arithmeticChanged],
};
