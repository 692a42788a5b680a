/** Reading emitted PromQL for the pages: which metrics it reads, which parts queries share, where its lines may break. */
import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/**
 * Grafana's variables are no PromQL. In their place stands something as long that is, so that places stay the same:
 * a number, a duration, or the digits of one.
 */
const withoutVariables = (expression: string): string =>
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

/** What was read already: the pages ask for each expression several times. */
const trees = new Map<string, Tree>();

function treeOf(expression: string): Tree {
  const known = trees.get(expression);
  if (known !== undefined) return known;
  const tree = parser.parse(withoutVariables(expression));
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) throw new Error(`no PromQL at character ${from}: ${expression}`);
    },
  });
  trees.set(expression, tree);
  return tree;
}

/** @throws if it is no PromQL, once variables have their values. */
export function parseExpression(expression: string): SyntaxNode {
  const { firstChild } = treeOf(expression).topNode;
  if (firstChild === null) throw new Error(`there is no expression in "${expression}"`);
  return firstChild;
}

/** The series that an expression names, in order, each once. */
export function seriesIn(expression: string): readonly string[] {
  const names = new Set<string>();
  treeOf(expression).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === "Identifier" && node.parent?.name === "VectorSelector") names.add(expression.slice(from, to));
    },
  });
  return [...names];
}

/** The metrics that an expression reads, each once; parts of a histogram count as the histogram. */
export const metricsIn = (expression: string, isMetric: (name: string) => boolean): readonly string[] => [
  ...new Set(seriesIn(expression).map((name) => (isMetric(name) ? name : name.replace(histogramPart, "")))),
];

/** Queries of one panel, in which parts that stand several times have a name. */
export interface Factored {
  readonly parts: readonly { readonly name: string; readonly expression: string }[];
  readonly expressions: readonly string[];
}

const shareable = new Set(["AggregateExpr", "FunctionCall", "BinaryExpr"]);

/**
 * Gives names to the parts that queries share, as recording rules would: a part that stands in two places, and isn't
 * just carried along by a larger one. Putting the parts back in place of their names gives the queries as they were.
 *
 * @param shortest parts of fewer characters stay where they are
 */
export function factor(expressions: readonly string[], shortest = 120): Factored {
  const places = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const visit = (expression: string, node: SyntaxNode, place: string) => {
    const text = expression.slice(node.from, node.to);
    if (!shareable.has(node.name) || text.length < shortest) {
      childrenOf(node).forEach((child, index) => {
        visit(expression, child, `${place}.${index}`);
      });
      return;
    }
    places.set(text, (places.get(text) ?? new Set()).add(place));
    // What is in a part that was seen already is carried along by it.
    if (seen.has(text)) return;
    seen.add(text);
    childrenOf(node).forEach((child, index) => {
      visit(expression, child, `${text}.${index}`);
    });
  };
  expressions.forEach((expression, index) => {
    visit(expression, parseExpression(expression), String(index));
  });
  const shared = new Set([...places].filter(([, { size }]) => size > 1).map(([text]) => text));

  const names = new Map<string, string>();
  const parts: { name: string; expression: string }[] = [];
  const named = (expression: string, node: SyntaxNode, isWhole: boolean): string => {
    const text = expression.slice(node.from, node.to);
    if (isWhole || !shareable.has(node.name) || !shared.has(text)) {
      let result = "";
      let from = node.from;
      for (const child of childrenOf(node)) {
        result += expression.slice(from, child.from) + named(expression, child, false);
        from = child.to;
      }
      return result + expression.slice(from, node.to);
    }
    const known = names.get(text);
    if (known !== undefined) return known;
    // What a part is made of is named before it.
    const inside = named(expression, node, true);
    const name = `part_${parts.length + 1}`;
    names.set(text, name);
    parts.push({ name, expression: inside });
    return name;
  };
  const rest = expressions.map((expression) => named(expression, parseExpression(expression), false));
  return { parts, expressions: rest };
}

/** Puts parts back in place of their names. */
export function expand({ parts, expressions }: Factored): readonly string[] {
  const known = new Map<string, string>();
  const put = (expression: string) => expression.replaceAll(/\bpart_\d+\b/g, (name) => known.get(name) ?? name);
  for (const { name, expression } of parts) known.set(name, put(expression));
  return expressions.map(put);
}

const width = 100;

/** An expression with line breaks where it is long. */
export const layOut = (expression: string): string => linesOf(expression, parseExpression(expression), 0).join("\n");

const indentation = (depth: number) => "  ".repeat(depth);

/** The lines of a node. The first is not indented: it goes on where its surroundings left off. */
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
      const joint = expression.slice(operator[0]?.from ?? first.to, operator.at(-1)?.to ?? last.from);
      return [
        ...linesOf(expression, first, depth),
        ...joined(`${indentation(depth)}${joint} `, linesOf(expression, last, depth)),
      ];
    }
    case "FunctionCall":
    case "AggregateExpr":
      return joined(expression.slice(node.from, last.from), linesOf(expression, last, depth));
    case "FunctionCallBody":
    case "ParenExpr":
      return [
        "(",
        ...filled(
          argumentsOf(expression, children).map((argument) => linesOf(expression, argument, depth + 1)),
          indentation(depth + 1),
        ),
        `${indentation(depth)})`,
      ];
    default: {
      // What follows the first child, such as a subquery's range or an offset, is short.
      const lines = joined(expression.slice(node.from, first.from), linesOf(expression, first, depth));
      return [...lines.slice(0, -1), `${lines.at(-1) ?? ""}${expression.slice(first.to, node.to)}`];
    }
  }
}

/** Arguments with commas between them; short ones share a line. */
function filled(all: readonly (readonly string[])[], before: string): string[] {
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

const joined = (head: string, [first = "", ...rest]: readonly string[]): string[] => [`${head}${first}`, ...rest];
