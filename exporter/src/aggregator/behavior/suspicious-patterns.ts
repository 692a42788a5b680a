import { vocabulary, type metrics } from "homelab-dashboards/metrics";
import type { ClientSeries } from "../client-series.js";
import type { ClientProfile } from "./client-profile.js";
import { beaconScore, burstScore } from "./interval-stats.js";
import { minClients } from "./peer-comparison.js";
import { tunnelScore } from "./tunnels.js";

export type Pattern = (typeof metrics.suspicious_pattern_score.values.pattern_type)[number];
type Severity = (typeof vocabulary.severity)[number];

/** Lower scores are not exposed, since every client has some of each pattern. */
const minScore = 0.2;

/** Hours of queries that must be known before a burst is scored. */
const minHours = 6;

/** A suspicious pattern in the queries of a client for a domain. */
export interface SuspiciousPattern {
  readonly client: ClientSeries;
  readonly domain: number;
  readonly pattern: Pattern;
  /** 0–1. */
  readonly score: number;
}

/** Highest severity of each pattern. */
const maxSeverity: Readonly<Record<Pattern, Severity>> = {
  generated_name: "critical",
  tunnel: "critical",
  beacon: "high",
  burst: "medium",
};

/** Returns the severity of a pattern, which grows with the score up to that of the pattern. */
export function severityOf(pattern: Pattern, score: number): Severity {
  const byScore = score >= 0.9 ? 4 : score >= 0.8 ? 3 : score >= 0.6 ? 2 : score >= 0.4 ? 1 : 0;
  return vocabulary.severity[Math.min(byScore, vocabulary.severity.indexOf(maxSeverity[pattern]))] ?? "info";
}

/** Finds the suspicious patterns of all clients at a time in unix seconds, the highest score first. */
export function findPatterns(profiles: readonly ClientProfile[], now: number): readonly SuspiciousPattern[] {
  const found: SuspiciousPattern[] = [];
  for (const profile of profiles) {
    for (const [pattern, domain, score] of patternsOf(profile, profiles, now)) {
      if (score >= minScore) found.push({ client: profile.client, domain, pattern, score });
    }
  }
  return found.sort((left, right) => right.score - left.score);
}

function* patternsOf(
  { baseline, intervals, tunnels, generatedNames }: ClientProfile,
  profiles: readonly ClientProfile[],
  now: number,
): Generator<readonly [Pattern, domain: number, score: number]> {
  const { hours, mean, variance } = baseline.volume;
  for (const stats of intervals.candidates(now)) {
    const { domain } = stats;
    const score = beaconScore(stats, now);
    if (score >= minScore) yield ["beacon", domain, score * (1 - prevalenceOf(domain, profiles))];
    if (hours >= minHours) yield ["burst", domain, burstScore(stats, mean, variance)];
  }
  const tunnelScores = new Map<number, number>();
  for (const stats of tunnels.stats(now)) {
    tunnelScores.set(stats.domain, Math.max(tunnelScores.get(stats.domain) ?? 0, tunnelScore(stats)));
  }
  for (const [domain, score] of tunnelScores) yield ["tunnel", domain, score];
  for (const [domain, score] of generatedNames.scores(now)) yield ["generated_name", domain, score];
}

/**
 * Returns the share of the other clients with recent queries for the domain, 0–1: a beacon of many clients is ordinary
 * software (Hu et al., "BAYWATCH: Robust Beaconing Detection to Identify Infected Hosts in Large-Scale Enterprise
 * Networks", 2016). With fewer than {@link minClients} it is 0.
 */
function prevalenceOf(domain: number, profiles: readonly ClientProfile[]): number {
  if (profiles.length < minClients) return 0;
  const clients = profiles.filter(({ intervals }) => intervals.has(domain)).length;
  return (clients - 1) / (profiles.length - 1);
}
