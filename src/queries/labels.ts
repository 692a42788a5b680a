/** Labels under other names, so that vectors from several metrics fit together. */
import { copyLabel, group, or, setLabel, max, type InstantVector, type NonCounter } from "../promql/index.js";

/** The same series with the label `from` called `to`: one for each of its values, as far as they exist. */
export function renameLabel<const To extends string, From extends string>(
  to: To,
  from: From,
  vector: InstantVector<From, "info">,
): InstantVector<To, "info"> {
  return group.by([to], copyLabel(vector, to, from));
}

/** All series of these vectors; where two have the same labels, that of the first. */
export function union<L extends string, S extends NonCounter>(
  first: InstantVector<L, S>,
  ...others: readonly InstantVector<L, S>[]
): InstantVector<L, S> {
  return others.reduce<InstantVector<L, S>>((all, one) => or<L, S, S>(all, one), first);
}

/** Figures of things, by what kind they are of and what they are called. */
export function labelEntities<From extends string>(
  kind: string,
  from: From,
  figures: InstantVector<From, NonCounter>,
): InstantVector<"kind" | "name", NonCounter> {
  return max.by(["kind", "name"], setLabel(copyLabel(figures, "name", from), "kind", kind));
}
