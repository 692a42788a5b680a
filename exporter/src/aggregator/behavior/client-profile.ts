import { registeredDomain } from "../../network/domains.js";
import { memoize } from "../../network/memoize.js";
import type { StringTableReader, StringTableWriter } from "../../registry/snapshot.js";
import type { StringInterner } from "../../registry/string-interner.js";
import type { ClientSeries } from "../client-series.js";
import type { LabeledQuery } from "../query-metrics.js";
import { hashOf } from "./cardinality-sketch.js";
import { GeneratedNameDetector, minNameScore, nameScore } from "./generated-names.js";
import { HourlyBaseline } from "./hourly-baseline.js";
import { IntervalStats } from "./interval-stats.js";
import { minSubdomainLength, TunnelDetector } from "./tunnels.js";

/** Everything that the scores of one client are computed from. */
export interface ClientProfile {
  readonly client: ClientSeries;
  readonly baseline: HourlyBaseline;
  readonly intervals: IntervalStats;
  readonly tunnels: TunnelDetector;
  readonly generatedNames: GeneratedNameDetector;
}

/** As many names as a home queries in a day. */
const memoizedNameScore = memoize(2048, nameScore);

export const createProfile = (client: ClientSeries, strings: StringInterner): ClientProfile => ({
  client,
  baseline: new HourlyBaseline(),
  intervals: new IntervalStats(strings),
  tunnels: new TunnelDetector(strings),
  generatedNames: new GeneratedNameDetector(strings),
});

/** Releases all strings of a profile. */
export function clearProfile({ intervals, tunnels, generatedNames }: ClientProfile): void {
  intervals.clear();
  tunnels.clear();
  generatedNames.clear();
}

/** Adds a query of the client. */
export function addQuery(profile: ClientProfile, query: LabeledQuery, strings: StringInterner): void {
  const { event, second } = query;
  const domain = strings.text(query.domain);
  const isFailure = event.outcome === "allowed" && event.rcode !== "NOERROR";
  profile.baseline.add(second, hashOf(domain), isFailure);
  profile.intervals.add(query.domain, second);
  addSubdomain(profile.tunnels, event.domain, domain, second, strings);
  const score = memoizedNameScore(domain);
  if (score < minNameScore) return;
  const isMissing = event.outcome === "allowed" && event.rcode === "NXDOMAIN";
  profile.generatedNames.add(query.domain, score, isMissing, second);
}

/** @param domain the label of the name, which is the registered domain unless the lab keeps full names */
function addSubdomain(
  tunnels: TunnelDetector,
  name: string,
  domain: string,
  second: number,
  strings: StringInterner,
): void {
  if (name.length <= minSubdomainLength || name.endsWith(".arpa")) return;
  const registered = domain === name ? registeredDomain(name) : domain;
  const length = name.length - registered.length - 1;
  if (length >= minSubdomainLength) tunnels.add(strings.intern(registered), name.slice(0, length), second);
}

export const saveProfile = (
  { client, baseline, intervals, tunnels, generatedNames }: ClientProfile,
  strings: StringTableWriter,
) => ({
  of: strings.index(client.label),
  habits: baseline.save(),
  rhythms: intervals.save(strings),
  tunnels: tunnels.save(strings),
  generated: generatedNames.save(strings),
});

/**
 * Restores what {@link saveProfile} returned, into an empty profile.
 *
 * @throws SnapshotError
 */
export function restoreProfile(
  { baseline, intervals, tunnels, generatedNames }: ClientProfile,
  part: Readonly<Record<string, unknown>>,
  strings: StringTableReader,
): void {
  baseline.restore(part["habits"]);
  intervals.restore(part["rhythms"], strings);
  tunnels.restore(part["tunnels"], strings);
  generatedNames.restore(part["generated"], strings);
}
