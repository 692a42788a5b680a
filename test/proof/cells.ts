import type { DataFrame } from "@grafana/data";
import { objectAt, objectsAt } from "../../src/grafana/json.js";
import type { JsonObject } from "../../src/grafana/index.js";
import { framesOf, rowsOf, transform } from "../grafana/engine.js";
import type { AnsweredQuery } from "../grafana-client/run.js";
import { canonical, differences, type Figures } from "../simulation/figures.js";
import { compare, sizeOf } from "./compare-answers.js";
import { labelsIn } from "./expected-values/zones.js";
import type { Expected } from "./evaluation.js";

/** The columns of a table: the titles of labels, and of figures in the order of the queries. */
export interface TableShape {
  readonly labels: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  /** The titles of columns with texts, to the left of all others, and the label of one further query that each shows. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The title of the last column, with small graphs. */
  readonly trend?: string;
}

/** The labels of a matrix's rows and columns, and the text of its corner. */
export interface MatrixShape {
  readonly row: string;
  readonly column: string;
  readonly corner: string;
}

/** The answers to a panel's queries as Grafana's frames: the last value of each series. */
export const framesAnswered = (answered: readonly AnsweredQuery[]): DataFrame[] =>
  answered.flatMap(({ target, answer }) =>
    framesOf(
      target?.refId ?? "",
      answer.series.flatMap(({ labels, points }) => points.slice(-1).map(([, value]) => ({ labels, value }))),
    ),
  );

/** The rows of a panel's table as Grafana's transformations make them. @throws Error where there are several tables */
export async function rowsOfPanel(panel: JsonObject, answered: readonly AnsweredQuery[]): Promise<Rows> {
  const tables = (await transform(panel, framesAnswered(answered))).filter(({ fields }) => fields.length > 0);
  if (tables.length > 1)
    throw new Error(`The panel ${JSON.stringify(panel["title"])} has ${String(tables.length)} tables.`);
  return tables.flatMap(rowsOf);
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/**
 * Differences between the rows of a table and the expected figures of its columns, in the order of its queries. The
 * column of a query without series is absent.
 */
export function tableDifferences(shape: TableShape, rows: Rows, expected: readonly Expected[]): readonly string[] {
  const titles = Object.values(shape.labels);
  const texts = Object.entries(shape.texts ?? {});
  const trend = shape.trend === undefined ? [] : [shape.trend];
  // Each column with the answer to its query.
  const all: readonly (readonly [title: string, answer: Expected | undefined])[] = [
    ...texts.map(([title]) => [title, expected[shape.columns.length]] as const),
    ...shape.columns.map((title, index) => [title, expected[index]] as const),
    ...trend.map((title) => [title, expected.at(-1)] as const),
  ];
  const present = all.flatMap(([title, answer]) => (sizeOf(answer) > 0 ? [title] : []));
  const ofTexts = (title: string) => texts.some(([name]) => name === title);
  // Copies of columns are for links.
  const columns = Object.keys(rows[0] ?? {}).filter((name) => !name.endsWith("_value"));
  const labelsOf = (row: Rows[number]) =>
    canonical(Object.fromEntries(Object.entries(shape.labels).map(([label, title]) => [label, textOf(row[title])])));
  const cells = all.flatMap(([column, figures]) => {
    if (figures === undefined) return [];
    if (ofTexts(column)) return textDifferences(shape, rows, column, figures);
    const actual = cellsOf(rows, labelsOf, column);
    return compare(actual, figures).map((difference) => `${column} of ${difference}`);
  });
  const order = [...present.filter(ofTexts), ...titles, ...present.filter((title) => !ofTexts(title))];
  const hasOtherColumns = rows.length > 0 && columns.join() !== order.join();
  return [...(hasOtherColumns ? [`the columns are ${columns.join()}`] : []), ...cells];
}

/** The columns of a matrix have titles, in the order of the names. */
function nameIn(panel: JsonObject): (title: string) => string {
  const renames = objectsAt(panel, "transformations").flatMap((step) =>
    Object.entries(objectAt(objectAt(step, "options"), "renameByName")),
  );
  return (title) => renames.find(([, text]) => text === title)?.[0] ?? title;
}

/** Differences between the cells of a matrix and the expected figures. */
export function matrixDifferences(
  { row, column, corner }: MatrixShape,
  panel: JsonObject,
  rows: Rows,
  figures: Figures,
): readonly string[] {
  const titles = Object.keys(rows[0] ?? {}).slice(1);
  const name = nameIn(panel);
  const names = titles.map(name);
  const heads = rows.map((one) => String(one[corner]));
  const isSorted = (all: readonly string[]) => all.toSorted((a, b) => a.localeCompare(b)).join() === all.join();
  const actual = new Map(
    rows.flatMap((one) =>
      titles.flatMap((title) => {
        const figure = one[title];
        const key = canonical({ [row]: String(one[corner]), [column]: name(title) });
        return typeof figure === "number" ? [[key, figure] as const] : [];
      }),
    ),
  );
  return [
    ...(new Set(heads).size === heads.length ? [] : ["two rows have the same name"]),
    ...(isSorted(heads) && isSorted(names) ? [] : [`unsorted: ${heads.join()} by ${names.join()}`]),
    ...differences(actual, figures),
  ];
}

/** Differences between the texts of a column and a label of the expected series, in every row with their other labels. */
function textDifferences(shape: TableShape, rows: Rows, column: string, expected: Expected): readonly string[] {
  const series = "figures" in expected ? [...expected.figures.keys()].map(labelsIn) : [];
  return series.flatMap((labels) => {
    const due = labels[shape.texts?.[column] ?? ""] ?? "";
    const own = Object.entries(shape.labels).filter(([label]) => label in labels);
    const named = rows.filter((row) => own.every(([label, title]) => row[title] === labels[label]));
    if (named.length === 0) return [`${column}: no row has ${canonical(labels)}`];
    // A row of the texts alone belongs to no figure.
    if (named.some((row) => own.length < Object.keys(shape.labels).length && isAlone(shape, row)))
      return [`${column}: a row has only ${canonical(labels)}`];
    return named.flatMap((row) =>
      row[column] === due ? [] : [`${column} of ${canonical(labels)} is ${JSON.stringify(row[column])}`],
    );
  });
}

const isAlone = ({ columns }: TableShape, row: Rows[number]) =>
  columns.every((title) => row[title] === undefined || row[title] === null);

function cellsOf(rows: Rows, labelsOf: (row: Rows[number]) => string, column: string): Figures {
  const cells = new Map<string, number>();
  for (const row of rows) {
    const value = row[column];
    if (value === undefined || value === null) continue;
    const key = labelsOf(row);
    if (cells.has(key)) throw new Error(`Two cells of ${column} are ${key}.`);
    cells.set(key, Number(isTrend(value) ? value.value : value));
  }
  return cells;
}

/** A small graph: its series with the figure of the last moment. */
const isTrend = (cell: unknown): cell is { readonly value: unknown } =>
  typeof cell === "object" && cell !== null && "value" in cell;

const textOf = (cell: unknown): string => (typeof cell === "string" ? cell : "");
