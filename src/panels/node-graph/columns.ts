/** The columns of the two frames, of nodes and of edges, and their names. */
import type { Vector } from "./vector.js";

export interface Column {
  /** The kind of node or edge that adds it, for messages: `nodes "client"`. */
  readonly kind: string;
  /** The name of the field, as Grafana's node graph looks for it. */
  readonly name: string;
  /** Queries whose series fill the column. No two of them fill the same row. */
  readonly pieces: readonly Vector[];
}

/** The column of a row that is drawn: rows without it are figures about something that isn't in the graph. */
export const presentField = "present";
/**
 * The same for nodes and edges with a main statistic. Its value is the statistic of an edge, and 0 of a node, which the
 * statistic is where its query has nothing.
 */
export const presentWithMainField = "drawn";
/** The main statistic before the zeros are filled in. */
export const mainField = "main";
/** The column that carries a text from another query. */
export const lookupField = (text: string) => `found_${text}`;
/** The color of an edge that depends on a figure. */
export const edgeColorField = "coloured";
/** The share of an arc before the zeros are filled in. */
export const shareField = (arc: string) => `share__${arc}`;
export const arcField = (arc: string) => `arc__${arc}`;
/** The column of a text or figure in the menu of a node or edge. */
export const detailField = (title: string) =>
  `detail__${title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "")}`;
/** The columns of a link: the dashboard, and then by turns a variable and its value. */
export const linkTarget = "link__target";
export const linkText = (index: number) => `link__text_${String(index)}`;
export const linkValue = (index: number) => `link__value_${String(index)}`;
export const linkTitle = "link__title";
/** The column of a link that ends before the kept variable of this index. */
export const linkEnd = (index: number) => `link__end_${String(index)}`;
