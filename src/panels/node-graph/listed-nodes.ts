/** The nodes of a kind that is listed, their columns, and the ends of edges at them. */
import {
  add,
  and,
  escapeRegularExpression,
  group,
  labelJoin,
  labelReplace,
  multiply,
  print,
  setLabel,
  topk,
  unless,
  vector as constant,
  type Node,
} from "../../promql/index.js";
import {
  detailField,
  linkText,
  lookupField,
  mainField,
  presentField,
  presentWithMainField,
  type Column,
} from "./columns.js";
import { withId, type Part } from "./identity.js";
import { linkCaseTexts, linkColumns } from "./links.js";
import { isFigureModel, type EndModel, type FigureModel, type Listing, type NodeModel } from "./model.js";
import { withPoints } from "./positions.js";
import { aggregated, ratio, scaled } from "./rollup.js";
import { asVector, unionOf, type Vector } from "./vector.js";

const id = "id";

/** @internal A kind that is listed. */
export type ListedModel = NodeModel & { readonly listing: Listing };

export const isListed = (node: NodeModel): node is ListedModel => node.listing !== undefined;

/** The columns that the kind adds to the frame of nodes. */
export function listedColumns(node: ListedModel): readonly Column[] {
  const { listing, details } = node;
  const kind = `nodes "${node.identity.name}"`;
  const column = (name: string, piece: Vector): Column => ({ kind, name, pieces: [piece] });
  return [
    rowColumn(node, column),
    ...listing.amounts.map((amount) => column(mainField, figureOf(node, amount))),
    ...listing.found.map(({ field, in: query, label }) =>
      column(lookupField(field), withId(copied(query, field, label), id, node.identity.name, ownParts(node))),
    ),
    ...listing.shares.map((share) => column("secondarystat", figureOf(node, share))),
    ...details.flatMap(({ title, value }) =>
      isFigureModel(value) ? [column(detailField(title), figureOf(node, value))] : [],
    ),
  ];
}

/** The column that each row of the kind has. */
function rowColumn(node: ListedModel, column: (name: string, piece: Vector) => Column): Column {
  const rows = multiply.scalar(nodesOf(node), 0);
  if (node.position !== undefined) return column(node.position.field, asVector(add.scalar(withPoints(rows, node), 1)));
  return column(node.listing.amounts.length === 0 ? presentField : presentWithMainField, asVector(rows));
}

const ownParts = ({ identity }: NodeModel) => identity.labels.map((label): Part => ({ label }));

/** The members with the highest ranks. */
const ranked = ({ rank, limit }: NodeModel): readonly Vector[] => {
  if (rank === undefined) return [];
  // A sum over few edges has few series.
  return [rank.node.type === "aggregation" && isLimited(rank.node.of, limit) ? rank : topk(limit, rank)];
};

const certainOf = ({ identity, listing }: ListedModel): readonly Vector[] =>
  listing.certain.map((name) => asVector(setLabel(constant(1), identity.labels[0] ?? "", name)));

/** All nodes with their ids and texts. */
function nodesOf(node: ListedModel): Vector {
  const { identity, listing, link } = node;
  const shared = listing.overflows ? identity.groupedBy : identity.labels;
  const links = linkColumns(link, shared).flatMap(({ name, text }) =>
    text.type === "part" ? [{ name, part: text.part }] : [],
  );
  const texts = [...listing.texts, ...links].flatMap((text) => {
    if ("part" in text) return [text];
    return listing.groupTexts.includes(text.listed) ? [{ name: text.name, part: { label: text.listed } }] : [];
  });
  // What all nodes share is written once, behind the union of members and others.
  const isShared = ({ name, part }: PartText) =>
    (name !== "title" || !listing.overflows) &&
    ("label" in part ? [...shared, ...listing.groupTexts].includes(part.label) : name !== linkText(1));
  const own = texts.filter((text) => !isShared(text));
  const members = withId(withParts(listedRows(node), own), id, identity.name, ownParts(node));
  const all = listing.overflows ? unionOf([members, othersOf(node)]) : members;
  return withLinkCases(withParts(all, texts.filter(isShared)), node);
}

