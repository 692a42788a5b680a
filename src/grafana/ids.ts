const largest = 0x7fffffff;

/** The id of a panel: a hash (FNV-1a) of its key, from 1 to 2³¹ − 1, so that a new panel changes no other id. */
export function panelId(key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash % largest) + 1;
}

/**
 * The ids of all keys of a dashboard.
 * @throws if two keys have the same id; rename one of them.
 */
export function panelIds(
  keys: readonly string[],
  idOf: (key: string) => number = panelId,
): ReadonlyMap<string, number> {
  const owners = new Map<number, string>();
  const ids = new Map<string, number>();
  for (const key of keys) {
    const id = idOf(key);
    const owner = owners.get(id);
    if (owner !== undefined) {
      throw new Error(
        `the keys "${owner}" and "${key}" get the same panel id ${id}; choose another key for one of them`,
      );
    }
    owners.set(id, key);
    ids.set(key, id);
  }
  return ids;
}

/** `A` … `Z`, `AA`, `AB`, … */
export function refIdAt(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : refIdAt(Math.floor(index / 26) - 1) + letter;
}

/** Gives queries without a refId the first free ones, in order. */
export function assignRefIds(given: readonly (string | undefined)[]): string[] {
  const taken = new Set(given);
  let next = 0;
  return given.map((refId) => {
    if (refId !== undefined && refId !== "") return refId;
    while (taken.has(refIdAt(next))) next += 1;
    const free = refIdAt(next);
    next += 1;
    return free;
  });
}
