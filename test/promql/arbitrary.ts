import { fc } from "../properties.js";
import type { BinaryNode, Duration, Matcher, Matching, Node, RangeNode, Shift } from "../../src/promql/node.js";
import { binaryOperators, type BinaryOperator, type DurationUnit } from "../../src/promql/node.js";
import { escapeRegularExpression } from "../../src/promql/quote.js";
import { secondsVariable, variable } from "../../src/promql/index.js";

/** Keywords of PromQL, which may be names of metrics and labels, too. */
export const keywords = [
  ...["and", "or", "unless", "atan2", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset"],
  ...["start", "end", "sum", "count_values", "rate", "time", "inf", "NaN", "On", "INF"],
];

/** Any text of whole characters, with much that is syntax of PromQL, Go or Grafana. */
export const text: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom('"', "'", "`", "\\", "\n", "\r", "\t", "\0", "\u2028", "\uFFFD", "\uFEFF", "é", "🏠", "שלום"),
      fc.constantFrom("$service", "${service}", "[[service]]", "[[", "$", "$$", "$1", "${1}", "{{", "}}", "\\x24", "#"),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(""));

/** The variables of the expressions below, by the type of their value. */
export const variableNames = {
  label: "service",
  number: "top",
  seconds: "seconds",
  duration: "__rate_interval",
} as const;

const metric = fc.oneof(fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,8}$/), fc.constantFrom(...keywords));
/** Without names that PromQL can't parse in a list of labels. `extendMetrics` rejects them. */
const label = fc
  .oneof(fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/), fc.constantFrom(...keywords))
  .filter((name) => !/^(inf|nan|without|__.*)$/i.test(name));
const labels = fc.uniqueArray(label, { maxLength: 3 });

const unit = fc.constantFrom<DurationUnit>("ms", "s", "m", "h", "d", "w", "y");
const literalDuration = (min: number) =>
  fc.tuple(fc.integer({ min, max: 200 }), unit).map(([amount, each]): Duration => `${amount}${each}`);
const variableDuration = fc.constantFrom<Duration>(
  { type: "duration variable", name: variableNames.duration },
  secondsVariable(variableNames.seconds),
);
const window = fc.oneof({ weight: 3, arbitrary: literalDuration(1) }, { weight: 1, arbitrary: variableDuration });
const shift: fc.Arbitrary<Shift> = fc.record(
  {
    // Prometheus 2.42 rejects an offset of 0.
    offset: fc
      .oneof(literalDuration(-200), variableDuration)
      .filter((offset) => typeof offset !== "string" || !/^-?0/.test(offset)),
    at: fc.oneof(
      fc.constantFrom("start()" as const, "end()" as const),
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
    ),
  },
  { requiredKeys: [] },
);

const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  fc.record({ label, operator: fc.constantFrom("=" as const, "!=" as const), value: text }),
  fc.record({
    label,
    operator: fc.constantFrom("=~" as const, "!~" as const),
    value: fc.oneof(text.map(escapeRegularExpression), fc.constantFrom("5..", "a|b.+", "(?i)\\d$", "")),
  }),
  fc.record({
    label,
    operator: fc.constantFrom("=~" as const, "!~" as const),
    value: fc.constant(variable(variableNames.label)),
  }),
);

const selector = fc
  .tuple(metric, fc.array(matcher, { maxLength: 3 }), shift)
  .map(([name, matchers, moved]) => ({ type: "selector" as const, metric: name, matchers, ...moved }));

const call = (name: string, ...parameters: readonly Node[]): Node => ({ type: "call", name, parameters });
const string = (value: string): Node => ({ type: "string", value });

const operators = Object.keys(binaryOperators).filter((name): name is BinaryOperator => name in binaryOperators);
const setOperators = operators.filter((name) => binaryOperators[name] <= 2);
const comparisons = operators.filter((name) => binaryOperators[name] === 3);
const arithmetic = operators.filter((name) => binaryOperators[name] > 3);

const matching: fc.Arbitrary<Matching> = fc.record({
  keyword: fc.constantFrom("on" as const, "ignoring" as const),
  labels,
});
const grouped: fc.Arbitrary<Matching> = fc
  .tuple(matching, fc.constantFrom("group_left" as const, "group_right" as const), labels)
  .map(([{ keyword, labels: matched }, side, copied]) => ({
    keyword,
    labels: matched,
    group: { keyword: side, labels: copied.filter((name) => !matched.includes(name)) },
  }));

