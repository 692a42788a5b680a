import type { DataFrame } from "@grafana/data";
import type { JsonObject } from "../../src/grafana/index.js";
import { framesOf, rowsOf, transform } from "../grafana/engine.js";
import type { AnsweredQuery } from "../grafana-client/run.js";
import { canonical, differences, type Figures } from "../simulation/figures.js";
import { compare, sizeOf } from "./compare-answers.js";
import type { Expected } from "./evaluation.js";

/** How a table shows what its queries answer: the titles of labels and of figures, in order. */
export interface TableShape {
  readonly labels: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
}

/** How a matrix does: which label has the rows, which the columns, and what stands in the corner. */
export interface MatrixShape {
  readonly row: string;
  readonly column: string;
  readonly corner: string;
}

/** The answers to a panel's queries as Grafana's frames: of each series the last figure. */
export const framesAnswered = (answered: readonly AnsweredQuery[]): DataFrame[] =>
  answered.flatMap(({ target, answer }) =>
    framesOf(
      target?.refId ?? "",
      answer.series.flatMap(({ labels, points }) => points.slice(-1).map(([, value]) => ({ labels, value }))),
    ),
  );

/** The rows that Grafana makes of the answers to a panel's queries; there is one table at the most. */
export async function rowsOfPanel(panel: JsonObject, answered: readonly AnsweredQuery[]): Promise<Rows> {
  const shown = (await transform(panel, framesAnswered(answered))).filter(({ fields }) => fields.length > 0);
  if (shown.length > 1)
    throw new Error(`The panel ${JSON.stringify(panel["title"])} shows ${String(shown.length)} tables.`);
  return shown.flatMap(rowsOf);
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/**
 * What is wrong with the cells of a table whose columns must hold these figures, in the order of its queries. A column
 * whose query finds nothing isn't there.
 */
export function tableDifferences(shape: TableShape, rows: Rows, expected: readonly Expected[]): readonly string[] {
  const titles = Object.values(shape.labels);
  const filled = shape.columns.filter((_, index) => sizeOf(expected[index]) > 0);
  const columns = Object.keys(rows[0] ?? {});
  const wanted = [...titles, ...filled];
  const labelsOf = (row: Rows[number]) =>
    canonical(Object.fromEntries(Object.entries(shape.labels).map(([label, title]) => [label, textOf(row[title])])));
  const cells = shape.columns.flatMap((column, index) => {
    const due = expected[index];
    const actual = cellsOf(rows, labelsOf, column);
    return due === undefined ? [] : compare(actual, due).map((objection) => `${column} of ${objection}`);
  });
  const misplaced = rows.length > 0 && columns.join() !== wanted.join() ? [`the columns are ${columns.join()}`] : [];
  return [...misplaced, ...cells];
}

/** What is wrong with the cells of a matrix that must hold these figures. */
export function matrixDifferences(
  { row, column, corner }: MatrixShape,
  rows: Rows,
  figures: Figures,
): readonly string[] {
  const names = Object.keys(rows[0] ?? {}).slice(1);
  const heads = rows.map((one) => String(one[corner]));
  const sorted = (all: readonly string[]) => all.toSorted((a, b) => a.localeCompare(b)).join() === all.join();
  const actual = new Map(
    rows.flatMap((one) =>
      names.flatMap((name) => {
        const figure = one[name];
        const key = canonical({ [row]: String(one[corner]), [column]: name });
        return typeof figure === "number" ? [[key, figure] as const] : [];
      }),
    ),
  );
  return [
    ...(new Set(heads).size === heads.length ? [] : ["a row stands twice"]),
    ...(sorted(heads) && sorted(names) ? [] : [`not in order: ${heads.join()} by ${names.join()}`]),
    ...differences(actual, figures),
  ];
}

function cellsOf(rows: Rows, labelsOf: (row: Rows[number]) => string, column: string): Figures {
  const found = new Map<string, number>();
  for (const row of rows) {
    const value = row[column];
    if (value === undefined || value === null) continue;
    const key = labelsOf(row);
    if (found.has(key)) throw new Error(`Two cells of ${column} are ${key}.`);
    found.set(key, Number(value));
  }
  return found;
}

const textOf = (cell: unknown): string => (typeof cell === "string" ? cell : "");
