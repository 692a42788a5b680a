import { recordOf, RestoredNames, SavedNames, SavedStateError } from "../store/saved.js";
import type { Store } from "../store/store.js";
import type { Groups, Limits } from "./limits.js";

/** Goes up with every change of what is saved, or of what is counted how. */
const version = 1;

/** Part of a ledger that keeps more than series. */
export interface Keeper {
  save(names: SavedNames): Iterable<unknown>;
  /** Returns whether the part was one of its own. */
  restore(part: unknown, names: RestoredNames): boolean;
}

/** What says whether a saved state can be gone on with: else the same events would be counted otherwise. */
const conditions = (log: string, limits: Limits, groups: Groups) => JSON.stringify({ version, log, limits, groups });

/** A whole ledger, in parts. */
export function* saveLedger(
  log: string,
  limits: Limits,
  groups: Groups,
  store: Store,
  keepers: readonly Keeper[],
): Generator {
  const names = new SavedNames(store.names);
  yield { part: "ledger", names: [], conditions: conditions(log, limits, groups) };
  yield* store.save(names);
  for (const keeper of keepers) yield* keeper.save(names);
}

/**
 * Takes back what `saveLedger` gave, into a ledger in which nothing has happened yet.
 *
 * @throws SavedStateError where it is another log's, was kept within other limits, or is damaged
 */
export function restoreLedger(
  log: string,
  limits: Limits,
  groups: Groups,
  store: Store,
  keepers: readonly Keeper[],
  parts: Iterable<unknown>,
): void {
  const names = new RestoredNames(store.names);
  let isKnown = false;
  for (const value of parts) {
    const part = recordOf(value);
    names.learn(part);
    if (part["part"] === "ledger") {
      if (part["conditions"] !== conditions(log, limits, groups)) {
        throw new SavedStateError("what was saved was counted by other rules, or within other limits");
      }
      isKnown = true;
      continue;
    }
    if (!isKnown) throw new SavedStateError("the saved state doesn't say what it is");
    if (store.restore(part, names)) continue;
    if (!keepers.some((keeper) => keeper.restore(part, names))) {
      throw new SavedStateError("the saved state has a part that nobody knows");
    }
  }
  if (!isKnown) throw new SavedStateError("the saved state is empty");
}
