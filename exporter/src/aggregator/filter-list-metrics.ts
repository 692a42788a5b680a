import { vocabulary } from "homelab-dashboards/metrics";
import type { QueryEvent } from "../events.js";
import type { FilterListNames } from "../network/filter-lists.js";
import type { Registry } from "../registry/registry.js";
import { counterOf } from "./families.js";
import { internLabels } from "./interned-labels.js";
import type { Limits } from "./limits.js";

/** Counts blocked queries by filter list. A query that several lists block counts for each of them. */
export function filterListMetrics(
  registry: Registry,
  { expiry }: Limits,
): (event: QueryEvent, lists: FilterListNames) => void {
  const { strings } = registry;
  const blocks = counterOf(registry, "homelab_filter_list_blocks_total", expiry);
  const reasons = internLabels(strings, vocabulary.reason);
  return ({ reason, filterLists }, lists) => {
    if (reason === "") return;
    for (const list of lists.namesOf({ reason, filterLists })) blocks.add(1, strings.intern(list), reasons(reason));
  };
}
