/** The files of Prometheus with recording rules, and those with which promtool tests them. */
import { print } from "../promql/index.js";
import type { AnyInstantVector } from "../promql/index.js";

export interface RecordingRule {
  /** The series that it records: `level:metric:operations`, or the name of an info metric. */
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly RecordingRule[];
}

/** The content of a rule file. */
export interface RuleFile {
  readonly groups: readonly RuleGroup[];
}

interface ExpectedSample {
  readonly labels: string;
  readonly value: number;
}

/** The content of a file that `promtool test rules` reads. */
export interface RuleTestFile {
  /** Relative to the test file. */
  readonly rule_files: readonly string[];
  readonly evaluation_interval: string;
  readonly tests: readonly RuleTest[];
}

interface RuleTest {
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly promql_expr_test: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly ExpectedSample[];
  }[];
}

type AnswerOfRules = RuleTest["promql_expr_test"][number];
type ExpectedAnswer = Pick<AnswerOfRules, "expr" | "exp_samples"> & Partial<Pick<AnswerOfRules, "eval_time">>;

/** A rule file and its tests, by the name that both have. */
export interface NamedRules {
  readonly name: string;
  readonly rules: RuleFile;
  readonly tests: RuleTestFile;
}

/** Records the series of an expression, with these labels besides their own. */
export const recording = (
  record: string,
  expression: AnyInstantVector,
  labels: Readonly<Record<string, string>> = {},
): RecordingRule => ({
  record,
  expr: print(expression),
  ...(Object.keys(labels).length === 0 ? {} : { labels }),
});

/** A series of a constant value with constant labels; empty ones are left out. */
export const constant = (record: string, labels: object, value = 1): RecordingRule => ({
  record,
  expr: `vector(${String(value)})`,
  labels: Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]: [string, unknown]) =>
      typeof value === "string" && value !== "" ? [[name, value] as const] : [],
    ),
  ),
});

/** Tests the rules of a file, which are evaluated every half minute, by what they have recorded, by default after ten minutes. */
export const ruleTests = (
  name: string,
  input_series: RuleTest["input_series"],
  expected: readonly ExpectedAnswer[],
): RuleTestFile => ({
  rule_files: [`../${name}.yml`],
  evaluation_interval: "30s",
  tests: [
    {
      interval: "30s",
      input_series,
      promql_expr_test: expected.map(({ expr, eval_time = "10m", exp_samples }) => ({ expr, eval_time, exp_samples })),
    },
  ],
});

/** A series in the notation of Prometheus: `name{label="value"}`. */
export const seriesText = (name: string, labels: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${quoted(value)}`);
  return `${name}{${pairs.join(", ")}}`;
};

const quoted = (value: string) => `"${value.replace(/["\\\n]/g, (one) => (one === "\n" ? "\\n" : `\\${one}`))}"`;
