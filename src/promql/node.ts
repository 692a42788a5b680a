/** The syntax tree of an expression, as plain data. */
export type Node =
  | NumberNode
  | StringNode
  | NumberVariableNode
  | SelectorNode
  | RangeNode
  | SubqueryNode
  | CallNode
  | AggregationNode
  | BinaryNode
  | NegationNode
  | RawNode;

export interface NumberNode {
  readonly type: "number";
  readonly value: number;
}

export interface StringNode {
  readonly type: "string";
  readonly value: string;
}

/** A variable of the dashboard for a number: `$__range_s`. */
export interface NumberVariableNode {
  readonly type: "number variable";
  readonly name: string;
}

export interface SelectorNode extends Shift {
  readonly type: "selector";
  readonly metric: string;
  /** The histogram of which the metric is a part. Not printed. */
  readonly histogram?: string;
  readonly matchers: readonly Matcher[];
}

export interface RangeNode {
  readonly type: "range";
  readonly selector: SelectorNode;
  readonly window: Duration;
}

export interface SubqueryNode extends Shift {
  readonly type: "subquery";
  readonly of: Node;
  readonly window: Duration;
  readonly step?: Duration;
}

export interface CallNode {
  readonly type: "call";
  readonly name: string;
  readonly parameters: readonly Node[];
}

export interface AggregationNode {
  readonly type: "aggregation";
  readonly operator: string;
  readonly parameter?: Node;
  readonly grouping?: { readonly keyword: "by" | "without"; readonly labels: readonly string[] };
  readonly of: Node;
}

export interface BinaryNode {
  readonly type: "binary";
  readonly operator: BinaryOperator;
  readonly bool: boolean;
  readonly matching?: Matching;
  readonly left: Node;
  readonly right: Node;
}

export interface NegationNode {
  readonly type: "negation";
  readonly of: Node;
}

export interface RawNode {
  readonly type: "raw";
  readonly text: string;
}

/** The time of a selector or subquery: `offset` and `@`. */
export interface Shift {
  readonly offset?: Duration;
  readonly at?: "start()" | "end()" | number;
}

export interface Matching {
  readonly keyword: "on" | "ignoring";
  readonly labels: readonly string[];
  readonly group?: { readonly keyword: "group_left" | "group_right"; readonly labels: readonly string[] };
}

/** Precedence, lowest first, as in the grammar of PromQL: `or` < `and`, `unless` < comparisons < `+ -` < `* / % atan2` < `^`. */
export const binaryOperators = {
  or: 1,
  and: 2,
  unless: 2,
  "==": 3,
  "!=": 3,
  ">": 3,
  "<": 3,
  ">=": 3,
  "<=": 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
  atan2: 5,
  "^": 7,
} as const;

export type BinaryOperator = keyof typeof binaryOperators;

export interface Matcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string | Variable;
}

/** A variable of the dashboard, for one or several values of a label, or all. */
export interface Variable<Name extends string = string> {
  readonly type: "variable";
  readonly name: Name;
}

/** A duration that Grafana fills in: `$__rate_interval`, or a variable for a number of seconds. */
export interface DurationVariable {
  readonly type: "duration variable";
  readonly name: string;
  /** The unit of a number. Absent if the value has its own unit. */
  readonly unit?: "s";
}

export type DurationUnit = "ms" | "s" | "m" | "h" | "d" | "w" | "y";

/** A duration: `5m`, or a variable for one. */
export type Duration = `${number}${DurationUnit}` | DurationVariable;
