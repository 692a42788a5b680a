/**
 * The nodes of a kind. All members are ranked; the first ones, up to the limit, are nodes of their own, and the others
 * share an overflow node, or one for each group.
 *
 * Nodes and edges decide about the limit by the same expression over the same series, and the ends of all edges are
 * members, so that no edge ends at a node that isn't there.
 */
import { multiply, print, sum, topk, unless } from "../../promql/index.js";
import { assignmentOf, overflowOf, rankingFigure, type Assign, type Members } from "./id-assignment.js";
import { withId, type Part } from "./identity.js";
import { memoizeByText } from "./memoize.js";
import type { EdgeModel, NodeModel } from "./model.js";
import type { Role } from "./text-columns.js";
import { asVector, present, unionOf, type Vector } from "./vector.js";

/** More than any figure: nodes that are always drawn are the last to overflow. */
const highestRank = 1e21;

export interface NodeSet {
  readonly node: NodeModel;
  /** Candidates for a node of their own. The highest value is the first. */
  readonly ranked: Members;
  /** All members. Each has its own node or an overflow node. */
  readonly all: readonly Members[];
  readonly assign: (from: string) => (to: string) => Assign;
}

/** @throws if neither `always` nor a statistic nor an edge has members of the kind. */
export function nodeSetOf(node: NodeModel, edges: readonly EdgeModel[]): NodeSet {
  if (node.listing !== undefined) return { node, ranked: none, all: [], assign: none };
  const { identity, always, rank } = node;
  const own = identity.labels.map((label): Part => ({ label }));
  const members = (of: Vector, parts: readonly Part[]): Members =>
    memoizeByText((label) => withId(of, label, identity.name, parts));
  const figure = rankingFigure(node);
  const main = node.main?.type === "amount" ? [members(node.main.of, own)] : [];
  const ends = edges.flatMap(({ of, from, to }) =>
    [from, to].filter(({ kind }) => kind === identity.name).map(({ parts }) => members(of, parts)),
  );
  const named = always === undefined ? [] : [members(always, own)];
  const candidates = [
    ...named.map((one) => ranking(one, highestRank)),
    ...(figure === undefined ? [] : [totals(members(figure, own))]),
    ...(rank === undefined ? distinct(ends).map((end) => ranking(end, 0)) : []),
  ];
  if (candidates.length === 0) {
    throw new Error(`nodes "${identity.name}": neither "always" nor a statistic nor an edge says which there are`);
  }
  const ranked: Members = memoizeByText((label) => unionOf(candidates.map((one) => one(label))));
  return {
    node,
    ranked,
    all: distinct([...named, ...main, ...ends]),
    assign: memoizeByText((from) => memoizeByText((to) => assignmentOf(node, ranked, from, to))),
  };
}

/** A kind that is listed has its own columns and ends: see `listed-nodes.ts`. */
const none = (): never => {
  throw new Error("a kind that is listed has no candidates");
};

/** The most nodes that a kind can have. */
export function maxNodeCount({ identity, limit, groupLimit, listing }: NodeModel): number {
  if (listing !== undefined) return listing.capacity;
  if (identity.labels.length === 0) return 1;
  return limit + 1 + (identity.groupedBy.length === 0 ? 0 : groupLimit);
}

/** Nodes of one role, by their id in the label `id`. */
export interface Nodes {
  readonly role: Role;
  readonly vector: Vector;
}

/** All nodes of a kind, each in at least one of the vectors. */
export function nodesOf({ node, ranked, all }: NodeSet): readonly Nodes[] {
  const { identity, limit } = node;
  const by: readonly string[] = ["id"];
  if (identity.labels.length === 0) {
    return [{ role: "member", vector: present(by, unionOf([ranked, ...all].map((members) => members("id")))) }];
  }
  const on: readonly string[] = ["member"];
  return [
    { role: "member", vector: present(by, topk(limit, ranked("id"))) },
    ...all.flatMap((members) => {
      const beyond = unless.on(on, members("member"), topk(limit, ranked("member")));
      return overflowOf({ node, ranked }, beyond, "member", "id", "disjoint").map((vector): Nodes => ({
        role: "overflow",
        vector: present(by, vector),
      }));
    }),
  ];
}

const ranking = (members: Members, value: number): Members =>
  memoizeByText((label) => asVector(multiply.scalar(present([label], members(label)), value)));

const totals = (members: Members): Members =>
  memoizeByText((label) => {
    const by: readonly string[] = [label];
    return sum.by(by, members(label));
  });

/** Each expression once: without members that are printed like earlier ones. */
function distinct(all: readonly Members[]): readonly Members[] {
  const texts = all.map((members) => print(members("id")));
  return all.filter((_, index) => texts.indexOf(texts[index] ?? "") === index);
}
