import type { DataFrame } from "@grafana/data";
import type { JsonObject } from "../../src/grafana/index.js";
import { grafana, transform } from "../grafana/engine.js";
import type { AnsweredQuery } from "../grafana-client/run.js";
import { graphOf } from "../panels/node-graph/contract.js";
import { framesAnswered, matrixDifferences, rowsOfPanel, tableDifferences } from "./cells.js";
import { keyOf, type ExpectedDashboard } from "./expected-dashboards.js";
import type { Lab } from "../../src/lab/index.js";
import type { Expected, Evaluation } from "./evaluation.js";
import { expectedGraphs } from "./expected-values/graphs/all.js";
import type { ExpectedGraph } from "./expected-values/graphs/expected.js";
import { graphDifferences } from "./expected-values/graphs/graph-differences.js";

/** A panel with the answers to its queries. */
export interface AnsweredPanel {
  readonly key: string;
  readonly json: JsonObject;
  readonly questions: readonly AnsweredQuery[];
}

/** The panels that were asked, each with its questions; one that repeats stands once for each value. */
export function panelsAnswered(questions: readonly AnsweredQuery[]): readonly AnsweredPanel[] {
  const panels = new Map<string, { key: string; json: JsonObject; questions: AnsweredQuery[] }>();
  for (const question of questions) {
    if (question.panel === undefined) continue;
    const [key = ""] = keyOf(question).split("/");
    const place = `${key}@${question.id.split("@").slice(1).join("@")}`;
    const known = panels.get(place);
    if (known) known.questions.push(question);
    else panels.set(place, { key, json: question.panel as unknown as JsonObject, questions: [question] });
  }
  return [...panels.values()];
}

/**
 * What Grafana's own engine objects to: a transformation that fails or loses what was answered, a cell that shows no
 * number, a node graph that the panel would refuse.
 */
export async function displayErrors({ key, json, questions }: AnsweredPanel): Promise<readonly string[]> {
  try {
    const answered = framesAnswered(questions);
    const frames = "transformations" in json ? await transform(json, answered) : answered;
    const objections = [];
    if (answered.some(({ length }) => length > 0) && !frames.some(({ length }) => length > 0))
      objections.push("its transformations lose every answer");
    if (json["type"] === "nodeGraph") graphOf(frames);
    return [...objections, ...textErrors(json, frames)].map((objection) => `${key}: ${objection}`);
  } catch (error) {
    return [`${key}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

const theme = grafana.createTheme();

/** Applies the panel's overrides and reads what would stand in its cells, on its lines and in its legends. */
function textErrors(json: JsonObject, frames: DataFrame[]): readonly string[] {
  const shown = grafana.applyFieldOverrides({
    data: frames,
    fieldConfig: json["fieldConfig"] as never,
    replaceVariables: (text) => text,
    theme,
  });
  const objections = new Set<string>();
  for (const frame of shown) {
    for (const field of frame.fields) {
      const title = grafana.getFieldDisplayName(field, frame, shown);
      if (title === "" || title.includes("undefined")) objections.add(`a field is called "${title}"`);
      const value: unknown = field.values.at(-1);
      if (field.type !== grafana.FieldType.number || value === null || value === undefined) continue;
      const display = field.display?.(value);
      const text = `${display?.prefix ?? ""}${display?.text ?? ""}${display?.suffix ?? ""}`;
      if (display === undefined || text === "" || /NaN|undefined|null/.test(text))
        objections.add(`${title} shows "${text}" for ${JSON.stringify(value)}`);
    }
  }
  return [...objections];
}

/**
 * What is wrong with the cells of a table or matrix, with everything answered or with one of its columns lost.
 * @param due what each of its queries must answer
 */
export async function cellDifferences(
  { key, json, questions }: AnsweredPanel,
  { tables, matrices }: Pick<ExpectedDashboard, "tables" | "matrices">,
  due: readonly Expected[],
  columnsLost: boolean,
): Promise<readonly string[]> {
  const [table, matrix] = [tables[key], matrices[key]];
  if (table === undefined && matrix === undefined)
    return json["type"] === "table" ? [`${key}: nobody says what its cells show`] : [];
  const objections: string[] = [];
  const losses = [-1, ...(columnsLost && table !== undefined ? table.columns.keys() : [])];
  for (const lost of losses) {
    const left = questions.map((question, index) => (index === lost ? silenced(question) : question));
    const expected = due.map((one, index): Expected => (index === lost ? { figures: new Map() } : one));
    const rows = await rowsOfPanel(json, left);
    const found =
      table !== undefined
        ? tableDifferences(table, rows, expected)
        : matrix === undefined
          ? []
          : matrixDifferences(matrix, rows, figuresOf(expected[0]));
    const where = lost < 0 ? key : `${key} without ${table?.columns[lost] ?? ""}`;
    objections.push(...found.map((objection) => `${where}: ${objection}`));
  }
  return objections;
}

/** What is wrong with a node graph: nodes, edges and fields other than the events say. Nothing for other panels. */
export async function graphErrors(
  { key, json, questions }: AnsweredPanel,
  expected: ExpectedGraph | undefined,
): Promise<readonly string[]> {
  if (json["type"] !== "nodeGraph") return [];
  if (expected === undefined) return [`${key}: nobody says what it draws`];
  const graph = graphOf(await transform(json, framesAnswered(questions)));
  return graphDifferences(graph, expected).map((objection) => `${key}: ${objection}`);
}

/** What the events say that a node graph draws; nothing for other panels. */
export const expectedGraphOf = (
  { key, json }: AnsweredPanel,
  moment: Evaluation,
  lab: Lab,
): ExpectedGraph | undefined => (json["type"] === "nodeGraph" ? expectedGraphs[key]?.(moment, lab) : undefined);

const silenced = (question: AnsweredQuery): AnsweredQuery => ({
  ...question,
  answer: { ...question.answer, series: [] },
});

const figuresOf = (expected: Expected | undefined) =>
  expected !== undefined && "figures" in expected ? expected.figures : new Map<string, number>();
