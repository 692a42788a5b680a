import type { AnsweredQuery } from "../grafana-client/run.js";
import type { Answer } from "../prometheus/client.js";
import { differences, figuresAt, figuresOf, outsideBounds, type Figures } from "../simulation/figures.js";
import type { Simulation } from "../simulation/network.js";
import type { RecordedSeries } from "../simulation/scrape.js";
import type { Selected, Expected, Evaluation, Expectation } from "./evaluation.js";

/** What came of comparing one target's answers with figures. */
export interface Comparison {
  readonly id: string;
  /** Moments at which an answer was compared with a figure. */
  readonly compared: number;
  /** Moments at which there were figures to compare. */
  readonly withData: number;
  readonly differences: readonly string[];
}

export interface ComparisonContext {
  readonly simulation: Simulation;
  readonly series: readonly RecordedSeries[];
  readonly chosen: Selected;
  /** Unix seconds. */
  readonly range: { readonly from: number; readonly to: number };
  /** Which steps of a range answer are judged. */
  readonly moments: (step: number) => boolean;
  readonly tolerance?: number;
}

/** Compares the answers to a question with what the events say. */
export function compareAnswer(
  question: AnsweredQuery,
  oracle: Expectation | undefined,
  evidence: ComparisonContext,
): Comparison {
  const { id } = question;
  if (oracle === undefined) return { id, compared: 0, withData: 0, differences: ["nobody says what it must answer"] };
  const objections: string[] = [];
  let compared = 0;
  let withData = 0;
  for (const { at, figures } of answersOf(question, evidence)) {
    const expected = oracle(evaluationOf(question, evidence, at));
    compared += 1;
    if (sizeOf(expected) > 0) withData += 1;
    const found = compare(figures, expected, evidence.tolerance);
    objections.push(...found.map((objection) => `at ${String(at)}: ${objection}`));
  }
  return { id, compared, withData, differences: objections };
}

/** What an oracle is asked about a question at a moment. */
export function evaluationOf({ intervals }: AnsweredQuery, evidence: ComparisonContext, at: number): Evaluation {
  const { simulation, series, chosen, range } = evidence;
  const [window, step] = [intervals.rate / 1000, intervals.step / 1000];
  return { simulation, series, selected: chosen, at, window, step, range: range.to - range.from };
}

function* answersOf(
  { answer: given, when }: AnsweredQuery,
  { moments }: ComparisonContext,
): Generator<{ at: number; figures: Figures }> {
  const answer = withoutColumn(given);
  if ("instant" in when) {
    yield { at: when.instant, figures: figuresOf(answer) };
    return;
  }
  const { start, end, step } = when.range;
  for (let at = start; at <= end; at += step) if (moments(at)) yield { at, figures: figuresAt(answer, at) };
}

/** A table gives each column's series its title as a label, which says nothing about the figure. */
export function withoutColumn(answer: Answer): Answer {
  return {
    ...answer,
    series: answer.series.map(({ labels: { column: _, ...labels }, points }) => ({ labels, points })),
  };
}

export function sizeOf(expected: Expected | undefined): number {
  if (expected === undefined) return 0;
  return "figures" in expected ? expected.figures.size : expected.bounds.size;
}

/** How figures differ from what is expected, a line each. */
export function compare(actual: Figures, expected: Expected, tolerance = 1e-6): readonly string[] {
  if ("bounds" in expected) return outsideBounds(actual, expected.bounds, tolerance);
  const { figures, cut } = expected;
  if (cut === undefined) return differences(actual, figures, tolerance);
  const left = [...cut.equals].filter((key) => !actual.has(key));
  const listed = left.length === cut.left ? new Map([...figures].filter(([key]) => !left.includes(key))) : figures;
  return differences(actual, listed, tolerance);
}
