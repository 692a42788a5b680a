/** Declares kinds whose nodes are listed: by an info metric, by name, and by the figure that ranks them. */
import type { DataLink, DrawableQuery } from "../../grafana/index.js";
import { detailField } from "./columns.js";
import { figureModel, isFigure, type Amount, type Figure } from "./figure.js";
import type { Part } from "./identity.js";
import { checkName, endAt, type ListedKind } from "./kinds.js";
import type { DetailModel, ListedText, Listing, NodeModel } from "./model.js";
import type { FixedText } from "./text-source.js";
import { asVector } from "./vector.js";

/** A label of the id, a fixed text, or a label of the list with what stands in for it at nodes that only the rank has. */
export type ListedTextSource<L extends string, T extends string> =
  L | FixedText | { readonly listed: T; readonly otherwise?: L | FixedText };

export interface ListedKindOptions<
  L extends string,
  T extends string,
  D extends string = never,
  F extends string = never,
> {
  /** A series for each node that is drawn in any case, with the labels of its texts. */
  readonly listed?: DrawableQuery<L | T>;
  /** Texts of nodes that the rank adds, by some of their labels: one series for each combination of these. */
  readonly described?: { readonly by: readonly L[]; readonly query: DrawableQuery<D> };
  /** Nodes that are drawn even if no metric has a series. The kind has one label. */
  readonly certain?: readonly string[];
  /** The figure that ranks further nodes. It has a series for every end of an edge: an edge without is left out. */
  readonly rank?: DrawableQuery<L>;
  /** Labels with texts that the series of the rank carry besides. */
  readonly rankTexts?: readonly D[];
  /** The most nodes that the rank adds. */
  readonly limit: number;
  /** The most nodes of this kind, for `maxNodes`. Default: the limit. */
  readonly capacity?: number;
  /** One node for the others of each combination of labels; without it the others are left out. */
  readonly overflow?: {
    readonly title: string;
    readonly by: readonly L[];
    /** Labels with texts of the rank that are the same within a group, so that its node has them, too. */
    readonly texts?: readonly D[];
  };
  readonly title: ListedTextSource<L, T | D>;
  readonly subtitle?: ListedTextSource<L, T | D>;
  /** Texts that other queries carry in a label; a node without a series has none. */
  readonly found?: { readonly subtitle: { readonly query: DrawableQuery<L | F>; readonly label: NoInfer<F> } };
  /** The first line in the circle, 0 for a node without a series, or several of different nodes. It isn't negative. */
  readonly main?: Amount<L> | readonly Amount<L>[];
  /** The second line, or several of different nodes. Blank for a node without a series and for the others. */
  readonly secondary?: Figure<L> | readonly Figure<L>[];
  /** Texts or figures, by a title that says their unit. */
  readonly details?: { readonly [title: string]: ListedTextSource<L, T | D> | Figure<L> };
  readonly link?: DataLink<L>;
  /** The link of nodes for which a label of the list has a value, and of `certain` nodes, which the list may lack. */
  readonly linkCases?: readonly {
    readonly listed: T;
    readonly is: string;
    readonly certain: readonly string[];
    readonly link: DataLink<never>;
  }[];
}

/**
 * A kind of node that is listed. Its queries are short, since edges don't add nodes to it: an edge to a node that isn't
 * listed is left out.
 * @throws if the name has characters other than `a-z`, `0-9` and `-`, or if nothing lists nodes.
 */
export function listedKind<
  const L extends string,
  T extends string = never,
  D extends string = never,
  F extends string = never,
>(name: string, labels: readonly L[], options: ListedKindOptions<NoInfer<L>, T, D, F>): ListedKind<L> {
  checkName(name);
  checkSources(name, labels, options);
  const { rank, limit, overflow, details = {} } = options;
  const model: NodeModel = {
    identity: { name, labels, groupedBy: overflow?.by ?? [] },
    always: undefined,
    rank: rank && asVector(rank.expression),
    limit,
    overflowTitle: overflow?.title ?? "others",
    groupLimit: 0,
    title: { type: "part", part: { text: "" } },
    subtitle: undefined,
    main: undefined,
    secondary: undefined,
    arcs: [],
    color: undefined,
    icon: undefined,
    details: Object.entries(details).flatMap(([title, value]): DetailModel[] =>
      isFigure(value) ? [{ title, value: figureModel(value) }] : [],
    ),
    link: options.link,
    linkCases: options.linkCases ?? [],
    listing: listingOf(options),
  };
  return {
    model,
    at: endAt(name, labels),
    listedAt: endAt(name, labels, "listed"),
    rankedAt: endAt(name, labels, "ranked"),
  };
}

function listingOf<L extends string, T extends string, D extends string, F extends string>(
  options: ListedKindOptions<L, T, D, F>,
): Listing {
  const { listed, described, found, certain = [], limit, capacity = limit } = options;
  const { overflow, main = [], secondary = [], title, subtitle, details = {} } = options;
  const texts = Object.entries(details).flatMap(([name, value]) =>
    isFigure(value) ? [] : [{ name, text: listedText(detailField(name), value) }],
  );
  return {
    listed: listed && asVector(listed.expression),
    described: described && { by: described.by, in: asVector(described.query.expression) },
    rankTexts: options.rankTexts ?? [],
    found:
      found === undefined
        ? []
        : [{ field: "subtitle", in: asVector(found.subtitle.query.expression), label: found.subtitle.label }],
    certain,
    capacity,
    overflows: overflow !== undefined,
    groupTexts: overflow?.texts ?? [],
    amounts: [main].flat().map((amount) => figureModel<L>(amount)),
    shares: [secondary].flat().map((share) => figureModel<L>(share)),
    texts: [
      listedText("title", title),
      ...(subtitle === undefined ? [] : [listedText("subtitle", subtitle)]),
      ...texts.map(({ text }) => text),
    ],
    titles: Object.fromEntries(texts.map(({ name }) => [detailField(name), name])),
  };
}

function checkSources<L extends string, T extends string, D extends string, F extends string>(
  name: string,
  labels: readonly L[],
  { listed, rank, certain = [], overflow }: ListedKindOptions<L, T, D, F>,
): void {
  if (listed === undefined && rank === undefined && certain.length === 0)
    throw new Error(`nodes "${name}": neither a list nor a rank has nodes`);
  if (overflow !== undefined && (listed !== undefined || rank === undefined))
    throw new Error(`nodes "${name}": the others of a group need a rank, and no list`);
  if (certain.length > 0 && labels.length !== 1)
    throw new Error(`nodes "${name}": only a kind with one label has certain nodes`);
}

function listedText<L extends string, T extends string>(name: string, source: ListedTextSource<L, T>): ListedText {
  if (typeof source === "object" && "listed" in source) {
    const { listed, otherwise } = source;
    return { name, listed, otherwise: otherwise === undefined ? undefined : partOf(otherwise) };
  }
  return { name, part: partOf(source) };
}

const partOf = (source: string | FixedText): Part => (typeof source === "string" ? { label: source } : source);
