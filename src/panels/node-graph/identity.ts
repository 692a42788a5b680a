/**
 * Ids of nodes: `service/memos`, `client/home␟192.168.1.7`, and `client*\/home` for the overflow node of a group.
 *
 * The name of a kind has no `/` and no `*`, so ids of two kinds never collide, for any label values. The symbol for a
 * unit separator, which no name contains, separates the values of several labels.
 */
import { labelJoin, labelReplace, setLabel } from "../../promql/index.js";
import type { Vector } from "./vector.js";

const separator = "␟";

/** Any text, line breaks included. */
const anything = "(?s)(.*)";
const unseparated = `([^${separator}]*)`;

export interface Identity {
  /** The name of the kind. */
  readonly name: string;
  /** The labels that distinguish nodes of the kind, in the order in which an id holds them. */
  readonly labels: readonly string[];
  /** The labels of groups: each combination has an overflow node. */
  readonly groupedBy: readonly string[];
}

/** A part of an id or a text: a label of the query, or a fixed text. */
export type Part = { readonly label: string } | { readonly text: string };

/** The id of a node. */
export function nodeId(kind: string, ...values: readonly string[]): string {
  return values.length === 0 ? kind : `${kind}/${values.join(separator)}`;
}

/** The id of the node into which a kind, or one group of it, overflows. */
export function overflowId(kind: string, ...group: readonly string[]): string {
  return group.length === 0 ? `${kind}*` : `${kind}*/${group.join(separator)}`;
}

/** The vector with the id of each series' node in the label `to`. */
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

/** The vector with the id of the overflow node of each series' group in `to`, from the id of its node in `from`. */
export function withOverflowId(vector: Vector, from: string, to: string, identity: Identity): Vector {
  const group = identity.groupedBy.map((label) => capture(identity.labels.indexOf(label)));
  return labelReplace(vector, {
    to,
    value: overflowId(identity.name, ...group),
    from,
    pattern: memberPattern(identity),
  });
}

/** The parts of a label, by the role of the node whose id the row has. */
export interface Template {
  readonly member?: readonly Part[];
  /** For all overflow nodes. */
  readonly overflow?: readonly Part[];
  /** For overflow nodes of a group, whose id holds the labels of the group. */
  readonly grouped?: readonly Part[];
}

/** The vector with a label `to` made from the id in `from`. Series whose id has another role stay as they are. */
export function withTemplate(vector: Vector, from: string, to: string, identity: Identity, template: Template): Vector {
  const { member, overflow, grouped } = template;
  const { name, labels, groupedBy } = identity;
  const group = groupPattern(identity);
  const steps = [
    ...(member === undefined ? [] : [{ value: filled(member, labels), pattern: memberPattern(identity) }]),
    ...(overflow === undefined || labels.length === 0
      ? []
      : [{ value: filled(overflow, groupedBy), pattern: `(?s)${name}\\*(?:/${group})?` }]),
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
