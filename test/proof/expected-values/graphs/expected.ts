import type { Evaluation } from "../../evaluation.js";

/*
 * What a graph must show, before nodes are folded: who there is, who goes first, and what a node or an edge says about
 * those for whom it stands. Folding is left to `folding.ts`, since of equals any may be drawn.
 */

/** The labels that tell a node from the others of its kind, in the order of its id. */
export type Name = readonly string[];

/** A text or number, one of several texts, or nothing. An empty text is nothing. */
export type Value = string | number | { readonly oneOf: readonly string[] } | undefined;

/** What a row must hold, by the names of Grafana's fields. What isn't named must not be there. */
export type Fields = Readonly<Record<string, Value>>;

/** A node that is drawn. */
export interface Standing {
  readonly id: string;
  /** All for whom it stands. */
  readonly members: readonly Name[];
  /** Its own labels, where it stands for itself alone. */
  readonly alone?: Name;
  /** What those have in common who are folded into it. */
  readonly group?: Name;
}

export interface ExpectedKind {
  readonly name: string;
  /** How many are drawn; all others are folded. */
  readonly limit: number;
  /** Those that always stand, and are folded last. */
  readonly named?: readonly Name[];
  /** Those of whom the highest are drawn. */
  readonly ranked?: Iterable<readonly [Name, number]>;
  /** Others that are known. */
  readonly known?: readonly Name[];
  /** Whether the ends of edges are drawn while there is room, though nobody ranks them. Else they are folded. */
  readonly endsStand: boolean;
  /** Folded by group, as many groups as given, those with the highest ranks; what remains is one node more. */
  readonly groups?: { readonly of: (name: Name) => Name; readonly most: number };
  readonly fields: (node: Standing) => Fields;
}

export interface Connection {
  readonly from: { readonly kind: string; readonly name: Name };
  readonly to: { readonly kind: string; readonly name: Name };
  /** What tells it from the others of its kind. */
  readonly about: Name;
}

export interface ExpectedEdges {
  readonly name: string;
  readonly connections: readonly Connection[];
  /** What an edge says about all connections for which it stands. */
  readonly fields: (about: readonly Name[], source: Standing, target: Standing) => Fields;
}

export interface ExpectedGraph {
  readonly kinds: readonly ExpectedKind[];
  readonly edges: readonly ExpectedEdges[];
}

/** Computes from the simulated events what a graph must show; the moment is that of the question. */
export type GraphOracle = (moment: Evaluation) => ExpectedGraph;

/** Names as keys of maps. No label of the simulation holds the sign. */
export const keyOf = (name: Name): string => name.join("␟");

/** How much there is of each. */
export type Tally = ReadonlyMap<string, number>;

/** Adds up events by what they are about: their number, unless an amount is given. */
export function tally<E>(
  events: readonly E[],
  about: (event: E) => Name,
  amount: (event: E) => number = () => 1,
): Tally {
  const sums = new Map<string, number>();
  for (const event of events) {
    const key = keyOf(about(event));
    sums.set(key, (sums.get(key) ?? 0) + amount(event));
  }
  return sums;
}

/** What some of them have together. */
export const sumOf = (of: Tally, names: readonly Name[]): number =>
  names.reduce((sum, name) => sum + (of.get(keyOf(name)) ?? 0), 0);

/** What those have that are known at all; nothing where none is. */
export function known(of: Tally, names: readonly Name[], fold: (...values: number[]) => number): number | undefined {
  const values = names.flatMap((name) => of.get(keyOf(name)) ?? []);
  return values.length === 0 ? undefined : fold(...values);
}

/** Each name once. */
export function distinctNames<E>(all: readonly E[], nameOf: (one: E) => Name): readonly Name[] {
  return [...new Map(all.map((one) => [keyOf(nameOf(one)), nameOf(one)] as const)).values()];
}

/** One of these texts; nothing where there is none. */
export function anyOf(texts: Iterable<string>): Value {
  const different = [...new Set(texts)].filter((text) => text !== "");
  return different.length > 1 ? { oneOf: different } : different[0];
}
