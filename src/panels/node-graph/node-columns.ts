import { multiply } from "../../promql/index.js";
import {
  detailField,
  lookupField,
  mainField,
  presentField,
  presentWithMainField,
  shareField,
  type Column,
} from "./columns.js";
import { withId, type Part } from "./identity.js";
import { linkColumns } from "./links.js";
import { isListed, listedColumns } from "./listed-nodes.js";
import { memoizeByVector } from "./memoize.js";
import { isFigureModel, type FigureModel, type NodeModel, type TextModel } from "./model.js";
import { nodesOf, type NodeSet } from "./node-set.js";
import { rollup, rollupShare, type AssignId } from "./rollup.js";
import { lookupColumn, withText, type IdLabel, type TextColumn } from "./text-columns.js";
import { asVector, present } from "./vector.js";

const id = "id";
const member = "member";

/** The columns that a kind of node adds to the frame of nodes. */
export function nodeColumns(nodeSet: NodeSet): readonly Column[] {
  const { node } = nodeSet;
  if (isListed(node)) return listedColumns(node);
  const { identity } = node;
  const own = identity.labels.map((label): Part => ({ label }));
  const withMemberId = memoizeByVector((vector) => withId(vector, member, identity.name, own));
  const assign = nodeSet.assign(member)(id);
  const assignId: AssignId = (vector, members) => assign(withMemberId(vector), withMemberId(members));
  const by: readonly string[] = [id];
  const kind = kindOf(node);
  const figure = (name: string, value: FigureModel): Column => ({ kind, name, pieces: [rollup(value, by, assignId)] });
  return [
    ...textColumns(nodeSet),
    ...(node.main === undefined ? [] : [figure(mainField, node.main)]),
    ...(node.secondary === undefined ? [] : [figure("secondarystat", node.secondary)]),
    ...node.arcs.map(({ name, part, whole }): Column => ({
      kind,
      name: shareField(name),
      pieces: [rollupShare(part, whole, by, assignId)],
    })),
    ...node.details.flatMap(({ title, value }) => (isFigureModel(value) ? [figure(detailField(title), value)] : [])),
  ];
}

const kindOf = ({ identity }: NodeModel) => `nodes "${identity.name}"`;

/** The column of present nodes, which carries the texts that follow from ids; texts of other queries are columns apart. */
function textColumns(nodeSet: NodeSet): readonly Column[] {
  const { node } = nodeSet;
  const { identity } = node;
  const kind = kindOf(node);
  const columns = textsOf(node);
  const fromIds = columns.filter(({ text }) => text.type !== "lookup");
  const labels: readonly string[] = [id, ...fromIds.map(({ name }) => name)];
  const parts = nodesOf(nodeSet).map(({ role, vector }) => {
    const idLabel: IdLabel = { label: id, identity, roles: [role] };
    return { vector, idLabel };
  });
  const rows = parts.map(({ vector, idLabel }) => {
    const texts = fromIds.reduce((done, column) => withText(done, idLabel, column), vector);
    // A mapped text leaves the label of its key behind.
    return fromIds.some(({ text }) => text.type === "map") ? present(labels, texts) : texts;
  });
  const { position } = node;
  const presentColumn: Column =
    position !== undefined
      ? { kind, name: position.field, pieces: rows }
      : node.main === undefined
        ? { kind, name: presentField, pieces: rows }
        : { kind, name: presentWithMainField, pieces: rows.map((vector) => asVector(multiply.scalar(vector, 0))) };
  return [
    presentColumn,
    ...columns.flatMap((column): Column[] => {
      const pieces = parts.flatMap(({ vector, idLabel }) => lookupColumn(vector, idLabel, column));
      return pieces.length === 0 ? [] : [{ kind, name: lookupField(column.name), pieces }];
    }),
  ];
}

function textsOf(node: NodeModel): readonly TextColumn[] {
  const { title, subtitle, color, icon, details, link, overflowTitle } = node;
  const given = (name: string, text: TextModel | undefined): TextColumn[] =>
    text === undefined ? [] : [{ name, text }];
  return [
    { name: "title", text: title, overflow: { text: overflowTitle } },
    ...given("subtitle", subtitle),
    ...given("color", color),
    ...given("icon", icon === undefined ? undefined : { type: "part", part: { text: icon } }),
    ...details.flatMap(({ title: name, value }) => (isFigureModel(value) ? [] : given(detailField(name), value))),
    ...linkColumns(link),
  ];
}
