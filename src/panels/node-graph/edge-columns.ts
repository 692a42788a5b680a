import {
  add,
  atLeast,
  clamp,
  divide,
  labelJoin,
  less,
  ln,
  multiply,
  print,
  setLabel,
  sum,
} from "../../promql/index.js";
import { detailField, edgeColorField, mainField, presentField, presentWithMainField, type Column } from "./columns.js";
import { withId } from "./identity.js";
import { linkColumns } from "./links.js";
import { atListed, isListed, isRankedBy, withEndId } from "./listed-nodes.js";
import { memoizeByVector } from "./memoize.js";
import { isFigureModel, type EdgeModel, type EndModel, type FigureModel } from "./model.js";
import type { NodeSet } from "./node-set.js";
import { ratio, rollup, scaled, type AssignId } from "./rollup.js";
import { withText, type IdLabel, type Role, type TextColumn } from "./text-columns.js";
import { asVector, orZero, present, type Vector } from "./vector.js";

const ends: readonly string[] = ["source", "target"];
const separator = "␟";
/** An edge ends at a member's own node or at an overflow node. */
const anyRole: readonly Role[] = ["member", "overflow"];

/** The columns that a kind of edge adds to the frame of edges. */
export function edgeColumns(edge: EdgeModel, nodeSets: ReadonlyMap<string, NodeSet>): readonly Column[] {
  const from = nodeSetAt(edge, edge.from, nodeSets);
  const to = nodeSetAt(edge, edge.to, nodeSets);
  const assign = assignmentOf(edge, from, to);
  const isDirect = [from, to].every(({ node }) => isListed(node) && !node.listing.overflows);
  const figure = (value: FigureModel) =>
    withEdgeId(
      isDirect ? direct(value, assign.figures) : rollup(withAllEdges(value, edge.of), ends, assign.figures),
      edge.name,
    );
  const kind = `edges "${edge.name}"`;
  const column = (name: string, value: FigureModel | undefined): Column[] =>
    value === undefined ? [] : [{ kind, name, pieces: [figure(value)] }];
  const rows = assign.drawn(edge.of, edge.of);
  const { thickness, main } = edge;
  const flow = flowOf(edge);
  const drawn = flow === undefined ? present(ends, rows) : sum.by(ends, rows);
  return [
    {
      kind,
      name: flow === undefined ? presentField : presentWithMainField,
      pieces: [scaled(withTexts(withEdgeId(drawn, edge.name), edge, from, to), flow?.scale ?? 1)],
    },
    ...(flow === undefined ? column(mainField, main) : []),
    ...column("secondarystat", edge.secondary),
    ...(thickness === undefined
      ? []
      : [{ kind, name: "thickness", pieces: [widthOf(figure(thickness.figure), thickness.thin, thickness.thick)] }]),
    ...colorColumns(edge, kind, figure),
    ...edge.details.flatMap(({ title, value }) => (isFigureModel(value) ? column(detailField(title), value) : [])),
  ];
}

/** The figure of edges that represent one series each. */
function direct(figure: FigureModel, assignId: AssignId): Vector {
  const value = scaled(figure.type === "share" ? ratio(figure.part, figure.whole) : figure.of, figure.scale);
  return sum.by(ends, assignId(value, value));
}

/** The main statistic, if it is the sum of the query that says which edges there are. */
const flowOf = ({ main, of }: EdgeModel): { readonly scale: number } | undefined =>
  main?.type === "amount" && main.aggregate === "sum" && print(main.of) === print(of) ? main : undefined;

interface Assignments {
  /** Leaves out edges that end at no node. */
  readonly drawn: AssignId;
  /** For figures, whose rows are dropped where there is no edge. */
  readonly figures: AssignId;
}

/** Gives each series the ids of the nodes at both ends. */
function assignmentOf(edge: EdgeModel, from: NodeSet, to: NodeSet): Assignments {
  const sides = [
    { end: edge.from, nodeSet: from, label: "source", own: "from" },
    { end: edge.to, nodeSet: to, label: "target", own: "to" },
  ];
  // An end that the edge's own query ranks is assigned before the other end leaves edges out.
  const [first, second] = sides
    .sort((a, b) => Number(isRankedBy(b.nodeSet.node, edge.of)) - Number(isRankedBy(a.nodeSet.node, edge.of)))
    .map((side, index) => endOf(edge, side, index === 0));
  const both =
    (which: keyof Assignments): AssignId =>
    (vector, members) =>
      [first, second].reduce((done, end) => end?.[which](done, members) ?? done, vector);
  return { drawn: both("drawn"), figures: both("figures") };
}

