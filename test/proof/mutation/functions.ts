/** Mistakes in functions and their numbers. */
import { isOrderLost, isScaleLost } from "./equivalent.js";
import { brief, type Change, type MutantKind, type Rule } from "./change.js";
import { argumentsOf, inPlaceOf, isComparison, isScalar, operatorOf, signOf, type Part } from "./tree.js";

const rates: Readonly<Record<string, readonly string[]>> = {
  rate: ["increase", "irate"],
  increase: ["rate"],
  irate: ["rate"],
};
const functions: Readonly<Record<string, readonly string[]>> = {
  delta: ["idelta"],
  idelta: ["delta"],
  changes: ["resets"],
  resets: ["changes"],
  avg_over_time: ["max_over_time"],
  max_over_time: ["min_over_time", "last_over_time"],
  min_over_time: ["max_over_time", "last_over_time"],
  sum_over_time: ["count_over_time"],
  count_over_time: ["sum_over_time"],
  last_over_time: ["max_over_time"],
  present_over_time: ["last_over_time"],
  ceil: ["floor"],
  floor: ["ceil"],
};
const orders: Readonly<Record<string, readonly string[]>> = { sort: ["sort_desc"], sort_desc: ["sort"] };

const exchanged = (kind: MutantKind, others: Readonly<Record<string, readonly string[]>>): Rule =>
  function* (call) {
    const [place] = call.parts;
    if (place === undefined || (kind === "sort turned" && isOrderLost(call))) return;
    for (const text of others[place.text] ?? []) {
      // An increase is the rate times the window.
      if (kind === "rate exchanged" && ![place.text, text].includes("irate") && isScaleLost(call)) continue;
      yield { kind, what: `${place.text} exchanged for ${text} in ${brief(call)}`, place, text, valuesOf: call };
    }
  };

/** Functions that convert to or from a vector, or have no argument to put in their place. */
const kept = new Set(["vector", "scalar", "time", "pi"]);
const labelFunctions = new Set(["label_replace", "label_join"]);

/** The argument in place of the function; of a range its current value. */
function* callDropped(call: Part): Generator<Change> {
  const name = operatorOf(call);
  const isOrder = orders[name] !== undefined;
  if (kept.has(name) || (isOrder && isOrderLost(call))) return;
  const given = argumentsOf(call).find((argument) => argument.name !== "StringLiteral" && !isScalar(argument));
  if (given === undefined) return;
  const kind = labelFunctions.has(name) ? "label_replace dropped" : isOrder ? "sort turned" : "function dropped";
  yield { kind, what: `${name} dropped from ${brief(call)}`, place: call, text: momentary(call, given) };
}

function momentary(place: Part, given: Part): string {
  const [of] = given.parts;
  if (of === undefined) return inPlaceOf(place, given);
  switch (given.name) {
    case "ParenExpr":
    case "MatrixSelector":
    case "SubqueryExpr":
      return momentary(place, of);
    case "OffsetExpr":
    case "StepInvariantExpr":
      return shifted(place, given, of);
    default:
      return inPlaceOf(place, given);
  }
}

/** Without a range, `offset` and `@` apply to selectors only. */
function shifted(place: Part, given: Part, of: Part): string {
  const selection = selectionIn(of);
  if (selection === undefined) return momentary(place, of);
  const [, window] = /^(\[[^\]]*\])/.exec(given.text.slice(selection.text.length)) ?? [];
  const text = selection.text + given.text.slice(selection.text.length + (window?.length ?? 0));
  return inPlaceOf(place, { ...given, text });
}

function selectionIn(part: Part): Part | undefined {
  const [of] = part.parts;
  if (part.name === "VectorSelector") return part;
  if (of === undefined || part.name === "SubqueryExpr" || part.name === "ParenExpr") return undefined;
  return selectionIn(of);
}

/** Ten times the number, about the factor between bits and bytes or minutes and hours; 1 for 0. */
const otherNumber = (value: number): number => {
  const other = value * 10;
  return other === value || !Number.isFinite(other) ? 1 : other;
};

const halved = (value: number): number => (value >= 2 ? Math.floor(value / 2) : value + 1);
const otherShare = (value: number): number => (value === 0.5 ? 0.95 : 0.5);

const quantiles = new Set(["histogram_quantile", "quantile_over_time", "quantile"]);
const choosing = new Set(["topk", "bottomk"]);

function* numberChanged(number: Part): Generator<Change> {
  const value = Number(number.text);
  // Infinity, NaN and durations aren't mutated.
  if (!Number.isFinite(value)) return;
  const [kind, other] = change(number, value);
  if (kind === undefined) return;
  const text = String(other);
  const what = `${number.text} in ${brief(placeOf(number))} turned into ${text}`;
  yield { kind, what, place: number, text, valuesOf: number };
}

function change(number: Part, value: number): readonly [kind: MutantKind | undefined, value: number] {
  const around = placeOf(number);
  const name = operatorOf(around);
  if (around.name === "BinaryExpr") {
    return [isComparison(signOf(around)) ? "threshold moved" : "constant scaled", otherNumber(value)];
  }
  if (around.name !== "FunctionCall" && around.name !== "AggregateExpr") return [undefined, value];
  if (quantiles.has(name)) return ["quantile changed", otherShare(value)];
  if (choosing.has(name)) return ["k changed", halved(value)];
  return [name === "vector" ? "vector changed" : "parameter changed", otherNumber(value)];
}

/** The operation or call around a number. */
function placeOf(part: Part): Part {
  const { parent } = part;
  if (parent === undefined) return part;
  return ["ParenExpr", "UnaryExpr", "FunctionCallBody"].includes(parent.name) ? placeOf(parent) : parent;
}

export const functionRules: Readonly<Record<string, readonly Rule[]>> = {
  FunctionCall: [
    exchanged("rate exchanged", rates),
    exchanged("function exchanged", functions),
    exchanged("sort turned", orders),
    callDropped,
  ],
  NumberDurationLiteral: [numberChanged],
};
