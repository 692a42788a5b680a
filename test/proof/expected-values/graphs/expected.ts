/*
 * The expected content of a graph before nodes are folded: the members of each kind, their ranks, and the fields of a node
 * or an edge for the members that it represents. `folding.ts` folds, since any of equally ranked members may be drawn.
 */

/** The labels that identify a node among its kind, in the order of its id. */
export type Name = readonly string[];

/** A text, a number, one of several texts, or nothing. An empty text is nothing. */
export type Value = string | number | { readonly oneOf: readonly string[] } | undefined;

/** The expected values of a row by Grafana's field names. Other fields must be absent. */
export type Fields = Readonly<Record<string, Value>>;

/** A node that is drawn. */
export interface Standing {
  readonly id: string;
  /** The members that the node represents. */
  readonly members: readonly Name[];
  /** The labels of the only member; undefined for a folded node. */
  readonly alone?: Name;
  /** The common group of the folded members. */
  readonly group?: Name;
}

export interface ExpectedKind {
  readonly name: string;
  /** The number of members that are drawn; the others are folded. */
  readonly limit: number;
  /** Members that are drawn without a rank, and folded last. */
  readonly named?: readonly Name[];
  /** Members with ranks: the highest are drawn. */
  readonly ranked?: Iterable<readonly [Name, number]>;
  /** Members without a rank. */
  readonly known?: readonly Name[];
  /** Whether the ends of edges without a rank are drawn up to the limit; otherwise they are folded. */
  readonly endsStand: boolean;
  /**
   * Whether the kind is listed: named members are drawn beyond the limit, too. Without groups the others are left out, and
   * so are edges at them.
   */
  readonly isListed?: boolean;
  /** Groups of folded members: those with the highest ranks up to the limit, and one node for the rest. */
  readonly groups?: { readonly of: (name: Name) => Name; readonly most: number };
  readonly fields: (node: Standing) => Fields;
}

export interface Connection {
  readonly from: { readonly kind: string; readonly name: Name };
  readonly to: { readonly kind: string; readonly name: Name };
  /** The name that identifies the connection among its kind. */
  readonly about: Name;
}

export interface ExpectedEdges {
  readonly name: string;
  readonly connections: readonly Connection[];
  /** Only the connections with the highest ranks are drawn. */
  readonly strongest?: { readonly limit: number; readonly rank: (about: Name) => number };
  /** The fields of an edge for the connections that it represents. */
  readonly fields: (about: readonly Name[], source: Standing, target: Standing) => Fields;
}

export interface ExpectedGraph {
  /** The graph where equally ranked lines exceed a limit: those are expected of which the ids are drawn. */
  readonly settle?: (lines: ReadonlySet<string>) => ExpectedGraph;
  readonly kinds: readonly ExpectedKind[];
  readonly edges: readonly ExpectedEdges[];
}

/** A name as the key of a map. No label of the simulation contains the separator. */
export const keyOf = (name: Name): string => name.join("␟");

/** Amounts by name. */
export type Tally = ReadonlyMap<string, number>;

/** Sums events by name: their number, unless an amount is given. */
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

/** The sum of the amounts of these names. */
export const sumOf = (of: Tally, names: readonly Name[]): number =>
  names.reduce((sum, name) => sum + (of.get(keyOf(name)) ?? 0), 0);

/** The aggregate of the known amounts of these names; undefined without any. */
export function known(of: Tally, names: readonly Name[], fold: (...values: number[]) => number): number | undefined {
  const values = names.flatMap((name) => of.get(keyOf(name)) ?? []);
  return values.length === 0 ? undefined : fold(...values);
}

/** The distinct names. */
export function distinctNames<E>(all: readonly E[], nameOf: (one: E) => Name): readonly Name[] {
  return [...new Map(all.map((one) => [keyOf(nameOf(one)), nameOf(one)] as const)).values()];
}

/** Any of these texts; nothing where there is none. */
export function anyOf(texts: Iterable<string>): Value {
  const different = [...new Set(texts)].filter((text) => text !== "");
  return different.length > 1 ? { oneOf: different } : different[0];
}