interface Side {
  readonly end: EndModel;
  readonly nodeSet: NodeSet;
  /** The label for the id of the node. */
  readonly label: string;
  /** The label for the id of the member. */
  readonly own: string;
}

function endOf(edge: EdgeModel, { end, nodeSet, label, own }: Side, isComplete: boolean): Assignments {
  const { node } = nodeSet;
  if (isListed(node)) {
    return {
      drawn: (vector) => atListed(node, vector, end, label, { of: edge.of, isComplete }),
      figures: (vector) => withEndId(vector, node, end, label),
    };
  }
  const withOwnId = memoizeByVector((vector) => withId(vector, own, end.kind, end.parts));
  const assigned = nodeSet.assign(own)(label);
  const assign: AssignId = (vector, members) => assigned(withOwnId(vector), withOwnId(members));
  return { drawn: assign, figures: assign };
}

function nodeSetAt(edge: EdgeModel, end: EndModel, nodeSets: ReadonlyMap<string, NodeSet>): NodeSet {
  const nodeSet = nodeSets.get(end.kind);
  if (nodeSet !== undefined) return nodeSet;
  throw new Error(
    `edges "${edge.name}" end at nodes "${end.kind}", which this graph doesn't have; add them to its nodes`,
  );
}

/** An amount that is summed has 0 for edges without a series. */
function withAllEdges(figure: FigureModel, all: Vector): FigureModel {
  if (figure.type === "share" || figure.aggregate !== "sum" || print(figure.of) === print(all)) return figure;
  return { ...figure, of: orZero(figure.of, all) };
}

function withEdgeId(vector: Vector, kind: string): Vector {
  return labelJoin(setLabel(vector, "id", kind), "id", separator, ["id", ...ends]);
}

/** From 0.5 at `thin` to 4 at `thick`, by the logarithm. */
function widthOf(vector: Vector, thin: number, thick: number): Vector {
  const times = divide.scalar(vector, thin);
  const position = divide.scalar(ln(times), Math.log(thick / thin));
  return asVector(add.scalar(multiply.scalar(clamp(position, 0, 1), 3.5), 0.5));
}

/** A color by figure: each edge with the color of the step in which its figure lies. */
function colorColumns(edge: EdgeModel, kind: string, figure: (of: FigureModel) => Vector): Column[] {
  if (typeof edge.color !== "object") return [];
  const { by, base, steps } = edge.color;
  const value = figure(by);
  const colors = [[-Infinity, base] as const, ...steps];
  const pieces = colors.map(([from, name], index) => {
    const above = from === -Infinity ? value : atLeast(value, from);
    const next = colors[index + 1]?.[0];
    return setLabel(next === undefined ? above : less(above, next), "color", name);
  });
  return [{ kind, name: edgeColorField, pieces }];
}

function withTexts(vector: Vector, edge: EdgeModel, from: NodeSet, to: NodeSet): Vector {
  return textsOf(edge).reduce((done, column) => {
    const { text, onlyWith } = column;
    const label = onlyWith ?? (text.type === "part" && "label" in text.part ? text.part.label : undefined);
    if (label === undefined)
      return withText(done, { label: "source", identity: from.node.identity, roles: anyRole }, column);
    const { idLabel, ownName } = endWith(edge, from, to, label);
    return withText(
      done,
      idLabel,
      onlyWith === undefined
        ? { ...column, text: { type: "part", part: { label: ownName } } }
        : { ...column, onlyWith: ownName },
    );
  }, vector);
}

function textsOf({ color, dashed, details, link }: EdgeModel): readonly TextColumn[] {
  const fixed = (name: string, text: string): TextColumn => ({ name, text: { type: "part", part: { text } } });
  return [
    ...(typeof color === "string" ? [fixed("color", color)] : []),
    ...(dashed ? [fixed("strokedasharray", "5 5")] : []),
    ...details.flatMap(({ title, value }) => (isFigureModel(value) ? [] : [{ name: detailField(title), text: value }])),
    ...linkColumns(link),
  ];
}

/** The end whose id holds a label of the edge's query, and the name of the label there. */
function endWith({ name: edge, from, to }: EdgeModel, source: NodeSet, target: NodeSet, name: string) {
  const sides = [
    { label: "source", end: from, identity: source.node.identity },
    { label: "target", end: to, identity: target.node.identity },
  ];
  for (const { label, end, identity } of sides) {
    const ownName = identity.labels[end.parts.findIndex((part) => "label" in part && part.label === name)];
    const idLabel: IdLabel = { label, identity, roles: anyRole };
    if (ownName !== undefined) return { idLabel, ownName };
  }
  throw new Error(`edges "${edge}": no end names the label "${name}"`);
}
