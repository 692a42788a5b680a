import { instantVector, nodeOf, scalarOf, type InstantVector, type MetricKind, type Scalar } from "./expression.js";
import type { BinaryNode, BinaryOperator, Matching } from "./node.js";

type Numeric = number | Scalar;
type Combined<A extends MetricKind, B extends MetricKind> = "counter" extends A | B ? "counter" : "gauge";

interface OnSameLabels {
  <L extends string, A extends MetricKind, B extends MetricKind>(
    left: InstantVector<L, A>,
    right: InstantVector<NoInfer<L>, B>,
  ): InstantVector<L, Combined<A, B>>;
}

interface ArithmeticForms {
  /** A vector and a number. Series keep their labels. */
  scalar<L extends string, A extends MetricKind, O extends string>(
    left: InstantVector<L, A, O>,
    right: Numeric,
  ): InstantVector<L, Combined<A, A>, O>;
  /** A number and a vector: `1 - x`. */
  fromScalar<L extends string, B extends MetricKind, O extends string>(
    left: Numeric,
    right: InstantVector<L, B, O>,
  ): InstantVector<L, Combined<B, B>, O>;
  scalars(left: Numeric, right: Numeric): Scalar;
  /** Matches one to one on these labels. The result has only these. */
  on<
    L extends string,
    R extends string,
    A extends MetricKind,
    B extends MetricKind,
    O extends string,
    P extends string,
    const M extends L & R,
  >(
    labels: readonly M[],
    left: InstantVector<L, A, O>,
    right: InstantVector<R, B, P>,
  ): InstantVector<M, Combined<A, B>>;
  /** Matches one to one on all labels but these. The result lacks these. */
  ignoring<L extends string, A extends MetricKind, B extends MetricKind, const M extends string>(
    labels: readonly M[],
    left: InstantVector<L, A>,
    right: InstantVector<Exclude<L, M>, B>,
  ): InstantVector<Exclude<L, M>, Combined<A, B>>;
  /** `on (labels) group_left (copied)`: many series on the left match one on the right, and get its `copied` labels. */
  groupLeft<
    L extends string,
    R extends string,
    A extends MetricKind,
    B extends MetricKind,
    O extends string,
    P extends string,
    const M extends L & R,
    const C extends R,
  >(
    labels: readonly M[],
    copied: readonly C[],
    many: InstantVector<L, A, O>,
    one: InstantVector<R, B, P>,
  ): InstantVector<L | C, Combined<A, B>, O>;
  /** `on (labels) group_right (copied)`: many series on the right match one on the left. */
  groupRight<
    L extends string,
    R extends string,
    A extends MetricKind,
    B extends MetricKind,
    O extends string,
    P extends string,
    const M extends L & R,
    const C extends L,
  >(
    labels: readonly M[],
    copied: readonly C[],
    one: InstantVector<L, A, O>,
    many: InstantVector<R, B, P>,
  ): InstantVector<R | C, Combined<A, B>, P>;
}

/**
 * `+ - * / % ^`. Two vectors must have the same labels and no optional ones; for others there are `on`, `ignoring` and the
 * many-to-one forms.
 */
export interface Arithmetic extends OnSameLabels, ArithmeticForms {}

function arithmetic(operator: BinaryOperator): Arithmetic {
  const onSameLabels: OnSameLabels = (left, right) => instantVector(binary(operator, left, right), left.labels);
  const forms: ArithmeticForms = {
    scalar: (left, right) => instantVector(binary(operator, left, right), left.labels),
    fromScalar: (left, right) => instantVector(binary(operator, left, right), right.labels),
    scalars: (left, right) => scalarOf(binary(operator, left, right)),
    on: (labels, left, right) => instantVector(binary(operator, left, right, { keyword: "on", labels }), labels),
    ignoring: (labels, left, right) =>
      instantVector(binary(operator, left, right, { keyword: "ignoring", labels }), right.labels),
    groupLeft: (labels, copied, many, one) => {
      const group = { keyword: "group_left", labels: copied } as const;
      return instantVector(binary(operator, many, one, { keyword: "on", labels, group }), [
        ...new Set([...many.labels, ...copied]),
      ]);
    },
    groupRight: (labels, copied, one, many) => {
      const group = { keyword: "group_right", labels: copied } as const;
      return instantVector(binary(operator, one, many, { keyword: "on", labels, group }), [
        ...new Set([...many.labels, ...copied]),
      ]);
    },
  };
  return Object.assign(onSameLabels, forms);
}

export const add = arithmetic("+");
export const subtract = arithmetic("-");
export const multiply = arithmetic("*");
export const divide = arithmetic("/");
export const modulo = arithmetic("%");
export const power = arithmetic("^");

