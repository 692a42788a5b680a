import type { Benchmark, Outcome, Table } from "./benchmark.js";
import type { Machine } from "./machine.js";

/** A benchmark with its outcome. */
export interface Ran extends Pick<Benchmark, "title" | "about"> {
  readonly name: string;
  readonly outcome: Outcome;
}

const verdict = (met: boolean) => (met ? "met" : "missed");

function alignedText({ title, columns, rows }: Table): string {
  const plain = [columns, ...rows].map((row) => row.map((cell) => cell.replaceAll("`", "")));
  const widths = columns.map((_, column) => Math.max(...plain.map((row) => row[column]?.length ?? 0)));
  const lines = plain.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  return [title, ...lines.map((line) => `  ${line.trimEnd()}`)].join("\n");
}

/** The report for a terminal. */
export const reportText = ({ name, title, outcome }: Ran): string =>
  [
    `== ${name}: ${title.replaceAll("`", "")}`,
    ...outcome.tables.map(alignedText),
    ...outcome.judgements.map(
      ({ goal, measured, met }) => `goal ${verdict(met)}: ${goal.replaceAll("`", "")}: ${measured}`,
    ),
  ].join("\n");

const cellText = (text: string) => text.replaceAll("|", "\\|");

function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

const sectionText = ({ name, title, about, outcome }: Ran): string =>
  [
    `### ${title}`,
    about,
    ...outcome.tables.map(({ title: caption, columns, rows }) => `${caption}:\n\n${markdownTable(columns, rows)}`),
    `Alone: \`npm run bench -- ${name}\``,
  ].join("\n\n");

const startMark = "<!-- The figures: `npm run bench -- --write` writes what stands between these two marks. -->";
const endMark = "<!-- End of the figures. -->";

/** The part of docs/reference/performance.md between the marks. */
export function figuresText(ran: readonly Ran[], machine: Machine, date: string): string {
  const goals = ran.flatMap(({ outcome }) =>
    outcome.judgements.map(({ goal, measured, met }) => [goal, measured, verdict(met)]),
  );
  return [
    startMark,
    `One run on ${date}: ${machine.processor}, ${String(machine.cores)} cores, ${machine.memory}, ${machine.system}, Node ${machine.node}.`,
    markdownTable(["goal", "measured", ""], goals),
    ...ran.map(sectionText),
    endMark,
  ].join("\n\n");
}

/** The document with new figures. The text around the marks stays. @throws Error if a mark is missing */
export function withFigures(document: string, figures: string): string {
  const start = document.indexOf(startMark);
  const end = document.indexOf(endMark);
  if (start < 0 || end < start)
    throw new Error("docs/reference/performance.md has lost the marks between which figures stand.");
  return document.slice(0, start) + figures + document.slice(end + endMark.length);
}
