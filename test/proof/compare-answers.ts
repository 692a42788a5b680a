import type { AnsweredQuery } from "../grafana-client/run.js";
import type { Answer } from "../prometheus/client.js";
import { differences, figuresAt, figuresOf, outsideBounds, type Figures } from "../simulation/figures.js";
import type { Simulation } from "../simulation/network.js";
import type { RecordedSeries } from "../simulation/scrape.js";
import type { Evaluation, Expectation, Expected, Selected } from "./evaluation.js";

/** The differences between the answers to a query and the expected values. */
interface Comparison {
  readonly id: string;
  /** Steps at which an answer was compared. */
  readonly compared: number;
  /** Steps of them at which values were expected. */
  readonly withData: number;
  readonly differences: readonly string[];
}

/** The simulation behind the answers, and the view of the dashboard. */
export interface ComparisonContext {
  readonly simulation: Simulation;
  readonly series: readonly RecordedSeries[];
  readonly selected: Selected;
  /** Unix seconds. */
  readonly range: { readonly from: number; readonly to: number };
  /** Which steps of a range answer are compared. */
  readonly isCompared: (at: number) => boolean;
  /** Relative; absolute below 1. */
  readonly tolerance?: number;
  /** Whether an answer may lack expected series, as a list does that ends among equal values. Default: no. */
  readonly isList?: boolean;
  /** As in {@link Evaluation}. */
  readonly ruleInterval?: number;
}

/** Compares the answers to a query with the expected values. */
export function compareAnswer(
  query: AnsweredQuery,
  expectation: Expectation | undefined,
  context: ComparisonContext,
): Comparison {
  const { id } = query;
  if (expectation === undefined) return { id, compared: 0, withData: 0, differences: ["has no expected value"] };
  const found: string[] = [];
  let compared = 0;
  let withData = 0;
  for (const { at, figures } of answersOf(query, context)) {
    const all = expectation(evaluationOf(query, context, at));
    const expected = context.isList === true && figures.size > 0 ? onlyListed(all, figures) : all;
    compared += 1;
    if (sizeOf(expected) > 0) withData += 1;
    for (const difference of compare(figures, expected, context.tolerance))
      found.push(`at ${String(at)}: ${difference}`);
  }
  return { id, compared, withData, differences: found };
}

/** What is expected of the series of an answer. */
function onlyListed(expected: Expected, answered: Figures): Expected {
  const listed = <V>(all: ReadonlyMap<string, V>) => new Map([...all].filter(([key]) => answered.has(key)));
  return "figures" in expected ? { figures: listed(expected.figures) } : { bounds: listed(expected.bounds) };
}

/** The evaluation of a query at a time, in unix seconds. */
export function evaluationOf({ intervals }: AnsweredQuery, context: ComparisonContext, at: number): Evaluation {
  const { simulation, series, selected, range, ruleInterval } = context;
  const [window, step] = [intervals.rate / 1000, intervals.step / 1000];
  return {
    ...{ simulation, series, selected, at, window, step, range: range.to - range.from },
    ...(ruleInterval !== undefined && { ruleInterval }),
  };
}

function* answersOf(
  { answer: original, when }: AnsweredQuery,
  { isCompared }: ComparisonContext,
): Generator<{ at: number; figures: Figures }> {
  const answer = withoutColumn(original);
  if ("instant" in when) {
    yield { at: when.instant, figures: figuresOf(answer) };
    return;
  }
  const { start, end, step } = when.range;
  for (let at = start; at <= end; at += step) if (isCompared(at)) yield { at, figures: figuresAt(answer, at) };
}

/** The answer without the label `column`, which distinguishes the columns of a table. */
export function withoutColumn(answer: Answer): Answer {
  return {
    ...answer,
    series: answer.series.map(({ labels: { column: _, ...labels }, points }) => ({ labels, points })),
  };
}

/** The number of expected series. */
export function sizeOf(expected: Expected | undefined): number {
  if (expected === undefined) return 0;
  return "figures" in expected ? expected.figures.size : expected.bounds.size;
}

/** Differences between figures and the expected ones, a line each. */
export function compare(actual: Figures, expected: Expected, tolerance = 1e-6): readonly string[] {
  if ("bounds" in expected) return outsideBounds(actual, expected.bounds, tolerance);
  const { figures, truncation: cut } = expected;
  if (cut === undefined) return differences(actual, figures, tolerance);
  const omitted = [...cut.equals].filter((key) => !actual.has(key));
  const listed =
    omitted.length === cut.left ? new Map([...figures].filter(([key]) => !omitted.includes(key))) : figures;
  return differences(actual, listed, tolerance);
}
