import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import {
  binaryOperators,
  type BinaryOperator,
  type Duration,
  type DurationUnit,
  type Matcher,
  type Matching,
  type Node,
  type SelectorNode,
  type Shift,
} from "../../src/promql/node.js";

/**
 * Parses PromQL by the grammar of Prometheus for editors into the tree of `src/promql`.
 * @throws Error for a syntax error, or for syntax that `print` never uses
 */
export function parseExpression(source: string): Node {
  const tree = parser.parse(source);
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) throw new Error(`syntax error at ${from} of ${source}`);
    },
  });
  const top = tree.topNode.firstChild;
  if (top === null) throw new Error("there is no expression");
  return expressionOf(partOf(source, top));
}

/** A node of the tree of the grammar with its text. */
interface Part {
  readonly name: string;
  readonly text: string;
  readonly parts: readonly Part[];
}

function partOf(source: string, { name, from, to, firstChild }: SyntaxNode): Part {
  const parts: Part[] = [];
  for (let child = firstChild; child !== null; child = child.nextSibling) parts.push(partOf(source, child));
  return { name, text: source.slice(from, to), parts };
}

const absent: Part = { name: "absent", text: "", parts: [] };
const first = ({ parts }: Part): Part => parts[0] ?? absent;
const last = ({ parts }: Part): Part => parts.at(-1) ?? absent;
const all = ({ parts }: Part, name: string): readonly Part[] => parts.filter((part) => part.name === name);
const one = (part: Part, name: string): Part | undefined => all(part, name)[0];

function expressionOf(part: Part): Node {
  const [left = absent, middle = absent, right] = part.parts;
  switch (part.name) {
    case "ParenExpr":
      return expressionOf(left);
    case "NumberDurationLiteral":
      return { type: "number", value: numberOf(part.text) };
    case "StringLiteral":
      return { type: "string", value: unquote(part.text) };
    case "UnaryExpr":
      return { type: "negation", of: expressionOf(last(part)) };
    case "VectorSelector":
      return selectorOf(part);
    case "MatrixSelector":
      return { type: "range", selector: selectorOf(left), window: durationOf(middle) };
    case "SubqueryExpr": {
      const step = right === undefined ? {} : { step: durationOf(right) };
      return { type: "subquery", of: expressionOf(left), window: durationOf(middle), ...step };
    }
    case "OffsetExpr":
      return shifted(expressionOf(left), { offset: durationOf(last(part)) });
    case "StepInvariantExpr": {
      const { text } = last(part);
      return shifted(expressionOf(left), momentOf(text));
    }
    case "FunctionCall":
      return { type: "call", name: left.text, parameters: middle.parts.map(expressionOf) };
    case "AggregateExpr":
      return aggregationOf(part);
    case "BinaryExpr":
      return binaryOf(part);
    default:
      throw new Error(`${part.name} is never printed`);
  }
}

/** The node of the grammar for `start()` and `end()` is only the word. */
const momentOf = (text: string): Shift => ({
  at: text === "start" || text === "end" ? `${text}()` : numberOf(text),
});

function selectorOf(part: Part): SelectorNode {
  const matchers = all(one(part, "LabelMatchers") ?? absent, "UnquotedLabelMatcher").map(({ parts }) => {
    const [label = absent, operator = absent, value = absent] = parts;
    if (!isMatchOperator(operator.text)) throw new Error(`${operator.text} is no operator of a matcher`);
    return { label: label.text, operator: operator.text, value: unquote(value.text) };
  });
  const name = one(part, "Identifier");
  if (name !== undefined) return { type: "selector", metric: name.text, matchers };
  const [metric, ...others] = matchers;
  if (metric?.label !== "__name__") throw new Error(`${part.text} has no name of a metric`);
  return { type: "selector", metric: metric.value, matchers: others };
}

const labelsOf = (part: Part | undefined): string[] => (part?.parts ?? []).map(({ text }) => text);

function aggregationOf(part: Part): Node {
  const modifier = one(part, "AggregateModifier");
  const parameters = (one(part, "FunctionCallBody") ?? absent).parts.map(expressionOf);
  const of = parameters.pop();
  const [parameter] = parameters;
  if (of === undefined) throw new Error(`${part.text} aggregates nothing`);
  const keyword = modifier !== undefined && one(modifier, "Without") ? "without" : "by";
  return {
    type: "aggregation",
    operator: first(part).text,
    ...(parameter && { parameter }),
    ...(modifier && { grouping: { keyword, labels: labelsOf(one(modifier, "GroupingLabels")) } }),
    of,
  };
}

function binaryOf(part: Part): Node {
  const operator = part.parts[1]?.text ?? "";
  if (!isOperator(operator)) throw new Error(`${operator} is no operator`);
  const clause = one(part, "MatchingModifierClause");
  return {
    type: "binary",
    operator,
    bool: one(part, "BoolModifier") !== undefined,
    ...(clause && { matching: matchingOf(clause) }),
    left: expressionOf(first(part)),
    right: expressionOf(last(part)),
  };
}

function matchingOf(clause: Part): Matching {
  const [matched, copied] = all(clause, "GroupingLabels");
  const keyword = one(clause, "On") ? "on" : "ignoring";
  const side = one(clause, "GroupLeft") ? "group_left" : one(clause, "GroupRight") ? "group_right" : undefined;
  return { keyword, labels: labelsOf(matched), ...(side && { group: { keyword: side, labels: labelsOf(copied) } }) };
}

const isUnit = (text: string | undefined): text is DurationUnit => /^(ms|[smhdwy])$/.test(text ?? "");

function durationOf({ text }: Part): Duration {
  const [, amount, unit] = /^(-?\d+)(\w+)$/.exec(text) ?? [];
  if (!isUnit(unit)) throw new Error(`${text} is no duration`);
  return `${Number(amount)}${unit}`;
}

/** `offset` and `@` follow the window of a range, and belong to its selector. */
function shifted(node: Node, by: Shift): Node {
  if (node.type === "range") return { ...node, selector: { ...node.selector, ...by } };
  if (node.type === "selector" || node.type === "subquery") return { ...node, ...by };
  throw new Error(`${node.type} can't be shifted`);
}

const isMatchOperator = (text: string): text is Matcher["operator"] => /^(=|!=|=~|!~)$/.test(text);
const isOperator = (text: string): text is BinaryOperator => Object.hasOwn(binaryOperators, text);

const infinite = /^([+-]?)inf$/i;

function numberOf(text: string): number {
  const infinity = infinite.exec(text);
  if (infinity !== null) return infinity[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(text);
  if (Number.isNaN(value) && !/^[+-]?nan$/i.test(text)) throw new Error(`${text} is no number`);
  return value;
}

const escaped: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\", '"': '"' };

/** The value of a string literal, as Go reads it. @throws Error for an escape that `quote` never uses */
export function unquote(literal: string): string {
  if (literal.startsWith("`")) return literal.slice(1, -1);
  return literal
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/gs, (whole, ...groups: (string | undefined)[]) => {
      const [short, long, one] = groups;
      const code = short ?? long;
      const value = code === undefined ? escaped[one ?? ""] : String.fromCharCode(parseInt(code, 16));
      if (value === undefined) throw new Error(`${whole} is an escape that is never printed`);
      return value;
    });
}
