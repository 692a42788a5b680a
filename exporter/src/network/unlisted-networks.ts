/** Collects networks that are in no zone of the lab, each once and within a bound. */
export interface UnlistedNetworks {
  readonly add: (network: string) => void;
  /** Takes some of the networks that were not taken before, in the order of their first address. */
  readonly take: (count: number) => readonly string[];
}

/** More than the networks of a home. Further ones are dropped, since a forged address may be in any. */
const maxNetworks = 40;

export function createUnlistedNetworks(): UnlistedNetworks {
  const seen = new Set<string>();
  const pending: string[] = [];
  return {
    add: (network) => {
      if (seen.size >= maxNetworks || seen.has(network)) return;
      seen.add(network);
      pending.push(network);
    },
    take: (count) => pending.splice(0, count),
  };
}
