/** Kinds of nodes and edges, as a user declares them. */
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

/** The ring around a node: parts of a whole, and what is left of it. Without a whole there are none. */
export interface Arcs<L extends string> {
  readonly whole: DrawableQuery<L>;
  /** By a name of `a-z` and `_`, the same in all kinds that mean the same. */
  readonly parts: { readonly [name: string]: Arc & { readonly query: DrawableQuery<L> } };
  readonly rest: Arc & { readonly name: string };
}

export interface NodeKindOptions<L extends string> {
  /** Nodes that always stand in the graph, and are the last to be folded: a series for each, whatever its value. */
  readonly always?: DrawableQuery<L>;
  /** How many nodes of this kind are drawn at most; all others become one, or one per group. */
  readonly limit: number;
  /** Which nodes are drawn rather than folded: those with the highest figure. Default: the main statistic. */
  readonly rank?: DrawableQuery<L>;
  readonly overflow?: {
    /** What the node is called. Default: `others`. */
    readonly title?: string;
    /** One such node for each combination of these labels. */
    readonly by?: readonly L[];
    /** How many of them at most; groups beyond become one more. Default: 12. */
    readonly limit?: number;
  };
  readonly title: TextSource<L>;
  readonly subtitle?: TextSource<L>;
  /** The first line in the circle, never negative: 0 where the query has nothing. */
  readonly main?: Amount<L>;
  /** The second line: nothing where the query has nothing. */
  readonly secondary?: Figure<L>;
  readonly arcs?: Arcs<L>;
  /** CSS. The ring of a node without arcs. */
  readonly color?: FixedText | DerivedText<L>;
  /** A name of Grafana's icons, in place of statistics. */
  readonly icon?: string;
  /** By title: texts, or figures in the unit that the title names. */
  readonly details?: { readonly [title: string]: TextSource<L> | Figure<L> };
  readonly link?: DataLink<L>;
}

/** One end of a kind of edge; `L` are labels that its query must carry. */
export interface EdgeEnd<out L extends string> extends EndModel {
  /** Exists for the compiler alone. */
  readonly [carried]?: L | undefined;
}

export interface NodeKind<L extends string> {
  readonly model: NodeModel;
  /**
   * An end of an edge at a node of this kind: which label of the edge's query, or which fixed text, is which label of
   * the id: `client.at({ zone: "client_zone", ip: "client_ip" })`, `core.at({ name: { text: "adguard" } })`.
   */
  readonly at: <const M extends { readonly [P in L]: string | FixedText }>(labels: M) => EdgeEnd<Extract<M[L], string>>;
}

/** Any kind of node. */
export interface AnyNodeKind {
  readonly model: NodeModel;
}

/**
 * A kind of node, told apart by these labels. Its queries carry exactly them; {@link relabel} is for those that call
 * them otherwise. Without labels there is one node of this kind.
 * @throws if the name isn't made of `a-z`, `0-9` and `-`, or if it has arcs and a color, or statistics and an icon.
 */
export function nodeKind<const L extends string>(
  name: string,
  labels: readonly L[],
  about: NodeKindOptions<NoInfer<L>>,
): NodeKind<L> {
  checkName(name);
  const { overflow: others = {}, color: color, arcs, icon, main, secondary } = about;
  if (arcs !== undefined && color !== undefined) {
    throw new Error(`nodes "${name}": a ring is made of arcs or has one color; drop one of the two`);
  }
  if (icon !== undefined && (main !== undefined || secondary !== undefined)) {
    throw new Error(`nodes "${name}": Grafana draws the icon in place of the statistics; drop one of the two`);
  }
  const model: NodeModel = {
    identity: { name, labels, groupedBy: others.by ?? [] },
    always: about.always && asVector(about.always.expression),
    rank: about.rank && asVector(about.rank.expression),
    limit: about.limit,
    overflowTitle: others.title ?? "others",
    groupLimit: others.limit ?? 12,
    title: textModel(about.title),
    subtitle: about.subtitle && textModel<L>(about.subtitle),
    main: main && figureModel(main),
    secondary: secondary && figureModel(secondary),
    arcs: arcs === undefined ? [] : arcModels(arcs),
    color: color && textModel(color),
    icon,
    details: detailModels(about.details ?? {}),
    link: about.link,
  };
  const at = <const M extends { readonly [P in L]: string | FixedText }>(given: M): EdgeEnd<Extract<M[L], string>> => ({
    kind: name,
    parts: labels.map((label): Part => {
      const part: string | FixedText = given[label];
      return typeof part === "string" ? { label: part } : part;
    }),
  });
  return { model, at };
}

export interface EdgeKindOptions<L extends string, F extends string, T extends string> {
  /** Which edges there are: a series for each, whatever its value. */
  readonly query: DrawableQuery<L>;
  readonly from: EdgeEnd<F>;
  readonly to: EdgeEnd<T>;
  readonly main?: Figure<NoInfer<L>>;
  readonly secondary?: Figure<NoInfer<L>>;
  /** Drawn 1 to 10 wide, by the logarithm of a figure between these two values of it. */
  readonly thickness?: Amount<NoInfer<L>> & { readonly thin: number; readonly thick: number };
  /** CSS; or by a figure: the base, and from these values on another. Where the figure is missing Grafana's grey. */
  readonly color?: string | ColorThresholds<NoInfer<L>>;
  readonly dashed?: boolean;
  /** By title: texts, labels that an end names, or figures in the unit that the title names. */
  readonly details?: { readonly [title: string]: FixedText | NoInfer<F | T> | Figure<NoInfer<L>> };
  /** Takes labels that an end names. */
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
 * A kind of edge. All its queries carry the same labels; what neither end names is summed away.
 * @throws if the name isn't made of `a-z`, `0-9` and `-`.
 */
export function edgeKind<L extends string, F extends L, T extends L>(
  name: string,
  about: EdgeKindOptions<L, F, T>,
): EdgeKind {
  checkName(name);
  const { query, from, to, main, secondary, thickness, color: color, dashed = false, details = {}, link } = about;
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
  const arcs = Object.entries(parts).map(([name, { title, color: color, query }]) => {
    const part = asVector(query.expression);
    return { name, title, color, part, whole };
  });
  const left = arcs.reduce<Vector>((less, { part }) => subtract(less, orZero(part, whole)), whole);
  return [...arcs, { ...rest, part: left, whole }];
}

function checkName(name: string): void {
  if (/^[a-z][a-z0-9-]*$/.test(name)) return;
  throw new Error(`"${name}" can't name a kind of node or edge: write a-z, 0-9 and -, a letter first`);
}
