import { describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { print, variable } from "../../src/promql/index.js";
import type { Duration, Matcher, Node, SelectorNode, Shift } from "../../src/promql/node.js";
import { quote } from "../../src/promql/quote.js";
import { interpolate, prometheusFormat, type VariableValue } from "../grafana-client/interpolate.js";
import { expression, keywords, text, variableNames } from "./arbitrary.js";
import { parseErrors } from "./parse-errors.js";
import { parseExpression, unquote } from "./parse-expression.js";

/** Values of the variables, as a viewer may choose them. */
const values = {
  labels: [`it's "odd"\\x.y`, "[[top]]", "$seconds", "a\nb|c"],
  number: "10",
  seconds: "300",
  duration: "2m",
};

const single = (name: string, value: string): VariableValue => ({
  name,
  multi: false,
  includeAll: false,
  value,
  text: value,
});
const several = (name: string, value: readonly string[]): VariableValue => ({
  name,
  multi: true,
  includeAll: true,
  value,
  text: value,
});
const variables = new Map([
  [variableNames.label, several(variableNames.label, values.labels)],
  [variableNames.number, single(variableNames.number, values.number)],
  [variableNames.seconds, single(variableNames.seconds, values.seconds)],
  [variableNames.duration, single(variableNames.duration, values.duration)],
]);

/** The query with the values of variables, as Prometheus receives it. */
const sent = (of: { readonly node: Node }): string => interpolate(print(of), variables, prometheusFormat);

const regex = interpolate(`\${${variableNames.label}:regex}`, variables);

/**
 * The tree as the grammar reads it: with values in place of variables, negative numbers in place of negated ones, and
 * without `by ()`.
 */
function plain(node: Node): Node {
  switch (node.type) {
    case "number variable":
      return { type: "number", value: Number(values.number) };
    case "negation": {
      const of = plain(node.of);
      return of.type === "number" ? { type: "number", value: -of.value } : { type: "negation", of };
    }
    case "selector":
      return plainSelector(node);
    case "range":
      return { ...node, selector: plainSelector(node.selector), window: plainDuration(node.window) };
    case "subquery": {
      const step = node.step === undefined ? {} : { step: plainDuration(node.step) };
      return { ...node, of: plain(node.of), window: plainDuration(node.window), ...step, ...plainShift(node) };
    }
    case "call":
      return { ...node, parameters: node.parameters.map(plain) };
    case "aggregation": {
      const { grouping, parameter, ...rest } = node;
      const isGrouped = grouping !== undefined && (grouping.keyword === "without" || grouping.labels.length > 0);
      return {
        ...rest,
        of: plain(node.of),
        ...(parameter && { parameter: plain(parameter) }),
        ...(isGrouped && { grouping }),
      };
    }
    case "binary":
      return { ...node, left: plain(node.left), right: plain(node.right) };
    default:
      return node;
  }
}

const plainDuration = (duration: Duration): Duration => {
  if (typeof duration === "string") return duration;
  return duration.name === variableNames.seconds ? "300s" : "2m";
};

const plainShift = ({ offset }: Shift): Shift => (offset === undefined ? {} : { offset: plainDuration(offset) });

const plainMatcher = (matcher: Matcher): Matcher =>
  typeof matcher.value === "string" ? matcher : { ...matcher, value: regex };

const plainSelector = (node: SelectorNode): SelectorNode => ({
  ...node,
  matchers: node.matchers.map(plainMatcher),
  ...plainShift(node),
});

describe("any expression", () => {
  it("is read by the grammar as the same tree, with values in place of variables", () => {
    fc.assert(
      fc.property(expression, (of) => {
        expect(plain(parseExpression(sent(of)))).toEqual(plain(of.node));
      }),
      { numRuns: 1000 },
    );
  });

  it("is parsed by Prometheus", async () => {
    await fc.assert(
      // Starting promtool takes longer than parsing a hundred expressions, so few runs check many each.
      fc.asyncProperty(fc.array(expression, { minLength: 100, maxLength: 200 }), async (all) => {
        expect(await parseErrors(all.map(sent))).toEqual([]);
      }),
      // Shrinking has no use: promtool names the expression that is wrong.
      { numRuns: 5, endOnFailure: true },
    );
  });
});

describe("any text", () => {
  it("is the value of its literal, in which Grafana finds no variable", () => {
    fc.assert(
      fc.property(text, (value) => {
        const literal = quote(value);
        expect(interpolate(literal, variables)).toBe(literal);
        expect(literal).not.toMatch(/[\n\uFFFD]/);
        expect(unquote(literal)).toBe(value);
        expect(parseExpression(literal)).toEqual({ type: "string", value });
      }),
    );
  });

  const select = (...values: string[]) => {
    const matchers: Matcher[] = [{ label: "a", operator: "=~", value: variable("service") }];
    const printed = print({ node: { type: "selector", metric: "x", matchers } });
    return interpolate(printed, new Map([["service", several("service", values)]]), prometheusFormat);
  };

  it("without a backtick or U+FFFD, as the value of a variable, is all that its matcher matches", () => {
    const value = text.map((any) => any.replaceAll(/[`\uFFFD]/g, ""));
    fc.assert(
      fc.property(fc.uniqueArray(value, { minLength: 1, maxLength: 4 }), value, (values, other) => {
        const read = parseExpression(select(...values));
        const pattern = read.type === "selector" ? read.matchers[0]?.value : undefined;
        if (typeof pattern !== "string") throw new Error("the selector has no matcher");
        const matches = new RegExp(`^(?:${pattern})$`, "su");
        for (const one of values) expect(one).toMatch(matches);
        if (!values.includes(other)) expect(other).not.toMatch(matches);
      }),
    );
  });

  it.each([
    ["a backtick", "back`tick", /unclosed|unterminated|unexpected/],
    ["U+FFFD", "broken \uFFFD", /invalid UTF-8 rune/],
  ])("with %s, as the value of a variable, breaks the query, a known limit", async (_, value, error) => {
    expect(await parseErrors([select(value)])).toEqual([expect.stringMatching(error)]);
  });
});

it.each(keywords)("a metric named %s can be parsed", (metric) => {
  const node = { type: "selector", metric, matchers: [{ label: "a", operator: "=", value: "b" }] } as const;
  expect(parseExpression(print({ node }))).toEqual(node);
});
