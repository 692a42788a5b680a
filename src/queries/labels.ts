/** Renames labels, so that vectors of several metrics have the same ones. */
import { copyLabel, group, or, setLabel, max, type InstantVector, type NonCounter } from "../promql/index.js";

/** One series for each value of the label `from`, under the label `to`. */
export function renameLabel<const To extends string, From extends string>(
  to: To,
  from: From,
  vector: InstantVector<From, "info">,
): InstantVector<To, "info"> {
  return group.by([to], copyLabel(vector, to, from));
}

/** The series of all vectors; of several with the same labels, the first. */
export function union<L extends string, S extends NonCounter>(
  first: InstantVector<L, S>,
  ...others: readonly InstantVector<L, S>[]
): InstantVector<L, S> {
  return others.reduce<InstantVector<L, S>>((all, one) => or<L, S, S>(all, one), first);
}

/** Figures of entities under the labels `kind`, which is given, and `name`, which is the value of `from`. */
export function labelEntities<From extends string>(
  kind: string,
  from: From,
  figures: InstantVector<From, NonCounter>,
): InstantVector<"kind" | "name", NonCounter> {
  return max.by(["kind", "name"], setLabel(copyLabel(figures, "name", from), "kind", kind));
}
