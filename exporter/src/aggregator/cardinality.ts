import type { Registry } from "../registry/registry.js";
import { ClientSeriesTable } from "./client-series-table.js";
import type { ClientSeriesListener } from "./client-series.js";
import { ForwardDecay } from "./forward-decay.js";
import { internLabel } from "./interned-labels.js";
import type { Limits, MetricGroups } from "./limits.js";
import { TopK } from "./top-k.js";

/** Half-life of the counts that rank clients and domains: the ranking in the evening follows the evening's traffic. */
const halfLifeMinutes = 360;

/** State that bounds the cardinality of the client and domain labels; admission, eviction and decay work on it. */
export interface Cardinality {
  readonly registry: Registry;
  readonly groups: MetricGroups;
  readonly listeners: readonly ClientSeriesListener[];
  readonly table: ClientSeriesTable;
  /** The most frequent clients. */
  readonly topClients: TopK;
  readonly decay: ForwardDecay;
  /** Id of `other`, the label of the domains that are not admitted. */
  readonly otherDomain: number;
  /** Unix minute of the latest event. */
  minute: number;
  /** Whether new clients and domains are admitted. */
  isAdmitting: boolean;
  /** Events since the last eviction under pressure. */
  eventsSinceEviction: number;
  /** Events to wait before the next eviction within a minute. */
  evictionBackoff: number;
}

export function createCardinality(
  registry: Registry,
  limits: Limits,
  groups: MetricGroups,
  listeners: readonly ClientSeriesListener[],
): Cardinality {
  return {
    registry,
    groups,
    listeners,
    table: new ClientSeriesTable(registry, limits.domainsPerClient),
    topClients: new TopK(registry.strings, { admitted: limits.clients, tracked: 3 * limits.clients + 16 }),
    decay: new ForwardDecay(halfLifeMinutes),
    otherDomain: internLabel(registry.strings, "other"),
    minute: 0,
    isAdmitting: true,
    eventsSinceEviction: 0,
    evictionBackoff: 0,
  };
}
