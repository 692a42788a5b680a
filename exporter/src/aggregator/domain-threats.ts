import { metrics, vocabulary } from "homelab-dashboards/metrics";
import type { QueryEvent } from "../events.js";
import type { ThreatLookup } from "../network/threats.js";
import type { Gauge, Info } from "../registry/metric-handles.js";
import type { Registry } from "../registry/registry.js";
import {
  arrayOf,
  numberOf,
  recordOf,
  SnapshotError,
  type StringTableReader,
  type StringTableWriter,
} from "../registry/snapshot.js";
import type { Persistable } from "./aggregator-state.js";
import type { CardinalityLimiter } from "./cardinality-limiter.js";
import type { ClientSeriesListener } from "./client-series.js";
import { gaugeOf, infoOf } from "./families.js";
import { internLabels } from "./interned-labels.js";
import type { Limits } from "./limits.js";
import type { LabeledQuery } from "./query-metrics.js";
import { combinedConfidence, confidenceOf, levelOf, type Threat } from "./threat-score.js";
import { TopK } from "./top-k.js";

/** Most sources that are kept per threat of a domain; more of them do not change the confidence by much. */
const sourcesPerThreat = 8;

type Source = keyof typeof confidenceOf | `list ${number}`;

/** Evidence that a domain is one kind of threat. */
interface Evidence {
  readonly threat: Threat;
  /** Unix seconds of the last block by each source. */
  readonly sources: Map<Source, number>;
  /** Id of the exposed level; 0 before the first. */
  level: number;
}

/** A source that blocked a query, with the event as if it were the only one. */
interface Block {
  readonly source: Source;
  readonly event: Pick<QueryEvent, "reason" | "filterLists">;
}

/**
 * Exposes category, threat level and confidence of the domains that are blocked the most. Only the reasons of AdGuard
 * Home count. The user's own rules and safe search do not judge a domain, and a domain that is not blocked is absent.
 */
export class DomainThreats implements ClientSeriesListener, Persistable {
  readonly #registry: Registry;
  readonly #cardinality: () => CardinalityLimiter;
  readonly #expiry: number;
  readonly #topDomains: TopK;
  readonly #evidence = new Map<number, Evidence[]>();
  readonly #categories: Info<readonly [number, number, number]>;
  readonly #confidences: Gauge<readonly [number, number]>;
  readonly #threats;
  readonly #levels;

  constructor(registry: Registry, limits: Limits, cardinality: () => CardinalityLimiter) {
    this.#registry = registry;
    this.#cardinality = cardinality;
    this.#expiry = limits.expiry;
    this.#topDomains = new TopK(registry.strings, { admitted: limits.domains, tracked: 3 * limits.domains + 16 });
    this.#categories = infoOf(registry, "adguard_domain_category_mapping", limits.expiry);
    this.#confidences = gaugeOf(registry, "threat_intelligence_mapping", limits.expiry);
    this.#threats = internLabels(registry.strings, vocabulary.threat);
    this.#levels = internLabels(registry.strings, metrics.adguard_domain_category_mapping.values.threat_level);
  }

