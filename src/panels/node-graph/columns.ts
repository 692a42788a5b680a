/** A column of the nodes' or edges' frame: its name, and queries whose answers fill it, no row twice. */
import type { Vector } from "./vector.js";

export interface Column {
  /** Whose it is, for messages: `nodes "client"`. */
  readonly of: string;
  /** The name of the field, as Grafana's node graph looks for it. */
  readonly name: string;
  readonly pieces: readonly Vector[];
}

/** The column whose rows alone are drawn. */
export const presentField = "present";
/** The same for nodes with a main statistic: its value, 0, stands where the statistic is missing. */
export const presentWithMainField = "counted";
/** The main statistic before that. */
export const mainField = "main";
/** The column that brings a text which another query knows. */
export const lookupField = (text: string) => `found_${text}`;
/** The share of an arc before what is missing was made zero. */
export const shareField = (arc: string) => `share__${arc}`;
export const arcField = (arc: string) => `arc__${arc}`;
/** The column of a text or figure in the menu of a node or edge. */
export const detailField = (title: string) =>
  `detail__${title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "")}`;
/** The columns of which a link is made: the dashboard, and then a variable, its value, a variable, its value … */
export const linkTarget = "link__target";
export const linkText = (index: number) => `link__text_${String(index)}`;
export const linkValue = (index: number) => `link__value_${String(index)}`;
export const linkTitle = "link__title";
