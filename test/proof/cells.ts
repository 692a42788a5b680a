import type { JsonObject } from "../../src/grafana/index.js";
import { objectsAt } from "../../src/grafana/json.js";
import { framesOf, rowsOf, transform } from "../grafana/engine.js";
import type { AnsweredQuestion } from "../grafana-client/run.js";
import { canonical, differences, type Figures } from "../simulation/figures.js";

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

/** The panel with this id, wherever it stands. */
export function panelWithId(dashboard: JsonObject, id: number): JsonObject {
  const panels = objectsAt(dashboard, "panels").flatMap((one) => [
    one,
    ...(one["panels"] === undefined ? [] : objectsAt(one, "panels")),
  ]);
  const found = panels.find((one) => one["id"] === id);
  if (found === undefined) throw new Error(`No panel has the id ${String(id)}.`);
  return found;
}

/** The rows that Grafana makes of the answers to a panel's queries; there is one table at the most. */
export async function rowsShown(panel: JsonObject, answered: readonly AnsweredQuestion[]) {
  const frames = answered.flatMap(({ target, answer }) =>
    framesOf(
      target?.refId ?? "",
      answer.series.flatMap(({ labels, points }) => points.slice(-1).map(([, value]) => ({ labels, value }))),
    ),
  );
  const shown = (await transform(panel, frames)).filter(({ fields }) => fields.length > 0);
  if (shown.length > 1)
    throw new Error(`The panel ${JSON.stringify(panel["title"])} shows ${String(shown.length)} tables.`);
  return shown.flatMap(rowsOf);
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What is wrong with the cells of a table whose columns must hold these figures. */
export function tableObjections(shape: TableShape, rows: Rows, figures: readonly Figures[]): readonly string[] {
  const titles = Object.values(shape.labels);
  const wanted = [...titles, ...shape.columns.filter((_, index) => (figures[index]?.size ?? 0) > 0)];
  const columns = Object.keys(rows[0] ?? {});
  const objections = rows.length > 0 && columns.join() !== wanted.join() ? [`the columns are ${columns.join()}`] : [];
  const labelsOf = (row: Rows[number]) =>
    canonical(Object.fromEntries(Object.entries(shape.labels).map(([label, title]) => [label, String(row[title])])));
  const actual = cells(rows, labelsOf, (column) => !titles.includes(column));
  const expected = new Map(
    shape.columns.flatMap((column, index) =>
      [...(figures[index] ?? [])].map(([key, figure]) => [`${column} of ${key}`, figure] as const),
    ),
  );
  return [...objections, ...differences(actual, expected)];
}

/** What is wrong with the cells of a matrix that must hold these figures. */
export function matrixObjections(
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

function cells(rows: Rows, labelsOf: (row: Rows[number]) => string, isFigure: (column: string) => boolean): Figures {
  const found = new Map<string, number>();
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) {
      if (!isFigure(column) || value === undefined || value === null) continue;
      const key = `${column} of ${labelsOf(row)}`;
      if (found.has(key)) throw new Error(`Two cells are ${key}.`);
      found.set(key, Number(value));
    }
  }
  return found;
}
