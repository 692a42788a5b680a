import type { DrawableQuery } from "../../grafana/index.js";
import type { Part } from "./identity.js";
import type { TextModel } from "./model.js";
import { asVector } from "./vector.js";

declare const needs: unique symbol;

/** A text that doesn't depend on anything. */
export interface FixedText {
  readonly text: string;
}

/** A text that depends on labels `L` of the id. */
export interface DerivedText<out L extends string> {
  readonly model: TextModel;
  /** Exists for the compiler alone. */
  readonly [needs]?: L | undefined;
}

/** Where a text comes from: a label of the id, a fixed text, {@link mapLabel} or {@link lookup}. */
export type TextSource<L extends string> = L | FixedText | DerivedText<L>;

/** A text for each value of a label: `mapLabel("zone", { home: "#0072B2" }, "#8E8E8E")`. */
export function mapLabel<const L extends string>(
  label: L,
  texts: Readonly<Record<string, string>>,
  otherwise?: string,
): DerivedText<L> {
  return { model: { type: "map", by: label, texts: Object.entries(texts), otherwise } };
}

/**
 * A text that another query carries in a label: `lookup(titles, "title", "name")` with titles of the labels name and
 * title. All its other labels are labels of the node's id. Where it has none the last argument is the text, where it
 * has several, one of them.
 */
export function lookup<L extends string, const V extends L, const F extends string = never>(
  query: DrawableQuery<L>,
  label: V,
  otherwise?: F | FixedText,
): DerivedText<Exclude<L, V> | F> {
  const { expression } = query;
  return {
    model: {
      type: "lookup",
      among: asVector(expression),
      by: expression.labels.filter((one) => one !== label),
      label,
      otherwise: otherwise === undefined ? undefined : partOf(otherwise),
    },
  };
}

export function textModel<L extends string>(source: TextSource<L>): TextModel {
  return typeof source === "object" && "model" in source ? source.model : { type: "part", part: partOf(source) };
}

function partOf(source: string | FixedText): Part {
  return typeof source === "string" ? { label: source } : source;
}
