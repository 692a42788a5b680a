/** Declarations after the compiler has checked their labels, which are data from here on. */
import type { DataLink } from "../../grafana/index.js";
import type { Identity, Part } from "./identity.js";
import type { Vector } from "./vector.js";

export type AggregateFunction = "sum" | "max" | "min";

export type FigureModel =
  | { readonly type: "amount"; readonly of: Vector; readonly aggregate: AggregateFunction; readonly scale: number }
  | { readonly type: "share"; readonly part: Vector; readonly whole: Vector; readonly scale: number };

export type TextModel =
  | { readonly type: "part"; readonly part: Part }
  | {
      readonly type: "map";
      readonly by: string;
      readonly texts: readonly (readonly [value: string, text: string])[];
      readonly fallback: string | undefined;
    }
  | {
      readonly type: "lookup";
      readonly in: Vector;
      readonly by: readonly string[];
      readonly label: string;
      readonly fallback: Part | undefined;
    };

export interface ArcModel {
  readonly name: string;
  readonly title: string;
  readonly color: string;
  readonly part: Vector;
  readonly whole: Vector;
}

export interface LinkModel extends DataLink<string> {
  /** How many of the graph's kept variables the link has, if it hasn't all. */
  readonly end?: number;
}

/** The link of the nodes whose label of the list has a value. It sets no variables. */
export interface LinkCase {
  readonly listed: string;
  readonly is: string;
  /** Certain nodes that have this link without the list, too. */
  readonly certain: readonly string[];
  readonly link: LinkModel;
}

export interface DetailModel {
  readonly title: string;
  readonly value: TextModel | FigureModel;
}

/** A text of a node: one that follows from its id, or a label of the list with what stands in for it. */
export type ListedText =
  | { readonly name: string; readonly part: Part }
  | { readonly name: string; readonly listed: string; readonly otherwise: Part | undefined };

/** The list of a kind whose nodes are listed. */
export interface Listing {
  /** Series of the listed nodes, with their texts. */
  readonly listed: Vector | undefined;
  /** Texts of nodes that the rank adds, by these labels. */
  readonly described: { readonly by: readonly string[]; readonly in: Vector } | undefined;
  /** Labels with texts that the series of the rank carry besides. */
  readonly rankTexts: readonly string[];
  /** Texts that other queries carry in a label, by their fields. */
  readonly found: readonly { readonly field: string; readonly in: Vector; readonly label: string }[];
  readonly certain: readonly string[];
  readonly capacity: number;
  readonly overflows: boolean;
  /** Labels with texts that are the same within a group of others. */
  readonly groupTexts: readonly string[];
  /** The first statistic, of different nodes. */
  readonly amounts: readonly FigureModel[];
  /** The second statistic, of different nodes. */
  readonly shares: readonly FigureModel[];
  readonly texts: readonly ListedText[];
  /** Titles of details that are texts, by their fields. */
  readonly titles: Readonly<Record<string, string>>;
}

export interface NodeModel {
  readonly identity: Identity;
  /** Series of the nodes that are always drawn. */
  readonly always: Vector | undefined;
  readonly rank: Vector | undefined;
  readonly limit: number;
  readonly overflowTitle: string;
  readonly groupLimit: number;
  readonly title: TextModel;
  readonly subtitle: TextModel | undefined;
  readonly main: FigureModel | undefined;
  readonly secondary: FigureModel | undefined;
  readonly arcs: readonly ArcModel[];
  readonly color: TextModel | undefined;
  readonly icon: string | undefined;
  readonly details: readonly DetailModel[];
  readonly link: LinkModel | undefined;
  /** Other links of some nodes. Only of kinds whose nodes are listed. */
  readonly linkCases: readonly LinkCase[];
  /** Only of kinds whose nodes are listed. */
  readonly listing: Listing | undefined;
  /** Only in graphs with positions: the column of the kind's rows, and the named nodes that stand at points. */
  readonly position?: {
    readonly field: string;
    readonly points: readonly (readonly [name: string, y: number])[];
  };
}

export interface EndModel {
  readonly kind: string;
  readonly parts: readonly Part[];
  /** The nodes at which the edge may end: of a kind that is listed, also those of the list or of the rank alone. */
  readonly among: "all" | "listed" | "ranked";
}

export interface EdgeModel {
  readonly name: string;
  readonly of: Vector;
  readonly from: EndModel;
  readonly to: EndModel;
  readonly main: FigureModel | undefined;
  readonly secondary: FigureModel | undefined;
  readonly thickness: { readonly figure: FigureModel; readonly thin: number; readonly thick: number } | undefined;
  readonly color:
    | string
    | { readonly by: FigureModel; readonly base: string; readonly steps: readonly (readonly [number, string])[] }
    | undefined;
  readonly dashed: boolean;
  readonly details: readonly DetailModel[];
  readonly link: LinkModel | undefined;
}

export function isFigureModel(value: TextModel | FigureModel): value is FigureModel {
  return value.type === "amount" || value.type === "share";
}
