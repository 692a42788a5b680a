import type { Matcher, Variable } from "./node.js";
import { escapeRegularExpression } from "./quote.js";
import type { LabelOf, ValueOf } from "./registry.js";

/**
 * The condition of a matcher: a value, a variable of the dashboard, or one of `not`, `oneOf`, `noneOf`, `matching` and
 * `notMatching`. The parameter for the label only serves messages of the compiler.
 */
export type Condition<V extends string = string, _Label extends string = string> =
  | V
  | Variable
  | { readonly operator: "!="; readonly value: V }
  | { readonly operator: "=~"; readonly value: string; readonly names?: readonly V[] }
  | { readonly operator: "!~"; readonly value: string | Variable; readonly names?: readonly V[] };

export type Conditions<R, N extends string> = {
  readonly [L in LabelOf<R, N>]?: Condition<ValueOf<R, N, L>, L>;
};

/** Any other value. */
export function not<const V extends string>(value: V): { operator: "!="; value: V } {
  return { operator: "!=", value };
}

/** One of these values. */
export function oneOf<const V extends string>(
  ...values: readonly V[]
): { operator: "=~"; value: string; names: readonly V[] } {
  return { operator: "=~", value: alternatives(values), names: values };
}

/** None of these values. */
export function noneOf<const V extends string>(
  ...values: readonly V[]
): { operator: "!~"; value: string; names: readonly V[] } {
  return { operator: "!~", value: alternatives(values), names: values };
}

/** A regular expression (RE2) that the whole value matches. */
export function matching(pattern: string): { operator: "=~"; value: string } {
  return { operator: "=~", value: pattern };
}

/** A regular expression (RE2) that the whole value doesn't match, or a variable of the dashboard: none of its values. */
export function notMatching<const P extends string | Variable>(pattern: P): { operator: "!~"; value: P } {
  return { operator: "!~", value: pattern };
}

function alternatives(values: readonly string[]): string {
  return values.map(escapeRegularExpression).join("|");
}

/** The matcher of a label for a condition. */
export function toMatcher(label: string, condition: Condition): Matcher {
  if (typeof condition === "string") return { label, operator: "=", value: condition };
  if ("type" in condition) return { label, operator: "=~", value: condition };
  return { label, operator: condition.operator, value: condition.value };
}
