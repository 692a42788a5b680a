import { parser } from "@prometheus-io/lezer-promql";
import type { SyntaxNode } from "@lezer/common";

/** A node of the syntax tree with its text. */
export interface Part {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly parent?: Part;
  readonly parts: readonly Part[];
}

/** @throws Error at a syntax error */
export function readTree(expression: string): Part {
  const tree = parser.parse(expression);
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) throw new Error(`the grammar reads no PromQL at ${from} of ${expression}`);
    },
  });
  return partOf(expression, tree.topNode);
}

function partOf(expression: string, { name, from, to, firstChild }: SyntaxNode, parent?: Part): Part {
  const parts: Part[] = [];
  const part: Part = { name, from, to, text: expression.slice(from, to), ...(parent && { parent }), parts };
  for (let child = firstChild; child !== null; child = child.nextSibling) parts.push(partOf(expression, child, part));
  return part;
}

/** A part and all its descendants, in the order of the text. */
export function* everyPart(part: Part): Generator<Part> {
  yield part;
  for (const child of part.parts) yield* everyPart(child);
}

export const first = ({ parts }: Part, name: string): Part | undefined => parts.find((part) => part.name === name);
export const every = ({ parts }: Part, name: string): readonly Part[] => parts.filter((part) => part.name === name);

/** The name of a function or aggregation. */
export const operatorOf = ({ parts }: Part): string => parts[0]?.text ?? "";
export const argumentsOf = (call: Part): readonly Part[] => first(call, "FunctionCallBody")?.parts ?? [];

/** The closest part around an expression that isn't just parentheses. */
export function surroundingsOf({ parent }: Part): Part | undefined {
  return parent?.name === "ParenExpr" ? surroundingsOf(parent) : parent;
}

/** An expression without its parentheses. */
export function bare(part: Part): Part {
  const [inner] = part.parts;
  return part.name === "ParenExpr" && inner !== undefined ? bare(inner) : part;
}

/** The two sides of a binary operation. */
export function sidesOf({ parts, text }: Part): readonly [left: Part, right: Part] {
  const [left, right] = [parts[0], parts.at(-1)];
  if (left === undefined || right === undefined) throw new Error(`${text} has no two sides`);
  return [left, right];
}

/** The operator between the two sides, in lower case. */
export const signOf = ({ parts }: Part): string => (parts[1]?.text ?? "").toLowerCase();

export const isComparison = (sign: string): boolean => /^([<>]=?|[=!]=)$/.test(sign);

const scalarFunctions = new Set(["scalar", "time", "pi"]);

/** Whether an expression is a scalar. */
export function isScalar(part: Part): boolean {
  switch (part.name) {
    case "NumberDurationLiteral":
      return true;
    case "FunctionCall":
      return scalarFunctions.has(operatorOf(part));
    case "ParenExpr":
    case "UnaryExpr":
    case "BinaryExpr":
      return part.parts.filter(isExpression).every(isScalar);
    default:
      return false;
  }
}

const expressions = new Set([
  ...["AggregateExpr", "BinaryExpr", "FunctionCall", "MatrixSelector", "NumberDurationLiteral", "OffsetExpr"],
  ...["ParenExpr", "StepInvariantExpr", "StringLiteral", "SubqueryExpr", "UnaryExpr", "VectorSelector"],
]);

export const isExpression = ({ name }: Part): boolean => expressions.has(name);

const loose = new Set(["BinaryExpr", "UnaryExpr", "OffsetExpr", "StepInvariantExpr"]);

/** An expression as a side of an operation, in parentheses where precedence requires them. */
export const asSide = ({ name, text }: Part): string => (loose.has(name) || text.startsWith("-") ? `(${text})` : text);

/** An expression in place of another, in parentheses where precedence requires them. */
export function inPlaceOf(place: Part, part: Part): string {
  const around = place.parent?.name ?? "";
  return loose.has(around) || around === "SubqueryExpr" ? asSide(part) : part.text;
}
