import type { Duration, Shift, Variable } from "../promql/index.js";
import type { Multiplicity } from "../lab/index.js";
import type { SourceFamily } from "../metrics/index.js";

/** Subjects by which a user can filter a dashboard. */
export type Filter = "zone" | "client" | "service" | "backend" | "domain" | "resolver" | "instance";

/**
 * Filters, window and moment of a query. `F` are the filters in force: a metric without the label of one of them
 * doesn't compile with the scope until {@link withoutFilters} or {@link onlyFilters} has removed that filter.
 */
export interface Scope<out F extends Filter = never> {
  readonly filters: readonly { readonly filter: F; readonly value: string | Variable }[];
  /** The window of rates and increases. */
  readonly window: Duration;
  /** The offset or fixed moment of evaluation. */
  readonly shift: Shift;
  readonly sources: Readonly<Record<SourceFamily, Multiplicity>>;
}

/** The scope without any filter. */
export function unfiltered(scope: Scope<Filter>): Scope {
  return { ...scope, filters: [] };
}

/** The scope without these filters, for a metric that has no label for them. */
export function withoutFilters<F extends Filter, const D extends Filter>(
  scope: Scope<F>,
  ...dropped: readonly D[]
): Scope<Exclude<F, D>> {
  const names = new Set<Filter>(dropped);
  return {
    ...scope,
    filters: scope.filters.filter(
      (one): one is { filter: Exclude<F, D>; value: string | Variable } => !names.has(one.filter),
    ),
  };
}

/** The scope with these of its filters alone. */
export function onlyFilters<const K extends Filter>(scope: Scope<Filter>, ...kept: readonly K[]): Scope<K> {
  const names = new Set<Filter>(kept);
  return {
    ...scope,
    filters: scope.filters.filter((one): one is { filter: K; value: string | Variable } => names.has(one.filter)),
  };
}

/** The scope with another window. */
export function withWindow<F extends Filter>(scope: Scope<F>, window: Duration): Scope<F> {
  return { ...scope, window };
}

/** The scope this long ago. */
export function withOffset<F extends Filter>(scope: Scope<F>, offset: Duration): Scope<F> {
  return { ...scope, shift: { ...scope.shift, offset } };
}
