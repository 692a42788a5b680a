/** The node of a member: its own, the overflow node of its group, or that of the kind. */
import { and, copyLabel, count, multiply, setLabel, sum, topk, unless } from "../../promql/index.js";
import { overflowId, withId, withOverflowId, type Part } from "./identity.js";
import { memoizeByVector } from "./memoize.js";
import type { NodeModel } from "./model.js";
import { present, unionOf, type Vector } from "./vector.js";

/** Series of members of one kind, each with its id in the given label. */
export type Members = (label: string) => Vector;

interface RankedNodes {
  readonly node: NodeModel;
  readonly ranked: Members;
}

/**
 * Gives each series, whose own id is in one label, the id of its node in another. `members` has at least the same ids;
 * its expression appears once more for the overflow, so a short one makes a short query.
 */
export type Assign = (vector: Vector, members: Vector) => Vector;

export function assignmentOf(node: NodeModel, ranked: Members, from: string, to: string): Assign {
  if (node.identity.labels.length === 0) return (vector) => setLabel(vector, to, node.identity.name);
  const on: readonly string[] = [from];
  const copied: readonly string[] = [to];
  const own = copyLabel(topk(node.limit, ranked(from)), to, from);
  const nodeIds = memoizeByVector((members) =>
    present([from, to], unionOf([own, ...overflowOf({ node, ranked }, members, from, to, "overlapping")], on)),
  );
  const assigned = memoizeByVector((members) =>
    memoizeByVector((vector) => multiply.groupLeft(on, copied, vector, nodeIds(members))),
  );
  return (vector, members) => assigned(members)(vector);
}

/**
 * Members with the id of their overflow node in `to`: first those of a group that has one, then the others. If the
 * vectors may overlap, the second has all members; it is shorter, and enough for a union, where the first one wins.
 */
export function overflowOf(
  nodes: RankedNodes,
  members: Vector,
  from: string,
  to: string,
  mode: "disjoint" | "overlapping",
): readonly Vector[] {
  const { identity } = nodes.node;
  const ungrouped = overflowId(identity.name);
  if (identity.groupedBy.length === 0) return [setLabel(members, to, ungrouped)];
  const by: readonly string[] = [to];
  const grouped = withOverflowId(members, from, to, identity);
  const groups = topGroups(nodes, from, to);
  const others = mode === "overlapping" ? members : unless.on(by, grouped, groups);
  return [and.on(by, grouped, groups), setLabel(others, to, ungrouped)];
}

/** The figure by which members are ranked: `rank`, or else the main statistic. */
export function rankingFigure({ rank, main }: NodeModel): Vector | undefined {
  return rank ?? (main?.type === "amount" ? main.of : undefined);
}

/** The groups with an overflow node of their own: the first ones by the figure that ranks members, else by size. */
function topGroups({ node, ranked }: RankedNodes, from: string, to: string): Vector {
  const { identity, groupLimit, always } = node;
  const { name, groupedBy } = identity;
  const figure = rankingFigure(node) ?? always;
  if (figure === undefined) {
    const by: readonly string[] = [to];
    return topk(groupLimit, count.by(by, withOverflowId(ranked(from), from, to, identity)));
  }
  const parts = groupedBy.map((label): Part => ({ label }));
  return topk(groupLimit, withId(sum.by(groupedBy, figure), to, overflowId(name), parts));
}
