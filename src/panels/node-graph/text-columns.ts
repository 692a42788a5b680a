/** Columns of text: what the ids themselves say, and what other queries know. */
import {
  escapeRegularExpression,
  labelReplace,
  multiply,
  setLabel,
  topk,
  unless,
  copyLabel,
} from "../../promql/index.js";
import { withTemplate, type Identity, type Part, type Template } from "./identity.js";
import type { TextModel } from "./model.js";
import { type Vector, present } from "./vector.js";

/** A text column, and what the node of those who are folded has in it; without that, what its labels can say. */
export interface TextColumn {
  readonly name: string;
  readonly text: TextModel;
  readonly others?: Part;
  /** Only in rows whose id knows this label. */
  readonly whereKnown?: string;
}

/** Where the ids of nodes stand, and whether they are of nodes themselves, of those who are folded, or of both. */
export interface Place {
  readonly label: string;
  readonly identity: Identity;
  readonly sorts: readonly ("members" | "others")[];
}

/** The vector with those text columns as labels that its ids can say. */
export function withText(vector: Vector, place: Place, column: TextColumn): Vector {
  const { name, text, others, whereKnown } = column;
  switch (text.type) {
    case "part":
      if (whereKnown !== undefined) return withPartWhereKnown(vector, place, name, text.part, whereKnown);
      return withParts(vector, place, name, text.part, others);
    case "map": {
      const value = `of_${name}`;
      const known = withParts(vector, place, value, { label: text.by }, undefined);
      const start = text.otherwise === undefined ? known : setLabel(known, name, text.otherwise);
      return text.texts.reduce(
        (done, [key, chosen]) =>
          labelReplace(done, {
            to: name,
            value: chosen.replaceAll("$", "$$$$"),
            from: value,
            pattern: escapeRegularExpression(key),
          }),
        start,
      );
    }
    case "lookup":
      return vector;
  }
}

/** The answers that fill a column whose texts another query knows, and what stands there where it knows none. */
export function lookupColumn(nodes: Vector, place: Place, column: TextColumn): readonly Vector[] {
  const { name, text, others } = column;
  if (text.type !== "lookup") return [];
  const rows: readonly string[] = [place.label, name];
  const { among, by, label, otherwise } = text;
  const fallback = otherwise ?? others;
  const rest = (those: Vector): readonly Vector[] =>
    fallback === undefined ? [] : [present(rows, withParts(those, place, name, fallback, others))];
  if (!place.sorts.includes("members") && !by.every((key) => place.identity.groupedBy.includes(key)))
    return rest(nodes);
  const keys = by.map((key) => `key_${key}`);
  const copied: readonly string[] = [name];
  const partners = by.reduce((done, key) => copyLabel(done, `key_${key}`, key), copyLabel(among, name, label));
  const known = topk.by(keys, 1, present([...keys, name], partners));
  const keyed = by.reduce((done, key) => withParts(done, place, `key_${key}`, { label: key }, undefined), nodes);
  return [present(rows, multiply.groupLeft(keys, copied, keyed, known)), ...rest(unless.on(keys, keyed, known))];
}

function withParts(vector: Vector, place: Place, name: string, part: Part, others: Part | undefined): Vector {
  const { identity, label: from, sorts } = place;
  if ("text" in part && others === undefined) return setLabel(vector, name, part.text);
  if (!sorts.includes("members") && others !== undefined && "text" in others)
    return setLabel(vector, name, others.text);
  const shared = others === undefined ? sharedPart(part, part, identity) : { others: [others] };
  return withTemplate(vector, from, name, identity, forSorts(sorts, { member: [part], ...shared }));
}

function withPartWhereKnown(vector: Vector, place: Place, name: string, part: Part, known: string): Vector {
  const { identity, label: from, sorts } = place;
  const shared = sharedPart({ label: known }, part, identity);
  return withTemplate(vector, from, name, identity, forSorts(sorts, { member: [part], ...shared }));
}

/** What those have in a column whose group is folded: what their id still knows. */
function sharedPart(known: Part, part: Part, { groupedBy }: Identity): Template {
  return "label" in known && groupedBy.includes(known.label) ? { grouped: [part] } : {};
}

function forSorts(sorts: Place["sorts"], { member, overflow: others, grouped }: Template): Template {
  return {
    ...(member !== undefined && sorts.includes("members") ? { member } : {}),
    ...(others !== undefined && sorts.includes("others") ? { overflow: others } : {}),
    ...(grouped !== undefined && sorts.includes("others") ? { grouped } : {}),
  };
}
