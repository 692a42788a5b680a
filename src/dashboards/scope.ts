import type { Lab } from "../lab/index.js";
import { rateInterval, secondsVariable, variable } from "../promql/index.js";
import type { Scope } from "../queries/index.js";

/** The variables that dashboards share. One name means the same everywhere, so that links can hand it on. */
export const variables = {
  zone: variable("zone"),
  client: variable("client"),
  service: variable("service"),
  domain: variable("domain"),
  backend: variable("backend"),
  instance: variable("instance"),
  graph_seconds: variable("graph_seconds"),
} as const;

/**
 * What the user has chosen, in a dashboard with these variables.
 *
 * ```ts
 * const scope = chosen(lab, "zone", "client");
 * ```
 */
export function dashboardScope<const F extends Exclude<keyof typeof variables, "graph_seconds">>(
  lab: Pick<Lab, "sources">,
  ...filters: readonly F[]
): Scope<F> {
  return {
    filters: filters.map((filter) => ({ filter, value: variables[filter] })),
    window: rateInterval,
    shift: {},
    sources: lab.sources,
  };
}

/** How far back graphs look for clients and domains, as a window. */
export const graphLookback = secondsVariable(variables.graph_seconds.name);
