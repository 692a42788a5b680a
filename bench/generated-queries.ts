import { metrics } from "../src/metrics/index.js";
import type { MetricDefinition } from "../src/metrics/index.js";

const definitions: readonly (readonly [string, MetricDefinition])[] = Object.entries(metrics);

const ofType = (type: MetricDefinition["type"]) =>
  definitions.filter(([, definition]) => definition.type === type && definition.labels.length >= 2);

interface Shape {
  /** The type of its metrics. */
  readonly type: MetricDefinition["type"];
  /** The expression. `first` and `second` are labels of the metric; `round` makes expressions different. */
  readonly text: (metric: string, first: string, second: string, round: number) => string;
  /** The labels of its legend. */
  readonly legend: (first: string, second: string) => readonly string[];
}

/** A value of the label, from its vocabulary if it has one. */
const anotherValue = (metric: string, label: string) =>
  definitions.find(([name]) => name === metric)?.[1].values?.[label]?.[0] ?? "b";

/** Shapes of queries in the proportions of a dashboard: mostly rates and sums, then shares, quantiles, joins. */
const shapes: readonly Shape[] = [
  {
    type: "counter",
    text: (metric, first, _, round) =>
      `sum.by(["${first}"], rate(range(select("${metric}"), "${String(round + 1)}m")))`,
    legend: (first) => [first],
  },
  {
    type: "counter",
    text: (metric, first, second, round) =>
      `topk(${String(round + 3)}, sum.by(["${first}", "${second}"], increase(range(select("${metric}"), rateInterval))))`,
    legend: (first, second) => [first, second],
  },
  {
    type: "counter",
    text: (metric, first, second, round) =>
      `divide(sum.by(["${first}"], rate(range(select("${metric}", { ${second}: matching("a${String(round)}.*") }), "5m"))), ` +
      `sum.by(["${first}"], rate(range(select("${metric}", { ${second}: not("${anotherValue(metric, second)}") }), "5m"))))`,
    legend: (first) => [first],
  },
  {
    type: "histogram",
    text: (metric, first, _, round) =>
      `histogramQuantile(0.${String(round + 10)}, sum.by(["le", "${first}"], rate(range(select("${metric}_bucket"), "5m"))))`,
    legend: (first) => [first],
  },
  {
    type: "histogram",
    text: (metric, first, second, round) =>
      `divide(sum.by(["${first}", "${second}"], rate(range(select("${metric}_sum"), "${String(round + 1)}m"))), ` +
      `sum.by(["${first}", "${second}"], rate(range(select("${metric}_count"), "${String(round + 1)}m"))))`,
    legend: (first, second) => [first, second],
  },
  {
    type: "gauge",
    text: (metric, first, second, round) =>
      `greater(max.by(["${first}", "${second}"], avgOverTime(range(select("${metric}"), "${String(round + 1)}h"))), ${String(round)})`,
    legend: (first, second) => [first, second],
  },
  {
    type: "info",
    text: (metric, first, second, round) =>
      `multiply.groupLeft(["${first}"], ["${second}"], count.by(["${first}"], select("${metric}")), ` +
      `group.by(["${first}", "${second}"], shift(select("${metric}"), { offset: "${String(round + 1)}h" })))`,
    legend: (first, second) => [first, second],
  },
];

/** Queries in one file. */
const perFile = 20;

/** The files of a project: the statements in order, each file with the same head. */
const filesOf = (head: readonly string[], statements: readonly string[]): readonly string[] =>
  Array.from({ length: Math.ceil(statements.length / perFile) }, (_, index) =>
    [...head, ...statements.slice(index * perFile, (index + 1) * perFile)].join("\n"),
  );

/** Modules with a number of different typed queries, each in a panel with a legend. */
export function typedConsumer(queries: number): readonly string[] {
  const statements = Array.from({ length: queries }, (_, index) => {
    const { type, text, legend } = shapes[index % shapes.length] ?? raise();
    const round = Math.floor(index / shapes.length);
    const candidates = ofType(type);
    const [metric, { labels }] = candidates[round % candidates.length] ?? raise();
    const turn = Math.floor(round / candidates.length) % labels.length;
    const [first = "", second = ""] = [...labels.slice(turn), ...labels.slice(0, turn)];
    const named = legend(first, second)
      .map((label) => `{${label}}`)
      .join(" ");
    return (
      `const query${String(index)} = ${text(metric, first, second, round % 60)};\n` +
      `export const panel${String(index)} = series("${String(index)}", target({ expression: query${String(index)} }, "${named}"));`
    );
  });
  return filesOf(
    [
      'import { series, target } from "homelab-dashboards/grafana";',
      'import { metrics } from "homelab-dashboards/metrics";',
      'import { avgOverTime, count, divide, greater, group, histogramQuantile, increase, matching, max, multiply, not, promql, range, rate, rateInterval, shift, sum, topk } from "homelab-dashboards/promql";',
      "const select = promql(metrics);",
    ],
    statements,
  );
}

/** Modules with as many panels of the SDK alone and queries as text, for the cost of panels without typed queries. */
export const untypedConsumer = (queries: number): readonly string[] =>
  filesOf(
    [
      'import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";',
      'import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";',
    ],
    Array.from(
      { length: queries },
      (_, index) =>
        `export const panel${String(index)} = new PanelBuilder().title("${String(index)}").withTarget(` +
        `new DataqueryBuilder().expr("sum by (service) (rate(traefik_requests_total[${String(index + 1)}m]))").legendFormat("{{service}}"));`,
    ),
  );

function raise(): never {
  throw new Error("There is no metric of the type that a shape asks for.");
}
