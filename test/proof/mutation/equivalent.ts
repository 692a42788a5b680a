/**
 * Equivalences by the rules of PromQL, for any data. No assertion can kill an equivalent mutant; these mutants, and only
 * these, are left out.
 */
import { unquote } from "../../promql/parse-expression.js";
import {
  argumentsOf,
  first,
  isComparison,
  isExpression,
  operatorOf,
  sidesOf,
  signOf,
  surroundingsOf,
  type Part,
} from "./tree.js";

/** The listed labels of an aggregation, and whether it keeps them or all others. Without a list it keeps none. */
export function groupingOf(aggregation: Part): {
  readonly keyword: "by" | "without";
  readonly labels: readonly Part[];
} {
  const modifier = first(aggregation, "AggregateModifier");
  const labels = modifier && first(modifier, "GroupingLabels")?.parts;
  return { keyword: modifier && first(modifier, "Without") ? "without" : "by", labels: labels ?? [] };
}

/** Whether the right side only selects series of the left one. */
const isChoice = (sign: string): boolean => sign === "and" || sign === "unless";

const none: ReadonlySet<string> = new Set();

/** The labels that series of an expression may have; undefined for any label, as in a selector. */
export function labelsAtMost(part: Part): ReadonlySet<string> | undefined {
  switch (part.name) {
    case "NumberDurationLiteral":
    case "StringLiteral":
      return none;
    case "VectorSelector":
      return undefined;
    case "AggregateExpr":
      return labelsOfAggregation(part);
    case "FunctionCall":
      return labelsOfCall(part);
    case "BinaryExpr": {
      const [left, right] = sidesOf(part);
      return isChoice(signOf(part)) ? labelsAtMost(left) : union([left, right].map(labelsAtMost));
    }
    default:
      return union(part.parts.filter(isExpression).map(labelsAtMost));
  }
}

function union(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const set of sets) {
    if (set === undefined) return undefined;
    for (const label of set) all.add(label);
  }
  return all;
}

const choosing = new Set(["topk", "bottomk"]);

function labelsOfAggregation(aggregation: Part): ReadonlySet<string> | undefined {
  const operator = operatorOf(aggregation);
  const [parameter, operand] = [argumentsOf(aggregation)[0], argumentsOf(aggregation).at(-1)];
  const before = operand && labelsAtMost(operand);
  if (choosing.has(operator)) return before;
  const { keyword, labels } = groupingOf(aggregation);
  const listed = new Set(labels.map(({ text }) => text));
  const written = operator === "count_values" && parameter ? [unquote(parameter.text)] : [];
  if (keyword === "by") return new Set([...[...listed].filter((label) => before?.has(label) ?? true), ...written]);
  return before && new Set([...[...before].filter((label) => !listed.has(label)), ...written]);
}

function labelsOfCall(call: Part): ReadonlySet<string> | undefined {
  const name = operatorOf(call);
  const [operand, target] = argumentsOf(call);
  if (name === "scalar" || name === "vector") return none;
  const before = union(argumentsOf(call).map(labelsAtMost));
  if (name !== "label_replace" && name !== "label_join") return before;
  return operand && target && before && new Set([...before, unquote(target.text)]);
}

/** Whether each group has a single series: only listed labels distinguish series. */
export function groupsOne(aggregation: Part): boolean {
  const operand = argumentsOf(aggregation).at(-1);
  const { keyword, labels } = groupingOf(aggregation);
  const before = operand && labelsAtMost(operand);
  if (before === undefined) return false;
  const listed = new Set(labels.map(({ text }) => text));
  return [...before].every((label) => listed.has(label) === (keyword === "by"));
}

/** Operators that give a single series its own value. */
export const ofOneTheSame: ReadonlySet<string> = new Set(["sum", "avg", "min", "max"]);

const associative = new Set(["sum", "min", "max", "group"]);

/**
 * The labels after the surrounding aggregation, where one aggregation gives the same result as both, as in a sum of sums;
 * undefined elsewhere.
 */
export function labelsRegrouped(aggregation: Part): ReadonlySet<string> | undefined {
  const body = surroundingsOf(aggregation);
  const outer = body?.name === "FunctionCallBody" ? body.parent : undefined;
  if (outer?.name !== "AggregateExpr" || operatorOf(outer) !== operatorOf(aggregation)) return undefined;
  const { keyword, labels } = groupingOf(outer);
  if (!associative.has(operatorOf(outer)) || keyword === "without") return undefined;
  return new Set(labels.map(({ text }) => text));
}

/** Functions that change values, and drop no series by its value. */
const ofValues = new Set([
  ...["rate", "irate", "increase", "delta", "idelta", "changes", "resets", "deriv", "avg_over_time", "min_over_time"],
  ...["max_over_time", "sum_over_time", "last_over_time", "quantile_over_time", "abs", "ceil", "floor", "round", "sgn"],
  ...["ln", "log2", "log10", "exp", "sqrt", "histogram_quantile", "label_replace", "label_join", "vector", "scalar"],
  ...["sort", "sort_desc"],
]);
const blind = new Set(["absent", "absent_over_time", "present_over_time", "count_over_time", "count", "group"]);
const aggregatingValues = new Set(["sum", "avg", "min", "max", "stddev", "stdvar", "quantile"]);

/**
 * Whether only the presence of a part's series counts, not their values: on the right of `and` and `unless`, or in a
 * count, without a filter by value in between.
 */
export function areValuesUnseen(part: Part): boolean {
  const { parent } = part;
  switch (parent?.name) {
    case "FunctionCall":
      return blind.has(operatorOf(parent)) || (ofValues.has(operatorOf(parent)) && areValuesUnseen(parent));
    case "AggregateExpr":
      return blind.has(operatorOf(parent)) || (aggregatingValues.has(operatorOf(parent)) && areValuesUnseen(parent));
    case "BinaryExpr": {
      const [, right] = sidesOf(parent);
      if (isChoice(signOf(parent)) && part === right) return true;
      return !isFilter(parent) && areValuesUnseen(parent);
    }
    case "FunctionCallBody":
    case "ParenExpr":
    case "UnaryExpr":
    case "SubqueryExpr":
    case "OffsetExpr":
    case "StepInvariantExpr":
      return areValuesUnseen(parent);
    default:
      return false;
  }
}

const isFilter = (operation: Part): boolean =>
  isComparison(signOf(operation)) && first(operation, "BoolModifier") === undefined;

/** Whether a factor of all values is lost: `histogram_quantile` of buckets, or of sums of them, reads their shares alone. */
export function isScaleLost(part: Part): boolean {
  const body = surroundingsOf(part);
  const around = body?.name === "FunctionCallBody" ? body.parent : undefined;
  if (around?.name === "FunctionCall") return operatorOf(around) === "histogram_quantile";
  return around?.name === "AggregateExpr" && operatorOf(around) === "sum" && isScaleLost(around);
}

/** Whether the order of a sorted vector is lost: every operation on it ignores the order. */
export const isOrderLost = (sorted: Part): boolean => surroundingsOf(sorted)?.name !== "PromQL";
