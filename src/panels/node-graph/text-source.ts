import type { DrawableQuery } from "../../grafana/index.js";
import type { Part } from "./identity.js";
import type { TextModel } from "./model.js";
import { asVector } from "./vector.js";

declare const needs: unique symbol;

export interface FixedText {
  readonly text: string;
}

/** A text that depends on labels `L` of the id. */
export interface DerivedText<out L extends string> {
  readonly model: TextModel;
  /** For the compiler only. */
  readonly [needs]?: L | undefined;
}

/** A label of the id, a fixed text, {@link mapLabel} or {@link lookup}. */
export type TextSource<L extends string> = L | FixedText | DerivedText<L>;

/** A text for each value of a label: `mapLabel("zone", { home: "#0072B2" }, "#8E8E8E")`. */
export function mapLabel<const L extends string>(
  label: L,
  texts: Readonly<Record<string, string>>,
  fallback?: string,
): DerivedText<L> {
  return { model: { type: "map", by: label, texts: Object.entries(texts), fallback } };
}

/**
 * A text that another query carries in a label: `lookup(titles, "title", "name")`, if titles have the labels name and
 * title. The other labels of the query are labels of the node's id. A node for which the query has no series gets the
 * fallback, one with several series the text of any of them.
 */
export function lookup<L extends string, const V extends L, const F extends string = never>(
  query: DrawableQuery<L>,
  label: V,
  fallback?: F | FixedText,
): DerivedText<Exclude<L, V> | F> {
  const { expression } = query;
  return {
    model: {
      type: "lookup",
      in: asVector(expression),
      by: expression.labels.filter((one) => one !== label),
      label,
      fallback: fallback === undefined ? undefined : partOf(fallback),
    },
  };
}

export function textModel<L extends string>(source: TextSource<L>): TextModel {
  return typeof source === "object" && "model" in source ? source.model : { type: "part", part: partOf(source) };
}

function partOf(source: string | FixedText): Part {
  return typeof source === "string" ? { label: source } : source;
}
