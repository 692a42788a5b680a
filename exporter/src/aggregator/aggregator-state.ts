import type { Registry } from "../registry/registry.js";
import { recordOf, SnapshotError, StringTableReader, StringTableWriter } from "../registry/snapshot.js";
import type { Limits, MetricGroups } from "./limits.js";

/** Increased with every change of the saved parts or of how events are counted. */
const version = 2;

/** Versions whose states are continued. */
const readableVersions = [1, version];

/** Part of an aggregator with state besides its series. */
export interface Persistable {
  save(strings: StringTableWriter): Iterable<unknown>;
  /** Returns whether the part belongs to it. */
  restore(part: unknown, strings: StringTableReader): boolean;
}

/** The state of an aggregator, and the conditions under which it counts. */
export interface AggregatorState {
  readonly log: "access" | "query";
  readonly limits: Limits;
  readonly groups: MetricGroups;
  readonly registry: Registry;
  /** Saved and restored in this order, after the series. */
  readonly persistables: readonly Persistable[];
}

/** Saves the state of an aggregator, in parts. */
export function* saveAggregator(state: AggregatorState): Generator {
  const { registry, persistables } = state;
  const strings = new StringTableWriter(registry.strings);
  yield { part: "ledger", names: [], conditions: conditionsOf(state, version) };
  yield* registry.save(strings);
  for (const persistable of persistables) yield* persistable.save(strings);
}

/**
 * Restores the parts of {@link saveAggregator} into an aggregator without events.
 *
 * @throws SnapshotError if they are damaged, or belong to another log or other limits
 */
export function restoreAggregator(state: AggregatorState, parts: Iterable<unknown>): void {
  const { registry, persistables } = state;
  const strings = new StringTableReader(registry.strings);
  let hasHeader = false;
  for (const value of parts) {
    const part = recordOf(value);
    strings.addFrom(part);
    if (part["part"] === "ledger") {
      if (!readableVersions.some((readable) => part["conditions"] === conditionsOf(state, readable))) {
        throw new SnapshotError("the saved state was counted by other rules, or within other limits");
      }
      hasHeader = true;
      continue;
    }
    if (!hasHeader) throw new SnapshotError("the saved state does not begin with its conditions");
    if (registry.restore(part, strings)) continue;
    if (!persistables.some((persistable) => persistable.restore(part, strings))) {
      throw new SnapshotError(`the saved state has a part of an unknown kind: ${String(part["part"])}`);
    }
  }
  if (!hasHeader) throw new SnapshotError("the saved state is empty");
}

/**
 * Everything that decides how an event is counted: a state that was saved under other conditions cannot be continued.
 * The names and their order are the format of the file.
 */
function conditionsOf({ log, limits, groups }: AggregatorState, savedVersion: number): string {
  const { clients, domains, domainsPerClient, budget, clientExpiry, expiry } = limits;
  const { counters, histograms, gauges } = budget;
  return JSON.stringify({
    version: savedVersion,
    log,
    limits: { clients, domains, domainsPerClient, room: { counters, histograms, gauges }, clientExpiry, expiry },
    groups: {
      clients: groups.clients,
      domains: groups.domains,
      zones: groups.zones,
      devices: groups.devices,
      behaviour: groups.behavior,
    },
  });
}
