import { add, clamp, divide, atLeast, labelJoin, less, ln, multiply, print, setLabel } from "../../promql/index.js";
import { detailField, presentField, type Column } from "./columns.js";
import { rollup, type Place } from "./rollup.js";
import { withId } from "./identity.js";
import { linkColumns } from "./links.js";
import type { EdgeModel, EndModel, FigureModel } from "./model.js";
import { isFigure } from "./node-columns.js";
import type { NodeSet } from "./node-set.js";
import { memoizeByVector } from "./memoize.js";
import { withText, type TextColumn } from "./text-columns.js";
import { asVector, orZero, type Vector, present } from "./vector.js";

const ends: readonly string[] = ["source", "target"];
const separator = "␟";
/** An edge ends at a node itself or at one into which it was folded. */
const bothSorts = ["members", "others"] as const;

/** What a kind of edges adds to the columns of their frame. */
export function edgeColumns(edge: EdgeModel, populations: ReadonlyMap<string, NodeSet>): readonly Column[] {
  const from = populationAt(edge, edge.from, populations);
  const to = populationAt(edge, edge.to, populations);
  const fromId = memoizeByVector((vector) => withId(vector, "from", edge.from.kind, edge.from.parts));
  const toId = memoizeByVector((vector) => withId(vector, "to", edge.to.kind, edge.to.parts));
  const start = from.placing("from")("source");
  const end = to.placing("to")("target");
  const place: Place = (vector, members) => end(start(toId(fromId(vector)), fromId(members)), toId(members));
  const figure = (value: FigureModel) => withEdgeId(rollup(complete(value, edge.of), ends, place), edge.name);
  const of = `edges "${edge.name}"`;
  const column = (name: string, value: FigureModel | undefined): Column[] =>
    value === undefined ? [] : [{ of, name, pieces: [figure(value)] }];
  const known = withEdgeId(present(ends, place(edge.of, edge.of)), edge.name);
  return [
    { of, name: presentField, pieces: [withTexts(known, edge, from, to)] },
    ...column("mainstat", edge.main),
    ...column("secondarystat", edge.secondary),
    ...(edge.thickness === undefined
      ? []
      : [
          {
            of,
            name: "thickness",
            pieces: [thickness(figure(edge.thickness.figure), edge.thickness.thin, edge.thickness.thick)],
          },
        ]),
    ...color(edge, figure),
    ...edge.details.flatMap(({ title, value }) => (isFigure(value) ? column(detailField(title), value) : [])),
  ];
}

function populationAt(edge: EdgeModel, end: EndModel, populations: ReadonlyMap<string, NodeSet>): NodeSet {
  const population = populations.get(end.kind);
  if (population !== undefined) return population;
  throw new Error(
    `edges "${edge.name}" end at nodes "${end.kind}", which this graph doesn't have; add them to its nodes`,
  );
}

/** An amount that adds up is zero for edges that it doesn't know. */
function complete(figure: FigureModel, all: Vector): FigureModel {
  if (figure.type === "share" || figure.aggregate !== "sum" || print(figure.of) === print(all)) return figure;
  return { ...figure, of: orZero(figure.of, all) };
}

function withEdgeId(vector: Vector, kind: string): Vector {
  return labelJoin(setLabel(vector, "id", kind), "id", separator, ["id", ...ends]);
}

/** From 1 at `thin` to 10 at `thick`, by the logarithm. */
function thickness(vector: Vector, thin: number, thick: number): Vector {
  const times = divide.scalar(vector, thin);
  const position = divide.scalar(ln(times), Math.log(thick / thin));
  return asVector(add.scalar(multiply.scalar(clamp(position, 0, 1), 9), 1));
}

function color(edge: EdgeModel, figure: (of: FigureModel) => Vector): Column[] {
  if (typeof edge.color !== "object") return [];
  const { by, base, steps } = edge.color;
  const value = figure(by);
  const colors = [[-Infinity, base] as const, ...steps];
  const pieces = colors.map(([from, name], index) => {
    const above = from === -Infinity ? value : atLeast(value, from);
    const next = colors[index + 1]?.[0];
    return setLabel(next === undefined ? above : less(above, next), "color", name);
  });
  return [{ of: `edges "${edge.name}"`, name: "coloured", pieces }];
}

function withTexts(vector: Vector, edge: EdgeModel, from: NodeSet, to: NodeSet): Vector {
  return textsOf(edge).reduce((done, column) => {
    const { text, whereKnown } = column;
    const label = whereKnown ?? (text.type === "part" && "label" in text.part ? text.part.label : undefined);
    if (label === undefined)
      return withText(done, { label: "source", identity: from.node.identity, sorts: bothSorts }, column);
    const { place, own } = sideOf(edge, from, to, label);
    return withText(
      done,
      place,
      whereKnown === undefined
        ? { ...column, text: { type: "part", part: { label: own } } }
        : { ...column, whereKnown: own },
    );
  }, vector);
}

function textsOf({ color: color, dashed, details, link }: EdgeModel): readonly TextColumn[] {
  const fixed = (name: string, text: string): TextColumn => ({ name, text: { type: "part", part: { text } } });
  return [
    ...(typeof color === "string" ? [fixed("color", color)] : []),
    ...(dashed ? [fixed("strokedasharray", "5 5")] : []),
    ...details.flatMap(({ title, value }) => (isFigure(value) ? [] : [{ name: detailField(title), text: value }])),
    ...linkColumns(link),
  ];
}

/** At which end a label of the edge's query stands, and what it is called there. */
function sideOf({ name: edge, from, to }: EdgeModel, source: NodeSet, target: NodeSet, name: string) {
  const sides = [
    { label: "source", end: from, identity: source.node.identity },
    { label: "target", end: to, identity: target.node.identity },
  ];
  for (const { label, end, identity } of sides) {
    const own = identity.labels[end.parts.findIndex((part) => "label" in part && part.label === name)];
    if (own !== undefined) return { place: { label, identity, sorts: bothSorts }, own };
  }
  throw new Error(`edges "${edge}": no end names the label "${name}"`);
}
