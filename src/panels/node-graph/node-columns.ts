import { multiply } from "../../promql/index.js";
import {
  presentWithMainField,
  detailField,
  lookupField,
  mainField,
  presentField,
  shareField,
  type Column,
} from "./columns.js";
import { rollup, share, type Place } from "./rollup.js";
import { withId, type Part } from "./identity.js";
import { linkColumns } from "./links.js";
import type { FigureModel, NodeModel, TextModel } from "./model.js";
import { nodesOf, type NodeSet } from "./node-set.js";
import { memoizeByVector } from "./memoize.js";
import { lookupColumn, withText, type TextColumn } from "./text-columns.js";
import { asVector, present } from "./vector.js";

const id = "id";
const member = "member";

/** What a kind of nodes adds to the columns of their frame. */
export function nodeColumns(population: NodeSet): readonly Column[] {
  const { node } = population;
  const { identity } = node;
  const own = identity.labels.map((label): Part => ({ label }));
  const named = memoizeByVector((vector) => withId(vector, member, identity.name, own));
  const placing = population.placing(member)(id);
  const place: Place = (vector, members) => placing(named(vector), named(members));
  const by: readonly string[] = [id];
  const of = `nodes "${identity.name}"`;
  const figure = (name: string, value: FigureModel): Column => ({ of, name, pieces: [rollup(value, by, place)] });
  return [
    ...textColumns(population),
    ...(node.main === undefined ? [] : [figure(mainField, node.main)]),
    ...(node.secondary === undefined ? [] : [figure("secondarystat", node.secondary)]),
    ...node.arcs.map(({ name, part, whole }): Column => ({
      of,
      name: shareField(name),
      pieces: [share(part, whole, by, place)],
    })),
    ...node.details.flatMap(({ title, value }) => (isFigure(value) ? [figure(detailField(title), value)] : [])),
  ];
}

/** Which nodes there are, with all texts; those that other queries know come in columns of their own. */
function textColumns(population: NodeSet): readonly Column[] {
  const { identity } = population.node;
  const of = `nodes "${identity.name}"`;
  const columns = textsOf(population.node);
  const said = columns.filter(({ text }) => text.type !== "lookup");
  const labels: readonly string[] = [id, ...said.map(({ name }) => name)];
  const parts = nodesOf(population).map(({ sort, vector }) => ({
    vector,
    place: { label: id, identity, sorts: [sort] },
  }));
  const known = parts.map(({ vector, place }) => {
    const texts = said.reduce((done, column) => withText(done, place, column), vector);
    // A text that is chosen leaves the label by which it was.
    return said.some(({ text }) => text.type === "map") ? present(labels, texts) : texts;
  });
  const standing: Column =
    population.node.main === undefined
      ? { of, name: presentField, pieces: known }
      : { of, name: presentWithMainField, pieces: known.map((vector) => asVector(multiply.scalar(vector, 0))) };
  return [
    standing,
    ...columns.flatMap((column): Column[] => {
      const pieces = parts.flatMap(({ vector, place }) => lookupColumn(vector, place, column));
      return pieces.length === 0 ? [] : [{ of, name: lookupField(column.name), pieces }];
    }),
  ];
}

function textsOf(node: NodeModel): readonly TextColumn[] {
  const { title, subtitle, color: color, icon, details, link, overflowTitle: othersTitle } = node;
  const given = (name: string, text: TextModel | undefined): TextColumn[] =>
    text === undefined ? [] : [{ name, text }];
  return [
    { name: "title", text: title, others: { text: othersTitle } },
    ...given("subtitle", subtitle),
    ...given("color", color),
    ...given("icon", icon === undefined ? undefined : { type: "part", part: { text: icon } }),
    ...details.flatMap(({ title: name, value }) => (isFigure(value) ? [] : given(detailField(name), value))),
    ...linkColumns(link),
  ];
}

export function isFigure(value: TextModel | FigureModel): value is FigureModel {
  return value.type === "amount" || value.type === "share";
}
