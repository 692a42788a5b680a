import {
  binaryOperators,
  type AggregationNode,
  type BinaryNode,
  type Duration,
  type Matcher,
  type Matching,
  type Node,
  type SelectorNode,
  type Shift,
} from "./node.js";
import { quote, quoteReplacement } from "./quote.js";

const unaryPrecedence = 6;
const atom = 8;

/** The printed parts. Expressions never change, and the queries of a node graph share most of theirs. */
const printed = new WeakMap<Node, string>();

/** The text of an expression, with the fewest parentheses from which all parsers read the same tree. */
export function print(expression: { readonly node: Node }): string {
  return printNode(expression.node);
}

function printNode(node: Node): string {
  switch (node.type) {
    case "call":
    case "aggregation":
    case "binary": {
      const known = printed.get(node);
      if (known !== undefined) return known;
      const text = printAnew(node);
      printed.set(node, text);
      return text;
    }
    default:
      return printAnew(node);
  }
}

function printAnew(node: Node): string {
  switch (node.type) {
    case "number":
      return printNumber(node.value);
    case "string":
      return quote(node.value);
    case "number variable":
      return `$${node.name}`;
    case "selector":
      return printSelection(node) + printShift(node);
    case "range":
      return `${printSelection(node.selector)}[${printDuration(node.window)}]${printShift(node.selector)}`;
    case "subquery":
      return `${within(node.of, atom)}[${printDuration(node.window)}:${node.step === undefined ? "" : printDuration(node.step)}]${printShift(node)}`;
    case "call":
      return `${node.name}(${node.parameters.map((parameter, index) => printParameter(node.name, parameter, index)).join(", ")})`;
    case "aggregation": {
      const parameter = node.parameter === undefined ? "" : `${printNode(node.parameter)}, `;
      const grouping = printGrouping(node.grouping);
      return `${node.operator}${grouping}(${parameter}${printNode(node.of)})`;
    }
    case "binary":
      return printBinary(node);
    case "negation":
      // Prometheus parses `-2 ^ a` as -(2 ^ a), and the grammar of its editor, which Grafana uses, as (-2) ^ a.
      return `-${within(node.of, atom)}`;
    case "raw":
      return node.text;
  }
}

/** An aggregation without `by` equals one with `by ()`. */
function printGrouping(grouping: AggregationNode["grouping"]): string {
  if (grouping === undefined || (grouping.keyword === "by" && grouping.labels.length === 0)) return "";
  return ` ${grouping.keyword} (${grouping.labels.join(", ")}) `;
}

function printBinary(node: BinaryNode): string {
  const own = binaryOperators[node.operator];
  // `^` is right-associative, all other operators are left-associative.
  const [left, right] = node.operator === "^" ? [own + 1, own] : [own, own + 1];
  const bool = node.bool ? " bool" : "";
  const matching = node.matching === undefined ? "" : printMatching(node.matching);
  return `${within(node.left, left)} ${node.operator}${bool}${matching} ${within(node.right, right)}`;
}

function within(node: Node, precedence: number): string {
  const text = printNode(node);
  return precedenceOf(node) < precedence ? `(${text})` : text;
}

function precedenceOf(node: Node): number {
  switch (node.type) {
    case "binary":
      return binaryOperators[node.operator];
    case "negation":
      return unaryPrecedence;
    case "number":
      return node.value < 0 || Object.is(node.value, -0) ? unaryPrecedence : atom;
    case "selector":
      // The grammar of the editor applies `offset` and `@` to all that precedes them, also to `a + b`.
      return node.offset === undefined && node.at === undefined ? atom : 0;
    case "raw":
      return 0;
    default:
      return atom;
  }
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Inf" : "-Inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

function printMatching({ keyword, labels, group }: Matching): string {
  const grouped = group === undefined ? "" : ` ${group.keyword} (${group.labels.join(", ")})`;
  return ` ${keyword} (${labels.join(", ")})${grouped}`;
}

/** Keywords that are no names of metrics to parsers of PromQL. */
const keyword = /^(?:and|or|unless|atan2|on|ignoring|group_left|group_right|bool|offset|inf|nan)$/i;

function printSelection({ metric, matchers }: SelectorNode): string {
  if (!keyword.test(metric)) return metric + printMatchers(matchers);
  return printMatchers([{ label: "__name__", operator: "=", value: metric }, ...matchers]);
}

function printMatchers(matchers: readonly Matcher[]): string {
  if (matchers.length === 0) return "";
  return `{${matchers.map(({ label, operator, value }) => `${label}${operator}${printMatcherValue(value)}`).join(", ")}}`;
}

/**
 * A variable is in a raw string in Grafana's format `regex`, which matches exactly the values. Grafana's default format
 * for Prometheus keeps double quotes and line breaks, which break the query; in a raw string only a backtick does.
 */
function printMatcherValue(value: Matcher["value"]): string {
  return typeof value === "string" ? quote(value) : `\`\${${value.name}:regex}\``;
}

function printParameter(name: string, parameter: Node, index: number): string {
  const isReplacement = name === "label_replace" && index === 2 && parameter.type === "string";
  return isReplacement ? quoteReplacement(parameter.value) : printNode(parameter);
}

function printDuration(duration: Duration): string {
  if (typeof duration === "string") return duration;
  return duration.unit === undefined ? `$${duration.name}` : `\${${duration.name}}${duration.unit}`;
}

function printShift({ offset, at }: Shift): string {
  const moment = at === undefined ? "" : ` @ ${typeof at === "number" ? printNumber(at) : at}`;
  return moment + (offset === undefined ? "" : ` offset ${printDuration(offset)}`);
}
