/**
 * The requirements of Grafana's node graph on its frames. If a frame violates one, the panel draws nothing or something
 * wrong, mostly without an error.
 */
import type { DataFrame } from "@grafana/data";
import { grafana } from "../../grafana/engine.js";

export interface GraphRow {
  readonly id: string;
  /** By the name of the field. Empty fields are left out. */
  readonly [field: string]: unknown;
}

export interface Graph {
  readonly nodes: readonly GraphRow[];
  readonly edges: readonly (GraphRow & { readonly source: string; readonly target: string })[];
}

/**
 * The graph that Grafana draws from transformed frames. Without frames it is empty.
 * @throws with all reasons why Grafana would reject it, draw it wrongly, or leave a part out.
 */
export function graphOf(frames: readonly DataFrame[], limit = 150): Graph {
  const kept = frames.filter((frame) => has(frame, "id"));
  const edgeFrames = kept.filter((frame) => has(frame, "source"));
  const nodeFrames = kept.filter((frame) => !has(frame, "source"));
  const nodes = nodeFrames.flatMap(rowsOf).map((row) => readBy(row, ofNodes));
  const edges = edgeFrames.flatMap(rowsOf).map((row) => readBy(row, ofEdges));
  const violations = [
    ...(nodeFrames.length > 1 ? [`${nodeFrames.length} frames of nodes, of which Grafana takes the first`] : []),
    ...(edgeFrames.length > 1 ? [`${edgeFrames.length} frames of edges, of which Grafana takes the first`] : []),
    ...(nodes.length > limit ? [`${nodes.length} nodes, more than ${limit}`] : []),
    ...frames
      .filter((frame) => !kept.includes(frame) && frame.length > 0)
      .map((frame) => `a frame (${String(frame.refId)}) without ids is left over`),
    ...[...nodeFrames, ...edgeFrames].flatMap(typesOf),
    ...repeated(nodes).map((id) => `two nodes are called ${id}`),
    ...repeated(edges).map((id) => `two edges are called ${id}`),
    ...nodes.flatMap(figuresOf),
    ...nodes.filter(({ title }) => typeof title !== "string").map(({ id }) => `${id} has no title`),
    ...nodes.flatMap(arcsOf),
    ...edges.flatMap(figuresOf),
    ...endsOf(nodes, edges),
  ];
  if (violations.length > 0) throw new Error(violations.join("\n"));
  return { nodes, edges: edges as unknown as Graph["edges"] };
}

const numbers = /^(mainstat|secondarystat|thickness|noderadius|arc__.*)$/;
/** Grafana writes a number with two decimals, and a text as it is. */
const either = /^mainstat$/;
const texts = /^(id|source|target|title|subtitle|color|icon|strokedasharray)$/;

/** The fields that Grafana reads of nodes and of edges, and those of links. */
const ofNodes =
  /^(id|title|subtitle|mainstat|secondarystat|arc__.*|detail__.*|color|icon|noderadius|highlighted|fixedx|fixedy|isinstrumented|link__.*)$/;
const ofEdges =
  /^(id|source|target|mainstat|secondarystat|detail__.*|color|thickness|strokedasharray|highlighted|link__.*)$/;

/** The row without the fields that Grafana doesn't read: transformations compute widths and rings for both frames. */
const readBy = (row: GraphRow, fields: RegExp): GraphRow => ({
  ...Object.fromEntries(Object.entries(row).filter(([name]) => fields.test(name))),
  id: row.id,
});

const has = (frame: DataFrame, name: string) => frame.fields.some((field) => field.name === name);

function rowsOf(frame: DataFrame): GraphRow[] {
  return Array.from({ length: frame.length }, (_, row) => {
    const entries = frame.fields.map(({ name, values }) => [name, values[row] as unknown] as const);
    const given = entries.filter(([, value]) => value !== null && value !== undefined && value !== "");
    // Grafana finds the first of two fields with one name.
    return Object.fromEntries(given.reverse()) as GraphRow;
  });
}

function typesOf({ fields }: DataFrame): string[] {
  const names = fields.map(({ name }) => name.toLowerCase());
  return [
    ...fields
      .filter(({ name, type }) => numbers.test(name) && !isShown(name, type))
      .map(({ name }) => `${name} is no number`),
    ...fields
      .filter(({ name, type }) => texts.test(name) && type !== grafana.FieldType.string)
      .map(({ name }) => `${name} is no text`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `two fields are called ${name}`),
  ];
}

const isShown = (name: string, type: DataFrame["fields"][number]["type"]): boolean =>
  type === grafana.FieldType.number || (type === grafana.FieldType.string && either.test(name));

function repeated(rows: readonly GraphRow[]): string[] {
  const ids = rows.map(({ id }) => id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

function figuresOf(row: GraphRow): string[] {
  const { mainstat } = row;
  const isWrong = typeof mainstat === "string" && !/^\d+$/.test(mainstat);
  return [...(isWrong ? [`mainstat of ${row.id} is no whole number`] : []), ...infiniteOf(row)];
}

function infiniteOf(row: GraphRow): string[] {
  return Object.entries(row)
    .filter(([name, value]) => (numbers.test(name) || typeof value === "number") && !Number.isFinite(Number(value)))
    .map(([name, value]) => `${name} of ${row.id} is ${String(value)}`);
}

function arcsOf(row: GraphRow): string[] {
  const arcs = Object.entries(row).flatMap(([name, value]) => (name.startsWith("arc__") ? [Number(value)] : []));
  const sum = arcs.reduce((total, arc) => total + arc, 0);
  return [
    ...(arcs.some((arc) => arc < 0 || arc > 1) ? [`an arc of ${row.id} is beyond 0 to 1`] : []),
    // Between two points that are the same, Grafana draws nothing.
    ...(arcs.some((arc) => arc > 1 - 1e-7 && arc < 1) ? [`the ring of ${row.id} isn't drawn`] : []),
    ...(arcs.length > 0 && sum !== 0 && Math.abs(sum - 1) > 1e-9 ? [`the arcs of ${row.id} add up to ${sum}`] : []),
    ...(sum > 0 && row["color"] !== undefined ? [`${row.id} has arcs and a color`] : []),
    ...(row["icon"] !== undefined && Number(row["mainstat"] ?? 0) !== 0
      ? [`the icon of ${row.id} hides its figure`]
      : []),
  ];
}

function endsOf(nodes: readonly GraphRow[], edges: readonly GraphRow[]): string[] {
  const ids = new Set(nodes.map(({ id }) => id));
  return edges.flatMap(({ id, source, target }) =>
    [source, target]
      .filter((end) => !ids.has(String(end)))
      .map((end) => `edge ${id} ends at ${String(end)}, which is no node`),
  );
}
