/** Figures of clients whose metric has no zone, by the zones in which the clients are known. */
import { unless, type InstantVector } from "../promql/index.js";
import { union } from "./labels.js";
import { present } from "./metric-queries.js";
import { onlyFilters, unfiltered, type Filter, type Scope } from "./scope.js";

/** Clients whose zone is known. */
export const located = (scope: Scope<"zone">): InstantVector<"client_ip", "info"> =>
  union(
    present("client_zone_mapping", scope, ["client_ip"]),
    present("adguard_client_requests_total", scope, ["client_ip"]),
  );

/**
 * The figures of clients that are known in one of the chosen zones. A client without a known zone belongs to every choice
 * of zones, so that suspicious clients are never hidden.
 */
export function ofChosenZones<L extends string>(
  scope: Scope<Filter>,
  figures: InstantVector<L | "client_ip">,
): InstantVector<L | "client_ip"> {
  const elsewhere = unless(located(unfiltered(scope)), located(onlyFilters(scope, "zone")));
  return unless.on(["client_ip"], figures, elsewhere);
}
