import type { ClientSeries } from "../client-series.js";
import type { ClientProfile } from "./client-profile.js";
import type { BehaviorKind, HourCounts } from "./hourly-baseline.js";
import { aboveOthers } from "./score.js";

/** Clients with fewer peers than these are not compared. */
export const minClients = 5;

/** Least median deviations: a factor of 1.4 of counts, and 0.05 of shares. */
const minDeviations = { volume: 0.35, diversity: 0.35, night: 0.35, failures: 0.05 } as const;

const minQueriesForShare = 10;

/** A profile with the counts of its last hour. */
export interface ActiveProfile extends ClientProfile {
  readonly hour: HourCounts;
}

/** Scores each client against the others for one kind of behavior, 0–1; nothing with fewer than {@link minClients}. */
export function* compareWithPeers(
  kind: BehaviorKind,
  profiles: readonly ActiveProfile[],
): Generator<readonly [client: ClientSeries, score: number]> {
  const known = profiles.flatMap((profile) => {
    const value = valueOf(kind, profile);
    return value === undefined ? [] : [{ client: profile.client, value }];
  });
  if (known.length < minClients) return;
  const scoreOf = aboveOthers(
    known.map(({ value }) => value),
    minDeviations[kind],
  );
  for (const { client, value } of known) yield [client, scoreOf(value)];
}

/** Returns the value that is compared. Counts are logarithms, so that equal factors are equal differences. */
function valueOf(kind: BehaviorKind, { baseline, hour }: ActiveProfile): number | undefined {
  const { queries, failures, domains } = hour;
  switch (kind) {
    case "volume":
      return Math.log1p(queries);
    case "diversity":
      return Math.log1p(domains);
    case "night":
      return Math.log1p(baseline.nightQueries);
    case "failures":
      return queries < minQueriesForShare ? undefined : failures / queries;
  }
}
