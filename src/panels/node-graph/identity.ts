/**
 * How a node gets its id: `service/memos`, `client/home␟192.168.1.7`, and `client*\/home` for those who are folded.
 *
 * A kind's name has no `/` and no `*`, so kinds never meet, whatever a label holds. Several labels are parted by the
 * symbol for a unit separator, which nobody writes into a name.
 */
import { labelJoin, labelReplace, setLabel } from "../../promql/index.js";
import type { Vector } from "./vector.js";

const separator = "␟";

/** Any text, line breaks included. */
const anything = "(?s)(.*)";
const unseparated = `([^${separator}]*)`;

/** What a kind of node is called, and which labels tell its nodes apart, in the order in which the id holds them. */
export interface Identity {
  readonly name: string;
  readonly labels: readonly string[];
  /** Which of the labels those share who are folded into one node. */
  readonly groupedBy: readonly string[];
}

/** Where a part of an id comes from: a label of the query, or a text that is always the same. */
export type Part = { readonly label: string } | { readonly text: string };

/** The id of a node. */
export function nodeId(kind: string, ...values: readonly string[]): string {
  return values.length === 0 ? kind : `${kind}/${values.join(separator)}`;
}

/** The id of the node into which all others of a kind, or of one group of it, are folded. */
export function overflowId(kind: string, ...group: readonly string[]): string {
  return group.length === 0 ? `${kind}*` : `${kind}*/${group.join(separator)}`;
}

/** The vector with the label `to` holding the id of the node to which each series belongs. */
export function withId(vector: Vector, to: string, kind: string, parts: readonly Part[]): Vector {
  const [only, ...more] = parts.flatMap((part) => ("label" in part ? [part.label] : []));
  if (only === undefined) return setLabel(vector, to, nodeId(kind, ...parts.map(textOf)));
  if (more.length === 0) {
    const value = nodeId(kind, ...parts.map((part) => ("label" in part ? "$1" : literal(part.text))));
    return labelReplace(vector, { to, value, from: only, pattern: anything });
  }
  const labels = parts.map((part, index) => ("label" in part ? part.label : `${to}_${String(index)}`));
  const complete = parts.reduce(
    (done, part, index) => ("label" in part ? done : setLabel(done, `${to}_${String(index)}`, part.text)),
    vector,
  );
  const joined = labelJoin(complete, to, separator, labels);
  return labelReplace(joined, { to, value: `${kind}/$1`, from: to, pattern: anything });
}

/** The vector with an id in `from` turned into that of the node of its group, in `to`. */
export function withOverflowId(vector: Vector, from: string, to: string, identity: Identity): Vector {
  const group = identity.groupedBy.map((label) => capture(identity.labels.indexOf(label)));
  return labelReplace(vector, {
    to,
    value: overflowId(identity.name, ...group),
    from,
    pattern: memberPattern(identity),
  });
}

/** What a label is made of, by the sort of id. */
export interface Template {
  /** For the nodes themselves. */
  readonly member?: readonly Part[];
  /** For those into which others are folded. */
  readonly overflow?: readonly Part[];
  /** Only for those into which a group is folded, whose ids know its labels. */
  readonly grouped?: readonly Part[];
}

/** The vector with a label `to` made of what the id in `from` says. Series whose id is of another sort stay as they are. */
export function withTemplate(vector: Vector, from: string, to: string, identity: Identity, template: Template): Vector {
  const { member, overflow: others, grouped } = template;
  const { name, labels, groupedBy } = identity;
  const group = groupPattern(identity);
  const steps = [
    ...(member === undefined ? [] : [{ value: filled(member, labels), pattern: memberPattern(identity) }]),
    ...(others === undefined || labels.length === 0
      ? []
      : [{ value: filled(others, groupedBy), pattern: `(?s)${name}\\*(?:/${group})?` }]),
    ...(grouped === undefined || groupedBy.length === 0
      ? []
      : [{ value: filled(grouped, groupedBy), pattern: `(?s)${name}\\*/${group}` }]),
  ];
  return steps.reduce((done, { value, pattern }) => labelReplace(done, { to, value, from, pattern }), vector);
}

function filled(parts: readonly Part[], labels: readonly string[]): string {
  return parts.map((part) => ("text" in part ? literal(part.text) : capture(labels.indexOf(part.label)))).join("");
}

function memberPattern({ name, labels }: Identity): string {
  const last = labels.length - 1;
  if (last < 0) return name;
  return `(?s)${name}/${labels.map((_, index) => (index === last ? "(.*)" : unseparated)).join(separator)}`;
}

function groupPattern({ groupedBy }: Identity): string {
  const last = groupedBy.length - 1;
  return groupedBy.map((_, index) => (index === last ? "(.*)" : unseparated)).join(separator);
}

const capture = (index: number) => `\${${String(index + 1)}}`;
const literal = (text: string) => text.replaceAll("$", "$$$$");
const textOf = (part: Part) => ("text" in part ? part.text : "");
