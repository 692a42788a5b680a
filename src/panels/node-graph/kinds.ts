/** Declarations of kinds of nodes and edges. */
import type { DataLink, DrawableQuery } from "../../grafana/index.js";
import { subtract } from "../../promql/index.js";
import { figureModel, isFigure, type Amount, type Figure } from "./figure.js";
import type { Part } from "./identity.js";
import type { ArcModel, DetailModel, EdgeModel, EndModel, NodeModel } from "./model.js";
import { textModel, type DerivedText, type FixedText, type TextSource } from "./text-source.js";
import { asVector, orZero, type Vector } from "./vector.js";

declare const carried: unique symbol;

/** A slice of the ring around a node. */
export interface Arc {
  /** For the legend. */
  readonly title: string;
  /** CSS: `#0072B2`. */
  readonly color: string;
}

/** The ring around a node: the parts of a whole, and the rest of it. A node without a whole has no ring. */
export interface Arcs<L extends string> {
  readonly whole: DrawableQuery<L>;
  /** By a name of `a-z` and `_`. Kinds whose arcs mean the same give them the same name. */
  readonly parts: { readonly [name: string]: Arc & { readonly query: DrawableQuery<L> } };
  readonly rest: Arc & { readonly name: string };
}

export interface NodeKindOptions<L extends string> {
  /** A series of any value for each node that is always drawn. These nodes are the last to overflow. */
  readonly always?: DrawableQuery<L>;
  /** The most nodes of this kind. The others share one overflow node, or one for each group. */
  readonly limit: number;
  /** The figure that ranks nodes: those with the lowest overflow. Default: the main statistic. */
  readonly rank?: DrawableQuery<L>;
  readonly overflow?: {
    /** The title of overflow nodes. Default: `others`. */
    readonly title?: string;
    /** One overflow node for each combination of these labels. */
    readonly by?: readonly L[];
    /** The most groups with an overflow node; the other groups share one more. Default: 12. */
    readonly limit?: number;
  };
  readonly title: TextSource<L>;
  readonly subtitle?: TextSource<L>;
  /** The first line in the circle. It is not negative, and 0 for a node without a series. */
  readonly main?: Amount<L>;
  /** The second line, blank for a node without a series. */
  readonly secondary?: Figure<L>;
  readonly arcs?: Arcs<L>;
  /** The color of the ring of a node without arcs, in CSS. */
  readonly color?: FixedText | DerivedText<L>;
  /** The name of an icon of Grafana, drawn in place of statistics. */
  readonly icon?: string;
  /** Texts or figures, by a title that says their unit. */
  readonly details?: { readonly [title: string]: TextSource<L> | Figure<L> };
  readonly link?: DataLink<L>;
}

/** An end of a kind of edge. `L` are the labels that the query of the edge must carry. */
export interface EdgeEnd<out L extends string> extends EndModel {
  /** For the compiler only. */
  readonly [carried]?: L | undefined;
}

export interface NodeKind<L extends string> {
  readonly model: NodeModel;
  /**
   * An end of an edge at a node of this kind. Each label of the id is a label of the edge's query or a fixed text:
   * `client.at({ zone: "client_zone", ip: "client_ip" })`, `core.at({ name: { text: "adguard" } })`.
   */
  readonly at: <const M extends { readonly [P in L]: string | FixedText }>(labels: M) => EdgeEnd<Extract<M[L], string>>;
}

/** A kind whose nodes are listed. */
export interface ListedKind<L extends string> extends NodeKind<L> {
  /** As `at`, only at the nodes of the list, which takes a shorter query. */
  readonly listedAt: NodeKind<L>["at"];
  /** The same at the nodes of the rank. */
  readonly rankedAt: NodeKind<L>["at"];
}

/** A kind of node with any labels. */
export interface AnyNodeKind {
  readonly model: NodeModel;
}

/**
 * A kind of node, whose nodes differ in these labels. Its queries carry exactly these labels; {@link relabel} renames
 * those of a query. A kind without labels has one node.
 * @throws if the name has characters other than `a-z`, `0-9` and `-`, or if the kind has both arcs and a color, or both
 *   statistics and an icon.
 */
