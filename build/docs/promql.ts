/** Emitted PromQL as the pages need it: the metrics in it, its calls of `label_replace`, and a layout with line breaks. */
import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** Replaces Grafana's variables, which the grammar doesn't know, by numbers and durations of the same length. */
const replaceVariables = (expression: string): string =>
  expression
    .replaceAll("$__range_s", "1".repeat("$__range_s".length))
    .replaceAll(/(?<=\[|:|offset )\$__?\w+/g, (variable) => "1".repeat(variable.length - 1) + "s")
    .replaceAll(/(?<=\[|:|offset )\$\{\w+\}(?=[smhd])/g, (variable) => "1".repeat(variable.length));

const histogramPart = /_(bucket|sum|count)$/;

const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
};

/** Parsed expressions. Each is needed several times. */
const trees = new Map<string, Tree>();

function treeOf(expression: string): Tree {
  const known = trees.get(expression);
  if (known !== undefined) return known;
  const tree = parser.parse(replaceVariables(expression));
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) throw new Error(`no PromQL at character ${from}: ${expression}`);
    },
  });
  trees.set(expression, tree);
  return tree;
}

/** @throws Error if it isn't PromQL with Grafana's variables replaced */
export function parseExpression(expression: string): SyntaxNode {
  const { firstChild } = treeOf(expression).topNode;
  if (firstChild === null) throw new Error(`no expression in "${expression}"`);
  return firstChild;
}

/** The names of series in an expression, in order, each once. */
export function seriesIn(expression: string): readonly string[] {
  const names = new Set<string>();
  treeOf(expression).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === "Identifier" && node.parent?.name === "VectorSelector") names.add(expression.slice(from, to));
    },
  });
  return [...names];
}

/** The metrics that an expression reads, each once. `_bucket`, `_sum` and `_count` count as their histogram. */
export const metricsIn = (expression: string, isMetric: (name: string) => boolean): readonly string[] => [
  ...new Set(seriesIn(expression).map((name) => (isMetric(name) ? name : name.replace(histogramPart, "")))),
];

/** A call of `label_replace`: the label that it writes, the replacement, and the label that it reads. */
export interface LabelReplacement {
  readonly label: string;
  readonly replacement: string;
  readonly source: string;
  /** The calls of `label_replace` in its first argument, at any depth. */
  readonly inner: readonly LabelReplacement[];
}

/** The outermost calls of `label_replace` in an expression. */
export const labelReplacementsIn = (expression: string): readonly LabelReplacement[] =>
  replacementsUnder(expression, parseExpression(expression));

function replacementsUnder(expression: string, node: SyntaxNode): LabelReplacement[] {
  const children = childrenOf(node);
  const [name, body] = children;
  if (
    node.name !== "FunctionCall" ||
    name === undefined ||
    body === undefined ||
    textOf(expression, name) !== "label_replace"
  )
    return children.flatMap((child) => replacementsUnder(expression, child));
  const [value, ...words] = argumentsOf(expression, childrenOf(body));
  const [label = "", replacement = "", source = ""] = words.map((word) => textOf(expression, word).slice(1, -1));
  return [{ label, replacement, source, inner: value === undefined ? [] : replacementsUnder(expression, value) }];
}

const textOf = (expression: string, { from, to }: SyntaxNode) => expression.slice(from, to);

const width = 100;

/** The expression with line breaks where it is longer than a line. */
export const formatExpression = (expression: string): string =>
  linesOf(expression, parseExpression(expression), 0).join("\n");

const indentation = (depth: number) => "  ".repeat(depth);

/** The lines of a node. The first has no indentation, since it continues the caller's line. */
function linesOf(expression: string, node: SyntaxNode, depth: number): string[] {
  const text = expression.slice(node.from, node.to);
  if (text.length + 2 * depth <= width) return [text];
  const children = childrenOf(node);
  const [first, ...others] = children;
  const last = children.at(-1);
  if (first === undefined || last === undefined) return [text];
  switch (node.name) {
    case "BinaryExpr": {
      const operator = others.slice(0, -1);
      const operatorText = expression.slice(operator[0]?.from ?? first.to, operator.at(-1)?.to ?? last.from);
      return [
        ...linesOf(expression, first, depth),
        ...prefixFirst(`${indentation(depth)}${operatorText} `, linesOf(expression, last, depth)),
      ];
    }
    case "FunctionCall":
    case "AggregateExpr":
      return prefixFirst(expression.slice(node.from, last.from), linesOf(expression, last, depth));
    case "FunctionCallBody":
    case "ParenExpr":
      return [
        "(",
        ...fillLines(
          argumentsOf(expression, children).map((argument) => linesOf(expression, argument, depth + 1)),
          indentation(depth + 1),
        ),
        `${indentation(depth)})`,
      ];
    default: {
      // The rest after the first child is short: a subquery's range or an offset.
      const lines = prefixFirst(expression.slice(node.from, first.from), linesOf(expression, first, depth));
      return [...lines.slice(0, -1), `${lines.at(-1) ?? ""}${expression.slice(first.to, node.to)}`];
    }
  }
}

/** Arguments with commas between them. Short arguments share a line. */
function fillLines(all: readonly (readonly string[])[], before: string): string[] {
  const lines: string[] = [];
  let isOpen = false;
  all.forEach((argument, index) => {
    const [first = "", ...rest] = argument;
    const comma = index === all.length - 1 ? "" : ",";
    const last = lines.at(-1) ?? "";
    if (rest.length === 0 && isOpen && last.length + first.length + 2 <= width) {
      lines[lines.length - 1] = `${last} ${first}${comma}`;
      return;
    }
    lines.push(`${before}${first}`, ...rest);
    lines[lines.length - 1] = `${lines.at(-1) ?? ""}${comma}`;
    isOpen = rest.length === 0;
  });
  return lines;
}

const argumentsOf = (expression: string, children: readonly SyntaxNode[]) =>
  children.filter(({ from, to }) => !["(", ")", ","].includes(expression.slice(from, to)));

const prefixFirst = (head: string, [first = "", ...rest]: readonly string[]): string[] => [`${head}${first}`, ...rest];
