import type { DataFrame } from "@grafana/data";
import type { JsonObject } from "../../src/grafana/index.js";
import { toJsonObject } from "../../src/grafana/json.js";
import type { Lab } from "../../src/lab/index.js";
import { grafana, transform } from "../grafana/engine.js";
import type { AnsweredQuery } from "../grafana-client/run.js";
import { graphOf, type Graph } from "../panels/node-graph/drawn-graph.js";
import { geometryFaults } from "../panels/node-graph/geometry.js";
import { svgOf } from "../panels/node-graph/svg.js";
import { geometryFaults as mapGeometryFaults } from "../panels/zone-map/geometry.js";
import { lineStyleFaults } from "../panels/zone-map/line-styles.js";
import { frameOf, mapAnswers } from "../panels/zone-map/samples.js";
import { framesAnswered, matrixDifferences, rowsOfPanel, tableDifferences } from "./cells.js";
import type { Evaluation, Expected } from "./evaluation.js";
import { keyOf, type ExpectedDashboard } from "./expected-dashboards.js";
import { expectedGraphs } from "./expected-values/graphs/all.js";
import type { ExpectedGraph } from "./expected-values/graphs/expected.js";
import { graphDifferences } from "./expected-values/graphs/graph-differences.js";

/** A panel with the answers to its queries. */
export interface AnsweredPanel {
  readonly key: string;
  readonly json: JsonObject;
  readonly queries: readonly AnsweredQuery[];
}

/** The panels of the queries; a repeated panel once for each value. */
export function panelsAnswered(queries: readonly AnsweredQuery[]): readonly AnsweredPanel[] {
  const panels = new Map<string, { key: string; json: JsonObject; queries: AnsweredQuery[] }>();
  for (const query of queries) {
    if (query.panel === undefined) continue;
    const [key = ""] = keyOf(query).split("/");
    const instance = `${key}@${query.id.split("@").slice(1).join("@")}`;
    const known = panels.get(instance);
    if (known) known.queries.push(query);
    else panels.set(instance, { key, json: toJsonObject(query.panel), queries: [query] });
  }
  return [...panels.values()];
}

/**
 * Errors of Grafana's own engine: a transformation that fails or loses every answer, a cell without a number, a node graph
 * that breaks the contract of its panel.
 */
export async function displayErrors({ key, json, queries }: AnsweredPanel): Promise<readonly string[]> {
  try {
    const answered = framesAnswered(queries);
    const frames = "transformations" in json ? await transform(json, answered) : answered;
    const errors = [];
    if (answered.some(({ length }) => length > 0) && !frames.some(({ length }) => length > 0))
      errors.push("its transformations lose every answer");
    if (json["type"] === "nodeGraph") errors.push(...positionErrors(json, graphOf(frames)));
    if (json["type"] === "canvas") errors.push(...(await mapErrors(json, queries)));
    return [...errors, ...textErrors(json, frames)].map((error) => `${key}: ${error}`);
  } catch (error) {
    return [`${key}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Nodes and texts that overlap, are outside or have no position, and lines through a node that isn't their end. */
function positionErrors(json: JsonObject, graph: Graph): readonly string[] {
  const { nodes, lines } = geometryFaults(json, graph);
  return [...nodes, ...lines];
}

/** Faults of the zone map's geometry, and lines whose width or color doesn't follow from the answers. */
async function mapErrors(json: JsonObject, queries: readonly AnsweredQuery[]): Promise<readonly string[]> {
  const answers = mapAnswers(queries.map(({ target, answer }) => [target?.refId ?? "", answer] as const));
  const frame = await frameOf(json, answers);
  return [...mapGeometryFaults(json, frame), ...lineStyleFaults(json, frame, new Map(answers.values.flat()))];
}

const theme = grafana.createTheme();

/** Applies the panel's overrides, and checks the text of its cells, its lines and its legends. */
function textErrors(json: JsonObject, frames: DataFrame[]): readonly string[] {
  const shown = grafana.applyFieldOverrides({
    data: frames,
    fieldConfig: json["fieldConfig"] as never,
    replaceVariables: (text) => text,
    theme,
  });
  const errors = new Set<string>();
  for (const frame of shown) {
    for (const field of frame.fields) {
      const title = grafana.getFieldDisplayName(field, frame, shown);
      if (title === "" || title.includes("undefined")) errors.add(`a field is called "${title}"`);
      const value: unknown = field.values.at(-1);
      if (field.type !== grafana.FieldType.number || value === null || value === undefined) continue;
      const display = field.display?.(value);
      const text = `${display?.prefix ?? ""}${display?.text ?? ""}${display?.suffix ?? ""}`;
      if (display === undefined || text === "" || /NaN|undefined|null/.test(text))
        errors.add(`${title} shows "${text}" for ${JSON.stringify(value)}`);
    }
  }
  return [...errors];
}

/**
 * Differences between the cells of a table or matrix and the expected ones.
 *
 * @param columnsLost also without the answer to each query in turn
 */
export async function cellDifferences(
  { key, json, queries }: AnsweredPanel,
  { tables, matrices }: Pick<ExpectedDashboard, "tables" | "matrices">,
  expectedCells: (query: AnsweredQuery) => Expected,
  columnsLost: boolean,
): Promise<readonly string[]> {
  const [table, matrix] = [tables[key], matrices[key]];
  if (table === undefined && matrix === undefined)
    return json["type"] === "table" ? [`${key}: has no expected cells`] : [];
  const complete = queries.map(expectedCells);
  const found: string[] = [];
  for (const lost of [-1, ...(columnsLost && table !== undefined ? queries.keys() : [])]) {
    const remaining = queries.map((query, index) => (index === lost ? withoutSeries(query) : query));
    const expected = complete.map((one, index): Expected => (index === lost ? { figures: new Map() } : one));
    const rows = await rowsOfPanel(json, remaining);
    const differences =
      table !== undefined
        ? tableDifferences(table, rows, expected)
        : matrix === undefined
          ? []
          : matrixDifferences(matrix, json, rows, figuresOf(expected[0]));
    const location = lost < 0 ? key : `${key} without ${table?.columns[lost] ?? ""}`;
    found.push(...differences.map((difference) => `${location}: ${difference}`));
  }
  return found;
}

/** Differences between a node graph and the expected one; none for other panels. */
export async function graphErrors(
  { key, json, queries }: AnsweredPanel,
  expected: ExpectedGraph | undefined,
): Promise<readonly string[]> {
  if (json["type"] !== "nodeGraph") return [];
  if (expected === undefined) return [`${key}: has no expected graph`];
  const graph = graphOf(await transform(json, framesAnswered(queries)));
  return graphDifferences(graph, expected).map((difference) => `${key}: ${difference}`);
}

/** A node graph as SVG. */
export const pictureOf = async ({ json, queries }: AnsweredPanel): Promise<string> =>
  `${svgOf(json, graphOf(await transform(json, framesAnswered(queries))))}\n`;

/** The expected node graph; undefined for other panels. */
export const expectedGraphOf = (
  { key, json }: AnsweredPanel,
  evaluation: Evaluation,
  lab: Lab,
): ExpectedGraph | undefined => (json["type"] === "nodeGraph" ? expectedGraphs[key]?.(evaluation, lab) : undefined);

const withoutSeries = (query: AnsweredQuery): AnsweredQuery => ({
  ...query,
  answer: { ...query.answer, series: [] },
});

const figuresOf = (expected: Expected | undefined) =>
  expected !== undefined && "figures" in expected ? expected.figures : new Map<string, number>();
