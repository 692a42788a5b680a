/** Columns of texts: those that follow from the ids of rows, and those that come from other queries. */
import {
  copyLabel,
  escapeRegularExpression,
  labelReplace,
  multiply,
  setLabel,
  topk,
  unless,
} from "../../promql/index.js";
import { withTemplate, type Identity, type Part, type Template } from "./identity.js";
import type { TextModel } from "./model.js";
import { present, type Vector } from "./vector.js";

export interface TextColumn {
  readonly name: string;
  readonly text: TextModel;
  /** The text of overflow nodes. Default: that of the labels which they still have. */
  readonly overflow?: Part;
  /** Fills the column only in rows whose id holds this label. */
  readonly onlyWith?: string;
}

/** A member with its own node, or the node that members beyond the limit share. */
export type Role = "member" | "overflow";

/** The label that holds the ids, and the roles of the nodes to which the ids belong. */
export interface IdLabel {
  readonly label: string;
  readonly identity: Identity;
  readonly roles: readonly Role[];
}

/** The vector with the column as a label, if its text follows from the id; else the vector unchanged. */
export function withText(vector: Vector, id: IdLabel, column: TextColumn): Vector {
  const { name, text, overflow, onlyWith } = column;
  switch (text.type) {
    case "part":
      return onlyWith === undefined
        ? withParts(vector, id, name, text.part, overflow)
        : withPartsOnlyWith(vector, id, name, text.part, onlyWith);
    case "map":
      return withMapped(vector, id, name, text);
    case "lookup":
      return vector;
  }
}

function withMapped(vector: Vector, id: IdLabel, name: string, text: TextModel & { readonly type: "map" }): Vector {
  const key = `of_${name}`;
  const keyed = withParts(vector, id, key, { label: text.by }, undefined);
  const start = text.fallback === undefined ? keyed : setLabel(keyed, name, text.fallback);
  return text.texts.reduce(
    (done, [value, mapped]) =>
      labelReplace(done, {
        to: name,
        value: mapped.replaceAll("$", "$$$$"),
        from: key,
        pattern: escapeRegularExpression(value),
      }),
    start,
  );
}

/** The queries of a column whose texts come from another query: the texts, and the fallback for rows without one. */
export function lookupColumn(nodes: Vector, id: IdLabel, column: TextColumn): readonly Vector[] {
  const { name, text, overflow } = column;
  if (text.type !== "lookup") return [];
  const rows: readonly string[] = [id.label, name];
  const fallback = text.fallback ?? overflow;
  const others = (vector: Vector): readonly Vector[] =>
    fallback === undefined ? [] : [present(rows, withParts(vector, id, name, fallback, overflow))];
  const { groupedBy } = id.identity;
  if (!id.roles.includes("member") && !text.by.every((key) => groupedBy.includes(key))) return others(nodes);
  const keys = text.by.map((key) => `key_${key}`);
  const copied: readonly string[] = [name];
  const texts = text.by.reduce((done, key) => copyLabel(done, `key_${key}`, key), copyLabel(text.in, name, text.label));
  const known = topk.by(keys, 1, present([...keys, name], texts));
  const keyed = text.by.reduce((done, key) => withParts(done, id, `key_${key}`, { label: key }, undefined), nodes);
  return [present(rows, multiply.groupLeft(keys, copied, keyed, known)), ...others(unless.on(keys, keyed, known))];
}

function withParts(vector: Vector, id: IdLabel, name: string, part: Part, overflow: Part | undefined): Vector {
  const { identity, label: from, roles } = id;
  if ("text" in part && overflow === undefined) return setLabel(vector, name, part.text);
  if (!roles.includes("member") && overflow !== undefined && "text" in overflow)
    return setLabel(vector, name, overflow.text);
  const rest = overflow === undefined ? groupedPart(part, part, identity) : { overflow: [overflow] };
  return withTemplate(vector, from, name, identity, forRoles(roles, { member: [part], ...rest }));
}

function withPartsOnlyWith(vector: Vector, id: IdLabel, name: string, part: Part, onlyWith: string): Vector {
  const { identity, label: from, roles } = id;
  const grouped = groupedPart({ label: onlyWith }, part, identity);
  return withTemplate(vector, from, name, identity, forRoles(roles, { member: [part], ...grouped }));
}

/** The part, for overflow nodes of a group, if their id still holds the label. */
function groupedPart(needed: Part, part: Part, { groupedBy }: Identity): Template {
  return "label" in needed && groupedBy.includes(needed.label) ? { grouped: [part] } : {};
}

function forRoles(roles: readonly Role[], { member, overflow, grouped }: Template): Template {
  return {
    ...(member !== undefined && roles.includes("member") ? { member } : {}),
    ...(overflow !== undefined && roles.includes("overflow") ? { overflow } : {}),
    ...(grouped !== undefined && roles.includes("overflow") ? { grouped } : {}),
  };
}