const withLinkCases = (vector: Vector, { link, linkCases }: NodeModel): Vector =>
  link === undefined
    ? vector
    : linkCases.reduce(
        (done, one) =>
          linkCaseTexts(link, one).reduce(
            (set, [to, value]) =>
              labelReplace(set, { to, value, from: one.listed, pattern: escapeRegularExpression(one.is) }),
            done,
          ),
        vector,
      );

interface PartText {
  readonly name: string;
  readonly part: Part;
}

const withParts = (vector: Vector, texts: readonly PartText[]): Vector =>
  texts.reduce((done, { name, part }) => withPart(done, name, part), vector);

/** The members, with those texts that only the list has or that stand in for them. */
function listedRows(node: ListedModel): Vector {
  const { identity, listing } = node;
  const fromList = listing.listed === undefined ? [] : [withListedTexts(listing.listed, node)];
  const unlisted = [...certainOf(node).map((vector, index) => withCaseLabels(vector, index, node)), ...ranked(node)];
  const others = unlisted.length === 0 ? [] : otherRows(unionOf(unlisted, identity.labels), node);
  return unionOf([...fromList, ...others], identity.labels);
}

/** A certain node with the labels of the list that choose its link. */
const withCaseLabels = (vector: Vector, index: number, { linkCases, listing }: ListedModel): Vector =>
  linkCases.reduce(
    (done, { certain, listed, is }) =>
      certain.includes(listing.certain[index] ?? "") ? setLabel(done, listed, is) : done,
    vector,
  );

const listedTexts = ({ listing }: ListedModel) =>
  listing.texts.flatMap((text) => ("listed" in text && !listing.groupTexts.includes(text.listed) ? [text] : []));

const withListedTexts = (vector: Vector, node: ListedModel): Vector =>
  listedTexts(node).reduce((done, { name, listed }) => (name === listed ? done : copied(done, name, listed)), vector);

/**
 * The members that the list lacks: those that are described, and all with what stands in for their texts, if something
 * does.
 */
function otherRows(vector: Vector, node: ListedModel): readonly Vector[] {
  const { described, rankTexts } = node.listing;
  if (rankTexts.length > 0) return [withListedTexts(vector, node)];
  const plain = listedTexts(node).reduce(
    (done, { name, otherwise }) => (otherwise === undefined ? done : withPart(done, name, otherwise)),
    vector,
  );
  if (described === undefined) return [plain];
  const isComplete = listedTexts(node).every(({ otherwise }) => otherwise === undefined);
  const { by, in: texts } = described;
  const carried = texts.labels.filter((label) => listedTexts(node).some(({ listed }) => listed === label));
  const known = multiply.groupLeft(by, carried, vector, texts);
  return [withListedTexts(asVector(known), node), ...(isComplete ? [] : [plain])];
}

/** The nodes that stand for the others of a group, with their title. */
function othersOf(node: ListedModel): Vector {
  const groups = asVector(group.by([...node.identity.groupedBy, ...node.listing.groupTexts], beyond(node)));
  return withOthersId(setLabel(groups, "title", node.overflowTitle), id, node);
}

/** The members beyond the limit. */
function beyond(node: ListedModel): Vector {
  const { rank } = node;
  if (rank === undefined) throw new Error("nothing ranks the nodes");
  return asVector(unless(rank, topk(node.limit, rank)));
}

const withOthersId = (vector: Vector, to: string, { identity }: NodeModel) =>
  withId(
    vector,
    to,
    `${identity.name}*`,
    identity.groupedBy.map((label) => ({ label })),
  );

function withPart(vector: Vector, name: string, part: Part): Vector {
  if ("text" in part) return setLabel(vector, name, part.text);
  return part.label === name ? vector : copied(vector, name, part.label);
}

/** Shorter than `label_replace`, and as safe. */
const copied = (vector: Vector, to: string, from: string): Vector => labelJoin(vector, to, "", [from]);

