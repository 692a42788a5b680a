import type { metrics, vocabulary } from "homelab-dashboards/metrics";

export type Threat = (typeof vocabulary.threat)[number];
export type ThreatLevel = (typeof metrics.adguard_domain_category_mapping.values.threat_level)[number];

/**
 * Confidence, 0–1, of a single source. AdGuard Home's own services list domains that were examined; filter lists copy
 * from each other and list domains that their authors dislike. The numbers order the sources and are
 * judgements, not measurements.
 */
export const confidenceOf = {
  safebrowsing: 0.9,
  parental: 0.8,
  /** Confidence that the domain belongs to the service that the user blocked. */
  service: 0.9,
  list: 0.6,
} as const;

/**
 * Combines the confidences of independent sources, 0–1: each of them would have to be wrong (noisy or: Pearl,
 * "Probabilistic Reasoning in Intelligent Systems", 1988).
 */
export function combinedConfidence(confidences: Iterable<number>): number {
  let allWrong = 1;
  for (const confidence of confidences) allWrong *= 1 - confidence;
  return 1 - allWrong;
}

/** Rates a domain by the harm of its threat and the confidence in it. */
export function levelOf(threat: Threat, confidence: number): ThreatLevel {
  switch (threat) {
    case "malware":
    case "phishing":
      return confidence >= 0.75 ? "high" : "medium";
    case "adult":
    case "tracking":
      return "low";
    case "advertising":
    case "service":
    case "other":
      return "none";
  }
}
