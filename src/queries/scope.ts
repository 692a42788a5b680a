import type { Duration, Shift, Variable } from "../promql/index.js";
import type { Multiplicity } from "../lab/index.js";
import type { SourceFamily } from "../metrics/index.js";

/** What a user can narrow a dashboard down to. */
export type Filter = "zone" | "client" | "service" | "backend" | "domain" | "resolver" | "instance";

/**
 * What a question is asked about. `F` are the filters in force; a metric that doesn't carry one of them can't be asked
 * until the query has dropped it by name.
 */
export interface Scope<out F extends Filter = never> {
  readonly filters: readonly { readonly filter: F; readonly value: string | Variable }[];
  /** Over how much time a rate is taken. */
  readonly window: Duration;
  /** How far back, or at which fixed moment, to look. */
  readonly shift: Shift;
  readonly sources: Readonly<Record<SourceFamily, Multiplicity>>;
}

/** Everything, with nothing filtered. */
export function unfiltered(scope: Scope<Filter>): Scope {
  return { ...scope, filters: [] };
}

/** The same scope without these filters, because what is asked doesn't carry them. */
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

/** The same scope with these filters alone. */
export function onlyFilters<const K extends Filter>(scope: Scope<Filter>, ...kept: readonly K[]): Scope<K> {
  const names = new Set<Filter>(kept);
  return {
    ...scope,
    filters: scope.filters.filter((one): one is { filter: K; value: string | Variable } => names.has(one.filter)),
  };
}

/** The same scope with rates over another length of time. */
export function withWindow<F extends Filter>(scope: Scope<F>, window: Duration): Scope<F> {
  return { ...scope, window };
}

/** The same scope, as it was this long ago. */
export function withOffset<F extends Filter>(scope: Scope<F>, offset: Duration): Scope<F> {
  return { ...scope, shift: { ...scope.shift, offset } };
}
