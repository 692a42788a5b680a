/**
 * Which nodes of a kind there are, and which of them stand for themselves.
 *
 * Everything that may be a node is ranked; the first `most` are drawn, the rest is folded into one node, or one per
 * group. Nodes and edges decide by the same expression over the same series, and every end of an edge is among what is
 * asked for nodes, so that no edge can name a node which isn't there.
 */
import { and, copyLabel, count, multiply, print, setLabel, sum, topk, unless } from "../../promql/index.js";
import { overflowId, withId, withOverflowId, type Part } from "./identity.js";
import type { EdgeModel, NodeModel } from "./model.js";
import { memoizeByText, memoizeByVector } from "./memoize.js";
import { asVector, present, unionOf, type Vector } from "./vector.js";

/** More than any figure, so that what is named is folded last. */
const aboveAll = 1e21;

/** Series of nodes of one kind, each with its id in the label that is asked for. */
type Members = (label: string) => Vector;

export interface NodeSet {
  readonly node: NodeModel;
  /** Those among whom the drawn ones are chosen, the most important with the highest value. */
  readonly ranked: Members;
  /** Everything that must have a node, be it to be folded into. */
  readonly all: readonly Members[];
  readonly placing: (from: string) => (to: string) => Placing;
}

/**
 * Gives each series, which has an id in one label, that of the node that stands for it in another. `members` has at
 * least the same ids; it is asked once more for those who are folded, so a short one makes a short query.
 */
export type Placing = (vector: Vector, members: Vector) => Vector;

export function nodeSetOf(node: NodeModel, edges: readonly EdgeModel[]): NodeSet {
  const { identity, always: named, rank } = node;
  const own = identity.labels.map((label): Part => ({ label }));
  const members = (of: Vector, parts: readonly Part[]): Members =>
    memoizeByText((label) => withId(of, label, identity.name, parts));
  const measured = measuredBy(node);
  const ends = edges.flatMap(({ of, from, to }) =>
    [from, to].filter(({ kind }) => kind === identity.name).map(({ parts }) => members(of, parts)),
  );
  const first = [
    ...(named === undefined ? [] : [ranking(members(named, own), aboveAll)]),
    ...(measured === undefined ? [] : [totals(members(measured, own))]),
  ];
  const main = node.main?.type === "amount" ? [members(node.main.of, own)] : [];
  const all = distinct([...(named === undefined ? [] : [members(named, own)]), ...main, ...ends]);
  const candidates = rank === undefined ? [...first, ...distinct(ends).map((end) => ranking(end, 0))] : first;
  if (candidates.length === 0) {
    throw new Error(`nodes "${identity.name}": neither an identity nor a statistic nor an edge says which there are`);
  }
  const ranked = together(candidates);
  return {
    node,
    ranked,
    all,
    placing: memoizeByText((from) => memoizeByText((to) => placingOf(node, ranked, from, to))),
  };
}

/** The most nodes that a kind can have. */
export function maxNodeCount({ identity, limit: most, groupLimit: mostGroups }: NodeModel): number {
  if (identity.labels.length === 0) return 1;
  return most + 1 + (identity.groupedBy.length === 0 ? 0 : mostGroups);
}

/** Nodes by their id in the label `id`: those that stand for themselves, or those into which others are folded. */
export interface Nodes {
  readonly sort: "members" | "others";
  readonly vector: Vector;
}

/** All nodes of a kind, each in at least one of these vectors. */
export function nodesOf(population: NodeSet): readonly Nodes[] {
  const { node, ranked, all } = population;
  const { identity, limit: most } = node;
  const by: readonly string[] = ["id"];
  if (identity.labels.length === 0) {
    return [{ sort: "members", vector: present(by, unionOf([ranked, ...all].map((members) => members("id")))) }];
  }
  const on: readonly string[] = ["member"];
  return [
    { sort: "members", vector: present(by, topk(most, ranked("id"))) },
    ...all.flatMap((members) => {
      const folded = unless.on(on, members("member"), topk(most, ranked("member")));
      const foldedTo = withOverflowNode(population, folded, "member", "id", false);
      return foldedTo.map((vector): Nodes => ({ sort: "others", vector: present(by, vector) }));
    }),
  ];
}

function placingOf(node: NodeModel, ranked: Members, from: string, to: string): Placing {
  if (node.identity.labels.length === 0) return (vector) => setLabel(vector, to, node.identity.name);
  const on: readonly string[] = [from];
  const copied: readonly string[] = [to];
  const own = copyLabel(topk(node.limit, ranked(from)), to, from);
  const places = memoizeByVector((members) =>
    present([from, to], unionOf([own, ...withOverflowNode({ node, ranked }, members, from, to, true)], on)),
  );
  const placed = memoizeByVector((members) =>
    memoizeByVector((vector) => multiply.groupLeft(on, copied, vector, places(members))),
  );
  return (vector, members) => placed(members)(vector);
}

/**
 * Members with the id of the node into which they would be folded, in `to`: by group, and those whose group has none;
 * all of them, where what comes first wins anyway.
 */
function withOverflowNode(
  population: Pick<NodeSet, "node" | "ranked">,
  members: Vector,
  from: string,
  to: string,
  overlapping: boolean,
): readonly Vector[] {
  const { identity } = population.node;
  const ungrouped = overflowId(identity.name);
  if (identity.groupedBy.length === 0) return [setLabel(members, to, ungrouped)];
  const by: readonly string[] = [to];
  const grouped = withOverflowId(members, from, to, identity);
  const groups = topGroups(population, from, to);
  return [and.on(by, grouped, groups), setLabel(overlapping ? members : unless.on(by, grouped, groups), to, ungrouped)];
}

/** The groups that have a node of their own: the largest by what the kind is ranked by. */
function topGroups({ node, ranked }: Pick<NodeSet, "node" | "ranked">, from: string, to: string): Vector {
  const { identity, groupLimit: mostGroups, always: named } = node;
  const { name, groupedBy } = identity;
  const known = measuredBy(node) ?? named;
  if (known === undefined) {
    const by: readonly string[] = [to];
    return topk(mostGroups, count.by(by, withOverflowId(ranked(from), from, to, identity)));
  }
  const parts = groupedBy.map((label): Part => ({ label }));
  return topk(mostGroups, withId(sum.by(groupedBy, known), to, overflowId(name), parts));
}

function measuredBy({ rank, main }: NodeModel): Vector | undefined {
  return rank ?? (main?.type === "amount" ? main.of : undefined);
}

const ranking = (members: Members, value: number): Members =>
  memoizeByText((label) => asVector(multiply.scalar(present([label], members(label)), value)));

const totals = (members: Members): Members =>
  memoizeByText((label) => {
    const by: readonly string[] = [label];
    return sum.by(by, members(label));
  });

const together = (all: readonly Members[]): Members =>
  memoizeByText((label) => unionOf(all.map((members) => members(label))));

/** Without those that print like an earlier one. */
function distinct(all: readonly Members[]): readonly Members[] {
  const texts = all.map((members) => print(members("id")));
  return all.filter((_, index) => texts.indexOf(texts[index] ?? "") === index);
}