/** The figure of each node. Figures of members that aren't nodes are dropped with their rows. */
function figureOf(node: ListedModel, figure: FigureModel): Vector {
  const own = (vector: Vector) => withId(vector, id, node.identity.name, ownParts(node));
  if (figure.type === "share") {
    const value = ratio(figure.part, figure.whole);
    return own(scaled(value, figure.scale));
  }
  if (!node.listing.overflows) return own(scaled(figure.of, figure.scale));
  const by: readonly string[] = [id];
  const assigned = assignedIds(node, id);
  const isRank = node.rank !== undefined && print(node.rank) === print(figure.of);
  const { labels } = node.identity;
  const members = isRank
    ? assigned
    : asVector(multiply.groupLeft(labels, by, figure.of, asVector(group.by([...labels, id], assigned))));
  return scaled(aggregated(figure.aggregate, by, members), figure.scale);
}

/** The rank of each member, with the id of its own node or of the node for the others. */
function assignedIds(node: ListedModel, to: string): Vector {
  const { identity } = node;
  return unionOf([
    ...ranked(node).map((vector) => withId(vector, to, identity.name, ownParts(node))),
    withOthersId(beyond(node), to, node),
  ]);
}

/** Whether an edge is asked by the query that ranks the nodes. */
export const isRankedBy = ({ rank }: NodeModel, edges: Vector): boolean =>
  rank !== undefined && print(rank) === print(edges);

/**
 * The series of an edge with the id of its node in the label `to`, without those whose node isn't drawn.
 *
 * @param isComplete whether nothing was left out of the edge's query, so that its highest series are the highest nodes
 */
export function atListed(
  node: ListedModel,
  vector: Vector,
  end: EndModel,
  to: string,
  edge: { readonly of: Vector; readonly isComplete: boolean },
): Vector {
  const { identity, listing, rank, limit } = node;
  if (listing.overflows) {
    if (isRankedBy(node, edge.of)) return assignedIds(node, to);
    throw new Error(`edges at nodes "${identity.name}" need the query that ranks these, since the others share nodes`);
  }
  const isCertain = end.parts.every((part) => "text" in part && listing.certain.includes(part.text));
  const identified = (of: Vector) => withEndId(of, node, end, to);
  if (isRankedBy(node, edge.of) && edge.isComplete)
    return identified(isLimited(edge.of.node, limit) ? vector : topk(limit, vector));
  return isCertain || (rank !== undefined && covers(rank.node, limit, edge.of.node))
    ? identified(vector)
    : asVector(and.on([to], identified(vector), nodeIds(node, to, end.among)));
}

/** The series of a figure of edges with the id in the label `to`. Those of edges that aren't drawn are dropped later. */
export const withEndId = (vector: Vector, { identity }: NodeModel, end: EndModel, to: string): Vector =>
  withId(vector, to, identity.name, end.parts);

/** Whether a rank sums the edges, or more than these, which are at most as many as the nodes. */
const covers = (rank: Node, limit: number, edges: Node): boolean =>
  rank.type === "aggregation" &&
  print({ node: rank.of }) === print({ node: chosenFrom(edges) }) &&
  isLimited(chosenFrom(edges), limit);

/** What `and` and `unless` choose series from. */
const chosenFrom = (node: Node): Node =>
  node.type === "binary" && (node.operator === "and" || node.operator === "unless") ? chosenFrom(node.left) : node;

/** Whether there are at most so many series. */
const isLimited = (node: Node, limit: number): boolean =>
  node.type === "aggregation" &&
  node.operator === "topk" &&
  node.grouping === undefined &&
  node.parameter?.type === "number" &&
  node.parameter.value <= limit;

/** The ids of all nodes, or of some, in the label `to`. */
function nodeIds(node: ListedModel, to: string, among: EndModel["among"]): Vector {
  const { listing } = node;
  const listed = listing.listed === undefined ? [] : [listing.listed];
  const all = [...listed, ...certainOf(node), ...ranked(node)];
  const some = { listed, ranked: ranked(node), all }[among];
  const sources = some.length === 0 ? all : some;
  return withId(unionOf(sources), to, node.identity.name, ownParts(node));
}
