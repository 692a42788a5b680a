import type { Lab } from "../lab/index.js";
import { rateInterval, secondsVariable, variable } from "../promql/index.js";
import type { Scope } from "../queries/index.js";

/** The variables of all dashboards. A name means the same everywhere, so that links can pass it on. */
export const variables = {
  zone: variable("zone"),
  client: variable("client"),
  service: variable("service"),
  domain: variable("domain"),
  backend: variable("backend"),
  instance: variable("instance"),
  graph_seconds: variable("graph_seconds"),
  client_name: variable("client_name"),
} as const;

/**
 * The scope that the user has chosen in a dashboard with these variables.
 *
 * ```ts
 * const scope = chosen(lab, "zone", "client");
 * ```
 */
export function dashboardScope<const F extends Exclude<keyof typeof variables, "graph_seconds" | "client_name">>(
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

/** The window of clients and domains in graphs. */
export const graphLookback = secondsVariable(variables.graph_seconds.name);
