import type { Family } from "./family.js";
import type { Registry } from "./registry.js";

/**
 * Labels that identify a series, by metric. Where several registries have a series of the same identity, only the first
 * registry's is exposed.
 */
export type IdentityLabels = Readonly<Record<string, readonly string[]>>;

/**
 * Renders registries in the text format, in chunks of some kilobytes. Families of one name are joined under one header.
 * The registries must not change before the last chunk is read.
 */
export function* expose(registries: readonly Registry[], identityLabels: IdentityLabels = {}): Generator<string> {
  const byName = new Map<string, Family[]>();
  for (const family of registries.flatMap(({ families }) => families)) {
    if (family.isEmpty) continue;
    const { name } = family.definition;
    byName.set(name, [...(byName.get(name) ?? []), family]);
  }
  for (const [name, families] of byName) {
    const [first] = families;
    if (first === undefined) continue;
    yield first.header();
    const identity = families.length > 1 ? identityLabels[name] : undefined;
    if (identity === undefined) for (const family of families) yield* family.lines();
    else yield* deduplicated(families, identity);
  }
}

function* deduplicated(families: readonly Family[], identity: readonly string[]): Generator<string> {
  const exposed = new Set<string>();
  for (const family of families) {
    const own = new Set<string>();
    yield* family.lines((slot) => {
      const key = identity.map((label) => family.labelValue(slot, label)).join("\n");
      own.add(key);
      return !exposed.has(key);
    });
    for (const key of own) exposed.add(key);
  }
}