  add({ event, domain }: LabeledQuery, threatOf: ThreatLookup): void {
    if (event.outcome !== "blocked") return;
    const blocks = blocksOf(event);
    if (blocks.length === 0) return;
    const { now } = this.#registry;
    if (!this.#topDomains.add(domain, this.#cardinality().weight, now, true)) return;
    const evidence = this.#unexpired(domain);
    for (const block of blocks) {
      const threat = threatOf(block.event);
      if (threat !== undefined) addSource(evidence, threat, block.source, now);
    }
    for (const one of evidence) this.#expose(domain, one);
  }

  onDecay(factor: number): void {
    this.#topDomains.scale(factor);
  }

  /** Evicts the least frequent domain if another one is clearly more frequent. */
  onMinute(now: number): void {
    const evicted = this.#topDomains.replaceOne(now);
    if (evicted === undefined) return;
    this.#evidence.delete(evicted);
    for (const label of ["category", "threat_category"])
      this.#registry.evictWhere(["domain", label], (domain) => domain === evicted);
  }

  *save(strings: StringTableWriter): Generator {
    const ranking = this.#topDomains.save(strings);
    yield { part: "threats", names: strings.takeNew(), ranking };
    for (const [domain, all] of this.#evidence) {
      const of = strings.index(domain);
      const evidence = all.map(({ threat, sources, level }) => [threat, strings.index(level), [...sources]]);
      yield { part: "evidence", names: strings.takeNew(), of, evidence };
    }
  }

  restore(value: unknown, strings: StringTableReader): boolean {
    const part = recordOf(value);
    if (part["part"] === "threats") this.#topDomains.restore(part["ranking"], strings);
    else if (part["part"] === "evidence") {
      const evidence = arrayOf(part["evidence"]).map((one) => restoredEvidence(arrayOf(one), strings));
      this.#evidence.set(strings.idOf(numberOf(part["of"])), evidence);
    } else return false;
    return true;
  }

  /** Returns the evidence against a domain without the sources that have not blocked it for longer than the TTL. */
  #unexpired(domain: number): Evidence[] {
    const known = this.#evidence.get(domain) ?? [];
    const oldest = this.#registry.now - this.#expiry;
    for (const { sources } of known) for (const [source, seen] of sources) if (seen < oldest) sources.delete(source);
    const unexpired = known.filter(({ sources }) => sources.size > 0);
    this.#evidence.set(domain, unexpired);
    return unexpired;
  }

  #expose(domain: number, evidence: Evidence): void {
    const { threat, sources } = evidence;
    const confidence = combinedConfidence([...sources.keys()].map(confidenceIn));
    const category = this.#threats(threat);
    const level = this.#levels(levelOf(threat, confidence));
    if (evidence.level !== level) {
      this.#registry.evictWhere(["domain", "category"], (one, other) => one === domain && other === category);
      evidence.level = level;
    }
    this.#categories.set(domain, category, level);
    // The lab states no purpose of these lists, so there is no threat to be confident of.
    if (threat !== "other") this.#confidences.set(confidence, domain, category);
  }
}

function blocksOf({ reason, filterLists }: QueryEvent): readonly Block[] {
  switch (reason) {
    case "safebrowsing":
    case "parental":
    case "service":
      return [{ source: reason, event: { reason, filterLists: [] } }];
    case "blocklist":
      return filterLists.map((id) => ({ source: `list ${id}`, event: { reason, filterLists: [id] } }));
    case "":
    case "safesearch":
    case "custom":
      return [];
  }
}

function confidenceIn(source: Source): number {
  switch (source) {
    case "safebrowsing":
    case "parental":
    case "service":
      return confidenceOf[source];
    default:
      return confidenceOf.list;
  }
}

function addSource(all: Evidence[], threat: Threat, source: Source, now: number): void {
  let evidence = all.find((one) => one.threat === threat);
  if (evidence === undefined) {
    evidence = { threat, sources: new Map(), level: 0 };
    all.push(evidence);
  }
  if (evidence.sources.has(source) || evidence.sources.size < sourcesPerThreat) evidence.sources.set(source, now);
}

function restoredEvidence([threat, level, sources]: readonly unknown[], strings: StringTableReader): Evidence {
  const known = vocabulary.threat.find((one) => one === threat);
  if (known === undefined) throw new SnapshotError(`the saved state has an unknown threat: ${String(threat)}`);
  const seen = new Map<Source, number>();
  for (const entry of arrayOf(sources)) {
    const [source, second] = arrayOf(entry);
    if (isSource(source)) seen.set(source, numberOf(second));
  }
  return { threat: known, sources: seen, level: strings.idOf(numberOf(level)) };
}

const isSource = (value: unknown): value is Source =>
  typeof value === "string" && (Object.hasOwn(confidenceOf, value) || /^list \d+$/.test(value));