const overTime = ["rate", "increase", "delta", "changes", "avg_over_time", "last_over_time", "present_over_time"];
const ofSample = ["abs", "ceil", "ln", "sgn", "sort_desc", "timestamp", "day_of_week", "absent"];
const aggregations = ["sum", "avg", "stddev", "stdvar", "min", "max", "count", "group"];

/**
 * Expressions that the types of `src/promql` allow, except unchecked text. Vectors, numbers and ranges are where they
 * belong, so that Prometheus accepts all of them.
 */
const { vector } = fc.letrec<{ vector: Node; scalar: Node; range: Node }>((tie) => {
  const [vectors, scalars, ranges] = [tie("vector"), tie("scalar"), tie("range")];
  const operation = (
    kinds: readonly BinaryOperator[],
    left: fc.Arbitrary<Node>,
    right: fc.Arbitrary<Node>,
    matched: fc.Arbitrary<Matching | undefined>,
    bool: fc.Arbitrary<boolean>,
  ): fc.Arbitrary<Node> =>
    fc
      .tuple(fc.constantFrom(...kinds), left, right, matched, bool)
      .map(([operator, one, other, match, isBool]): BinaryNode => {
        const node = { type: "binary", operator, bool: isBool, left: one, right: other } as const;
        return match === undefined ? node : { ...node, matching: match };
      });
  const never = fc.constant(false);
  const none = fc.constant(undefined);
  return {
    vector: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 4, arbitrary: selector },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...overTime), ranges).map(([name, of]) => call(name, of)) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...ofSample), vectors).map(([name, of]) => call(name, of)) },
      fc.tuple(vectors, scalars, scalars).map(([of, least, most]) => call("clamp", of, least, most)),
      fc.tuple(scalars, ranges).map(([share, of]) => call("quantile_over_time", share, of)),
      fc.tuple(scalars, vectors).map(([share, of]) => call("histogram_quantile", share, of)),
      scalars.map((of) => call("vector", of)),
      fc
        .tuple(vectors, label, text, label, text.map(escapeRegularExpression))
        .map(([of, to, value, from, pattern]) =>
          call("label_replace", of, string(to), string(value), string(from), string(pattern)),
        ),
      fc
        .tuple(vectors, label, text, labels)
        .map(([of, to, separator, from]) => call("label_join", of, string(to), string(separator), ...from.map(string))),
      fc
        .tuple(
          fc.oneof(
            fc.record({ operator: fc.constantFrom(...aggregations) }),
            fc.record({ operator: fc.constantFrom("topk", "bottomk", "quantile"), parameter: scalars }),
            fc.record({ operator: fc.constant("count_values"), parameter: label.map(string) }),
          ),
          fc.option(fc.record({ keyword: fc.constantFrom("by" as const, "without" as const), labels }), {
            nil: undefined,
          }),
          vectors,
        )
        .map(([kind, grouping, of]): Node => ({ type: "aggregation", ...kind, ...(grouping && { grouping }), of })),
      operation(setOperators, vectors, vectors, fc.option(matching, { nil: undefined }), never),
      operation(arithmetic, vectors, vectors, fc.oneof(none, matching, grouped), never),
      operation(comparisons, vectors, vectors, fc.oneof(none, matching, grouped), fc.boolean()),
      operation([...arithmetic, ...comparisons], vectors, scalars, none, never),
      operation(arithmetic, scalars, vectors, none, never),
      operation(comparisons, vectors, scalars, none, fc.boolean()),
      vectors.map((of): Node => ({ type: "negation", of })),
      // Readers differ on `-2 ^ a`, which comes up too rarely by itself.
      operation(["^"], scalars, vectors, none, never).map((of): Node => ({ type: "negation", of })),
    ),
    scalar: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 3, arbitrary: fc.double().map((value): Node => ({ type: "number", value })) },
      { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }).map((value): Node => ({ type: "number", value })) },
      fc.constant<Node>({ type: "number variable", name: variableNames.number }),
      fc.constant(call("time")),
      vectors.map((of) => call("scalar", of)),
      operation(arithmetic, scalars, scalars, none, never),
      operation(comparisons, scalars, scalars, none, fc.constant(true)),
      scalars.map((of): Node => ({ type: "negation", of })),
    ),
    range: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({ type: fc.constant("range" as const), selector, window }) satisfies fc.Arbitrary<RangeNode>,
      fc.tuple(vectors, window, fc.option(window, { nil: undefined }), shift).map(([of, width, step, moved]): Node => ({
        type: "subquery",
        of,
        window: width,
        ...(step === undefined ? {} : { step }),
        ...moved,
      })),
    ),
  };
});

export const expression: fc.Arbitrary<{ readonly node: Node }> = vector.map((node) => ({ node }));