export function nodeKind<const L extends string>(
  name: string,
  labels: readonly L[],
  options: NodeKindOptions<NoInfer<L>>,
): NodeKind<L> {
  checkName(name);
  const { overflow = {}, color, arcs, icon, main, secondary } = options;
  if (arcs !== undefined && color !== undefined) {
    throw new Error(`nodes "${name}": a ring is made of arcs or has one color; drop one of the two`);
  }
  if (icon !== undefined && (main !== undefined || secondary !== undefined)) {
    throw new Error(`nodes "${name}": Grafana draws the icon in place of the statistics; drop one of the two`);
  }
  const model: NodeModel = {
    identity: { name, labels, groupedBy: overflow.by ?? [] },
    always: options.always && asVector(options.always.expression),
    rank: options.rank && asVector(options.rank.expression),
    limit: options.limit,
    overflowTitle: overflow.title ?? "others",
    groupLimit: overflow.limit ?? 12,
    title: textModel(options.title),
    subtitle: options.subtitle && textModel<L>(options.subtitle),
    main: main && figureModel(main),
    secondary: secondary && figureModel(secondary),
    arcs: arcs === undefined ? [] : arcModels(arcs),
    color: color && textModel(color),
    icon,
    details: detailModels(options.details ?? {}),
    link: options.link,
    linkCases: [],
    listing: undefined,
  };
  return { model, at: endAt(name, labels) };
}

/** @internal The ends of edges at a kind. */
export const endAt =
  <L extends string>(name: string, labels: readonly L[], among: EndModel["among"] = "all"): NodeKind<L>["at"] =>
  <const M extends { readonly [P in L]: string | FixedText }>(given: M): EdgeEnd<Extract<M[L], string>> => ({
    kind: name,
    among,
    parts: labels.map((label): Part => {
      const part: string | FixedText = given[label];
      return typeof part === "string" ? { label: part } : part;
    }),
  });

export interface EdgeKindOptions<L extends string, F extends string, T extends string> {
  /** A series of any value for each edge. */
  readonly query: DrawableQuery<L>;
  readonly from: EdgeEnd<F>;
  readonly to: EdgeEnd<T>;
  readonly main?: Figure<NoInfer<L>>;
  readonly secondary?: Figure<NoInfer<L>>;
  /** The width of the line, by the logarithm of a figure: 0.5 at the figure `thin`, 4 at the figure `thick`. */
  readonly thickness?: Amount<NoInfer<L>> & { readonly thin: number; readonly thick: number };
  /** In CSS, fixed or by a figure. An edge without that figure is gray. */
  readonly color?: string | ColorThresholds<NoInfer<L>>;
  readonly dashed?: boolean;
  /** Texts, labels that an end names, or figures, by a title that says their unit. */
  readonly details?: { readonly [title: string]: FixedText | NoInfer<F | T> | Figure<NoInfer<L>> };
  /** From labels that an end names. */
  readonly link?: DataLink<NoInfer<F | T>>;
}

export interface ColorThresholds<L extends string> {
  readonly by: Figure<L>;
  readonly base: string;
  readonly steps: readonly (readonly [from: number, color: string])[];
}

export interface EdgeKind {
  readonly model: EdgeModel;
}

/**
 * A kind of edge. All its queries carry the same labels; those that neither end names are summed away.
 * @throws if the name has characters other than `a-z`, `0-9` and `-`.
 */
export function edgeKind<L extends string, F extends L, T extends L>(
  name: string,
  options: EdgeKindOptions<L, F, T>,
): EdgeKind {
  checkName(name);
  const { query, from, to, main, secondary, thickness, color, dashed = false, details = {}, link } = options;
  const steps = typeof color === "object" ? { ...color, by: figureModel(color.by) } : color;
  return {
    model: {
      name,
      of: asVector(query.expression),
      from,
      to,
      main: main && figureModel(main),
      secondary: secondary && figureModel(secondary),
      thickness: thickness && { figure: figureModel(thickness), thin: thickness.thin, thick: thickness.thick },
      color: steps,
      dashed,
      details: detailModels(details),
      link,
    },
  };
}

function detailModels<L extends string>(details: {
  readonly [title: string]: TextSource<L> | Figure<L>;
}): DetailModel[] {
  return Object.entries(details).map(([title, value]) => ({
    title,
    value: isFigure(value) ? figureModel(value) : textModel(value),
  }));
}

function arcModels<L extends string>({ whole: given, parts, rest }: Arcs<L>): ArcModel[] {
  const whole = asVector(given.expression);
  const arcs = Object.entries(parts).map(([name, { title, color, query }]) => {
    const part = asVector(query.expression);
    return { name, title, color, part, whole };
  });
  const left = arcs.reduce<Vector>((less, { part }) => subtract(less, orZero(part, whole)), whole);
  return [...arcs, { ...rest, part: left, whole }];
}

/** @internal */
export function checkName(name: string): void {
  if (/^[a-z][a-z0-9-]*$/.test(name)) return;
  throw new Error(`"${name}" can't name a kind of node or edge: write a-z, 0-9 and -, a letter first`);
}
