import { vocabulary } from "homelab-dashboards/metrics";
import type { Gauge } from "../../registry/metric-handles.js";
import type { Registry } from "../../registry/registry.js";
import { numberOf, recordOf, type StringTableReader, type StringTableWriter } from "../../registry/snapshot.js";
import type { Persistable } from "../aggregator-state.js";
import type { CardinalityLimiter } from "../cardinality-limiter.js";
import type { ClientSeries, ClientSeriesListener } from "../client-series.js";
import { gaugeOf } from "../families.js";
import { internLabels } from "../interned-labels.js";
import type { Limits } from "../limits.js";
import type { LabeledQuery } from "../query-metrics.js";
import {
  addQuery,
  clearProfile,
  createProfile,
  restoreProfile,
  saveProfile,
  type ClientProfile,
} from "./client-profile.js";
import { compareWithPeers } from "./peer-comparison.js";
import { findPatterns, severityOf } from "./suspicious-patterns.js";

/** Most patterns that are exposed; those with the highest scores. */
const maxPatterns = 100;

/**
 * Scores the behavior of clients, and suspicious patterns, from their queries. Only clients with their own series are
 * scored, since `other@zone` mixes many. A score that is not known yet is absent.
 *
 * `adguard_client_behavior_score` compares a client with its own past, `client_behavior_profile` with the other clients.
 */
export class ClientBehavior implements ClientSeriesListener, Persistable {
  readonly #registry: Registry;
  readonly #clientExpiry: number;
  readonly #cardinality: () => CardinalityLimiter;
  readonly #profiles = new Map<number, ClientProfile>();
  readonly #baselineScores: Gauge<readonly [number, number, number]>;
  readonly #peerScores: Gauge<readonly [number, number]>;
  readonly #patternScores: Gauge<readonly [number, number, number, number]>;
  readonly #kinds;
  readonly #patterns;
  readonly #severities;

  constructor(registry: Registry, { clientExpiry }: Limits, cardinality: () => CardinalityLimiter) {
    this.#registry = registry;
    this.#clientExpiry = clientExpiry;
    this.#cardinality = cardinality;
    this.#baselineScores = gaugeOf(registry, "adguard_client_behavior_score", clientExpiry);
    this.#peerScores = gaugeOf(registry, "client_behavior_profile", clientExpiry);
    this.#patternScores = gaugeOf(registry, "suspicious_pattern_score", clientExpiry);
    this.#kinds = internLabels(registry.strings, vocabulary.behavior);
    this.#patterns = internLabels(registry.strings, vocabulary.pattern);
    this.#severities = internLabels(registry.strings, vocabulary.severity);
  }

  add(query: LabeledQuery): void {
    if (!query.client.isOther) addQuery(this.#profileOf(query.client), query, this.#registry.strings);
  }

  /** Computes the scores for a time in unix seconds. It changes no profile. */
  refresh(now: number): void {
    const active = [...this.#profiles.values()]
      .filter(({ client }) => now - client.seen <= this.#clientExpiry)
      .map((profile) => ({ ...profile, hour: profile.baseline.lastHour(now) }));
    this.#baselineScores.replace(() => {
      for (const { client, baseline, hour } of active) {
        for (const [kind, score] of baseline.scores(hour, now)) {
          this.#baselineScores.set(score, client.label, this.#kinds(kind), client.zone);
        }
      }
    });
    this.#peerScores.replace(() => {
      for (const kind of vocabulary.behavior) {
        for (const [client, score] of compareWithPeers(kind, active))
          this.#peerScores.set(score, client.label, this.#kinds(kind));
      }
    });
    const patterns = findPatterns(active, now).slice(0, maxPatterns);
    this.#patternScores.replace(() => {
      for (const { client, domain, pattern, score } of patterns) {
        const severity = this.#severities(severityOf(pattern, score));
        this.#patternScores.set(score, client.label, domain, this.#patterns(pattern), severity);
      }
    });
  }

  onEvicted({ label }: ClientSeries): void {
    const profile = this.#profiles.get(label);
    if (profile === undefined) return;
    clearProfile(profile);
    this.#profiles.delete(label);
  }

  *save(strings: StringTableWriter): Generator {
    for (const profile of this.#profiles.values()) {
      const saved = saveProfile(profile, strings);
      yield { part: "conduct", names: strings.takeNew(), ...saved };
    }
  }

  /** Restores a profile. The clients must be restored before. */
  restore(value: unknown, strings: StringTableReader): boolean {
    const part = recordOf(value);
    if (part["part"] !== "conduct") return false;
    const client = this.#cardinality().find(strings.idOf(numberOf(part["of"])));
    if (client !== undefined) restoreProfile(this.#profileOf(client), part, strings);
    return true;
  }

  #profileOf(client: ClientSeries): ClientProfile {
    const known = this.#profiles.get(client.label);
    if (known !== undefined) return known;
    const profile = createProfile(client, this.#registry.strings);
    this.#profiles.set(client.label, profile);
    return profile;
  }
}
