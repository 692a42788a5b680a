import { recordOf, StringTableReader, StringTableWriter, SnapshotError } from "../registry/snapshot.js";
import type { Registry } from "../registry/registry.js";
import type { MetricGroups, Limits } from "./limits.js";

/** Goes up with every change of what is saved, or of what is counted how. */
const version = 1;

/** Part of a ledger that keeps more than series. */
export interface Persistable {
  save(names: StringTableWriter): Iterable<unknown>;
  /** Returns whether the part was one of its own. */
  restore(part: unknown, names: StringTableReader): boolean;
}

/**
 * Everything that decides how an event is counted: a state that was saved under other conditions cannot be continued.
 * The names and their order are the format of the file.
 */
function conditions(log: string, limits: Limits, groups: MetricGroups): string {
  const { clients, domains, domainsPerClient, budget, clientExpiry, expiry } = limits;
  const { counters, histograms, gauges } = budget;
  return JSON.stringify({
    version,
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

/** A whole ledger, in parts. */
export function* saveAggregator(
  log: string,
  limits: Limits,
  groups: MetricGroups,
  store: Registry,
  keepers: readonly Persistable[],
): Generator {
  const names = new StringTableWriter(store.strings);
  yield { part: "ledger", names: [], conditions: conditions(log, limits, groups) };
  yield* store.save(names);
  for (const keeper of keepers) yield* keeper.save(names);
}

/**
 * Takes back what `saveLedger` gave, into a ledger in which nothing has happened yet.
 *
 * @throws SavedStateError where it is another log's, was kept within other limits, or is damaged
 */
export function restoreAggregator(
  log: string,
  limits: Limits,
  groups: MetricGroups,
  store: Registry,
  keepers: readonly Persistable[],
  parts: Iterable<unknown>,
): void {
  const names = new StringTableReader(store.strings);
  let isKnown = false;
  for (const value of parts) {
    const part = recordOf(value);
    names.addFrom(part);
    if (part["part"] === "ledger") {
      if (part["conditions"] !== conditions(log, limits, groups)) {
        throw new SnapshotError("what was saved was counted by other rules, or within other limits");
      }
      isKnown = true;
      continue;
    }
    if (!isKnown) throw new SnapshotError("the saved state doesn't say what it is");
    if (store.restore(part, names)) continue;
    if (!keepers.some((keeper) => keeper.restore(part, names))) {
      throw new SnapshotError("the saved state has a part that nobody knows");
    }
  }
  if (!isKnown) throw new SnapshotError("the saved state is empty");
}
