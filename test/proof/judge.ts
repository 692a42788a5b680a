import type { AnsweredQuestion } from "../grafana-client/run.js";
import type { Answer } from "../prometheus/client.js";
import { differences, figuresAt, figuresOf, outside, type Figures } from "../simulation/figures.js";
import type { RecordedSeries } from "../simulation/scrape.js";
import type { Simulation } from "../simulation/network.js";
import type { Chosen, Expected, Oracle, Oracles } from "./moment.js";

/** What came of one target. */
export interface Judgement {
  readonly id: string;
  /** Moments at which an answer was compared with a figure. */
  readonly compared: number;
  /** Moments at which there were figures to compare. */
  readonly withData: number;
  readonly objections: readonly string[];
}

export interface Evidence {
  readonly simulation: Simulation;
  readonly series: readonly RecordedSeries[];
  readonly chosen: Chosen;
  readonly range: { readonly from: number; readonly to: number };
  /** Which steps of a range answer are judged. */
  readonly moments: (step: number) => boolean;
  readonly tolerance?: number;
}

/** Compares every answer of a dashboard with what the events say. A target without an oracle is an objection. */
export function judge(
  questions: readonly AnsweredQuestion[],
  oracles: Oracles,
  evidence: Evidence,
): readonly Judgement[] {
  return questions.map((question) => {
    const oracle = oracles[question.id.split("/").slice(1).join("/")];
    if (oracle === undefined) {
      return { id: question.id, compared: 0, withData: 0, objections: ["nobody says what it must answer"] };
    }
    return judgeQuestion(question, oracle, evidence);
  });
}

function judgeQuestion(question: AnsweredQuestion, oracle: Oracle, evidence: Evidence): Judgement {
  const { simulation, series, chosen, range } = evidence;
  const objections: string[] = [];
  let compared = 0;
  let withData = 0;
  for (const { at, figures } of answersOf(question, evidence)) {
    const expected = oracle({
      simulation,
      series,
      chosen,
      at,
      window: question.intervals.rate / 1000,
      step: question.intervals.step / 1000,
      range: range.to - range.from,
    });
    compared += 1;
    if (sizeOf(expected) > 0) withData += 1;
    const found = compare(figures, expected, evidence.tolerance);
    objections.push(...found.map((objection) => `at ${String(at)}: ${objection}`));
  }
  return { id: question.id, compared, withData, objections };
}

function* answersOf(
  { answer: given, when }: AnsweredQuestion,
  { moments }: Evidence,
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
function withoutColumn(answer: Answer): Answer {
  return {
    ...answer,
    series: answer.series.map(({ labels: { column: _, ...labels }, points }) => ({ labels, points })),
  };
}

function sizeOf(expected: Expected): number {
  return "figures" in expected ? expected.figures.size : expected.bounds.size;
}

function compare(actual: Figures, expected: Expected, tolerance = 1e-6): readonly string[] {
  return "figures" in expected ? differences(actual, expected.figures, tolerance) : outside(actual, expected.bounds);
}

/** One line per dashboard: targets, proven, empty. */
export function coverageTable(
  rows: readonly { readonly scenario: string; readonly dashboard: string; readonly judgements: readonly Judgement[] }[],
): string {
  const lines = rows.map(({ scenario, dashboard, judgements }) => {
    const proven = judgements.filter(({ objections, compared }) => compared > 0 && objections.length === 0);
    const empty = proven.filter(({ withData }) => withData === 0);
    return [scenario, dashboard, judgements.length, proven.length, empty.length, empty.map(({ id }) => id).join(" ")];
  });
  const table = [["scenario", "dashboard", "targets", "proven", "empty", ""], ...lines].map((row) => row.map(String));
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
