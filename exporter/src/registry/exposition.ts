import type { Family } from "./family.js";
import type { Registry } from "./registry.js";

/**
 * Where two stores know the same thing, it is told once: by these labels a series of the family is the same one, however
 * the others differ.
 */
export type IdentityLabels = Readonly<Record<string, readonly string[]>>;

/**
 * The text format, in pieces of some kilobytes: family by family, each with its head once, whichever stores hold its
 * series. Nothing may happen to the stores before it has been read to its end.
 */
export function* expose(stores: readonly Registry[], identities: IdentityLabels = {}): Generator<string> {
  const byName = new Map<string, Family[]>();
  for (const family of stores.flatMap(({ families }) => families)) {
    if (family.isEmpty) continue;
    const { name } = family.definition;
    byName.set(name, [...(byName.get(name) ?? []), family]);
  }
  for (const [name, families] of byName) {
    const [first] = families;
    if (first === undefined) continue;
    yield first.header();
    const identity = families.length > 1 ? identities[name] : undefined;
    if (identity === undefined) for (const family of families) yield* family.lines();
    else yield* deduplicated(families, identity);
  }
}

function* deduplicated(families: readonly Family[], identity: readonly string[]): Generator<string> {
  const told = new Set<string>();
  for (const family of families) {
    const own = new Set<string>();
    yield* family.lines((slot) => {
      const key = identity.map((label) => family.labelValue(slot, label)).join("\n");
      own.add(key);
      return !told.has(key);
    });
    for (const key of own) told.add(key);
  }
}
