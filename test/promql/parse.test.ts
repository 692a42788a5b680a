import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { print, variable } from "../../src/promql/index.js";
import type { Duration, Matcher, Node, SelectorNode, Shift } from "../../src/promql/node.js";
import { quote } from "../../src/promql/quote.js";
import { interpolate, prometheusFormat, type VariableValue } from "../grafana-client/interpolate.js";
import { findPrometheus } from "../prometheus/binary.js";
import { expression, keywords, text, variableNames } from "./arbitrary.js";
import { readExpression, unquote } from "./read.js";

/** What a dashboard's viewer chose. */
const chosen = {
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
  [variableNames.label, several(variableNames.label, chosen.labels)],
  [variableNames.number, single(variableNames.number, chosen.number)],
  [variableNames.seconds, single(variableNames.seconds, chosen.seconds)],
  [variableNames.duration, single(variableNames.duration, chosen.duration)],
]);

/** The query as Prometheus receives it. */
const sent = (of: { readonly node: Node }): string => interpolate(print(of), variables, prometheusFormat);

const regex = interpolate(`\${${variableNames.label}:regex}`, variables);

/**
 * The one spelling of a tree: with what was chosen in the place of variables, a minus before a number as part of it, and
 * no `by ()`, which groups nothing.
 */
function plain(node: Node): Node {
  switch (node.type) {
    case "number variable":
      return { type: "number", value: Number(chosen.number) };
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
  it("is read by the grammar as the same tree, with what was chosen in the place of variables", () => {
    fc.assert(
      fc.property(expression, (of) => {
        expect(plain(readExpression(sent(of)))).toEqual(plain(of.node));
      }),
      { numRuns: 1000 },
    );
  });

  it("is understood by Prometheus itself", async () => {
    await fc.assert(
      // Starting promtool costs more than reading a hundred expressions: few runs, each with many.
      fc.asyncProperty(fc.array(expression, { minLength: 100, maxLength: 200 }), async (all) => {
        expect(await objectionsTo(all.map(sent))).toEqual([]);
      }),
      // Nothing is gained by fewer expressions: promtool names the one that is wrong.
      { numRuns: 5, endOnFailure: true },
    );
  });
});

/** JSON that is YAML, too, without a character that a reader of YAML may refuse. */
const inAscii = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`,
  );

/** What Prometheus's own parser has against these expressions. */
async function objectionsTo(expressions: readonly string[]): Promise<readonly string[]> {
  const { promtool } = await findPrometheus();
  const directory = await mkdtemp(join(tmpdir(), "promql-"));
  const file = join(directory, "rules.yml");
  try {
    const rules = expressions.map((expr, index) => ({ record: `r${index}`, expr }));
    await writeFile(file, inAscii({ groups: [{ name: "any", rules }] }));
    const checked = spawnSync(promtool, ["check", "rules", "--lint=none", file], { encoding: "utf8" });
    if (checked.stdout.includes(`SUCCESS: ${expressions.length} rules found`)) return [];
    return checked.stderr.split("\n").filter((line) => line.includes("parse error"));
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe("any text", () => {
  it("comes out of its literal as it went in, and Grafana sees no variable in it", () => {
    fc.assert(
      fc.property(text, (value) => {
        const literal = quote(value);
        expect(interpolate(literal, variables)).toBe(literal);
        expect(literal).not.toMatch(/[\n\uFFFD]/);
        expect(unquote(literal)).toBe(value);
        expect(readExpression(literal)).toEqual({ type: "string", value });
      }),
    );
  });

  const select = (...values: string[]) => {
    const matchers: Matcher[] = [{ label: "a", operator: "=~", value: variable("service") }];
    const printed = print({ node: { type: "selector", metric: "x", matchers } });
    return interpolate(printed, new Map([["service", several("service", values)]]), prometheusFormat);
  };

  it("without a backtick or U+FFFD, chosen in a variable, is matched by the query, and nothing else is", () => {
    const value = text.map((any) => any.replaceAll(/[`\uFFFD]/g, ""));
    fc.assert(
      fc.property(fc.uniqueArray(value, { minLength: 1, maxLength: 4 }), value, (values, other) => {
        const read = readExpression(select(...values));
        const pattern = read.type === "selector" ? read.matchers[0]?.value : undefined;
        if (typeof pattern !== "string") throw new Error("the matcher is gone");
        const matches = new RegExp(`^(?:${pattern})$`, "su");
        for (const one of values) expect(one).toMatch(matches);
        if (!values.includes(other)) expect(other).not.toMatch(matches);
      }),
    );
  });

  it.each([
    ["a backtick", "back`tick", /unclosed|unterminated|unexpected/],
    ["U+FFFD", "broken \uFFFD", /invalid UTF-8 rune/],
  ])("with %s, chosen in a variable, breaks the query: the known limit", async (_, value, objection) => {
    expect(await objectionsTo([select(value)])).toEqual([expect.stringMatching(objection)]);
  });
});

it.each(keywords)("a metric called %s can be read", (metric) => {
  const node = { type: "selector", metric, matchers: [{ label: "a", operator: "=", value: "b" }] } as const;
  expect(readExpression(print({ node }))).toEqual(node);
});