interface Compare {
  <L extends string, A extends MetricKind, O extends string>(
    left: InstantVector<L, A, O>,
    right: Numeric,
  ): InstantVector<L, A, O>;
}

interface ComparisonForms {
  /** Compares with the series of another vector with the same labels. */
  vector<L extends string, A extends MetricKind, B extends MetricKind>(
    left: InstantVector<L, A>,
    right: InstantVector<NoInfer<L>, B>,
  ): InstantVector<L, A>;
  /** Many series on the left with one on the right. Those for which the comparison holds keep their labels. */
  groupLeft<
    L extends string,
    R extends string,
    A extends MetricKind,
    B extends MetricKind,
    O extends string,
    P extends string,
    const M extends L & R,
  >(
    labels: readonly M[],
    many: InstantVector<L, A, O>,
    one: InstantVector<R, B, P>,
  ): InstantVector<L, A, O>;
  /** 1 if the comparison holds, else 0. Doesn't filter. */
  bool<L extends string, A extends MetricKind, O extends string>(
    left: InstantVector<L, A, O>,
    right: Numeric,
  ): InstantVector<L, "gauge", O>;
}

/** `== != > < >= <=`, the series of the left side for which the comparison holds. */
export interface Comparison extends Compare, ComparisonForms {}

function comparison(operator: BinaryOperator): Comparison {
  const compare: Compare = (left, right) => instantVector(binary(operator, left, right), left.labels);
  const forms: ComparisonForms = {
    vector: (left, right) => instantVector(binary(operator, left, right), left.labels),
    groupLeft: (labels, many, one) => {
      const group = { keyword: "group_left", labels: [] } as const;
      return instantVector(binary(operator, many, one, { keyword: "on", labels, group }), many.labels);
    },
    bool: (left, right) => instantVector({ ...binary(operator, left, right), bool: true }, left.labels),
  };
  return Object.assign(compare, forms);
}

export const equal = comparison("==");
export const notEqual = comparison("!=");
export const greater = comparison(">");
export const less = comparison("<");
export const atLeast = comparison(">=");
export const atMost = comparison("<=");

interface FilterOnSameLabels {
  <L extends string, A extends MetricKind, B extends MetricKind>(
    left: InstantVector<L, A>,
    right: InstantVector<NoInfer<L>, B>,
  ): InstantVector<L, A>;
}

interface FilterForms {
  /** Matches on these labels. */
  on<
    L extends string,
    R extends string,
    A extends MetricKind,
    B extends MetricKind,
    O extends string,
    P extends string,
  >(
    labels: readonly (NoInfer<L> & NoInfer<R>)[],
    left: InstantVector<L, A, O>,
    right: InstantVector<R, B, P>,
  ): InstantVector<L, A, O>;
}

/** `and` and `unless`: the series of the left side with, or without, a match on the right. */
export interface Filter extends FilterOnSameLabels, FilterForms {}

function filter(operator: BinaryOperator): Filter {
  const onSameLabels: FilterOnSameLabels = (left, right) => instantVector(binary(operator, left, right), left.labels);
  const forms: FilterForms = {
    on: (labels, left, right) => instantVector(binary(operator, left, right, { keyword: "on", labels }), left.labels),
  };
  return Object.assign(onSameLabels, forms);
}

export const and = filter("and");
export const unless = filter("unless");

/** The series of the left side, and those of the right without a match there. Both sides have the same labels. */
export const or = Object.assign(
  <L extends string, A extends MetricKind, B extends MetricKind>(
    left: InstantVector<L, A>,
    right: InstantVector<NoInfer<L>, B>,
  ) => instantVector<L, A | B, never>(binary("or", left, right), left.labels),
  {
    /** Matches on these labels. */
    on: <L extends string, A extends MetricKind, B extends MetricKind>(
      labels: readonly NoInfer<L>[],
      left: InstantVector<L, A>,
      right: InstantVector<NoInfer<L>, B>,
    ) => instantVector<L, A | B, never>(binary("or", left, right, { keyword: "on", labels }), left.labels),
  },
);

/** `-x` */
export function negate<L extends string, A extends MetricKind, O extends string>(
  vector: InstantVector<L, A, O>,
): InstantVector<L, Combined<A, A>, O> {
  return instantVector({ type: "negation", of: vector.node }, vector.labels);
}

type Operand = number | { readonly node: BinaryNode["left"] };

function binary(operator: BinaryOperator, left: Operand, right: Operand, matching?: Matching): BinaryNode {
  const node = { type: "binary", operator, bool: false, left: nodeOf(left), right: nodeOf(right) } as const;
  return matching === undefined ? node : { ...node, matching };
}
