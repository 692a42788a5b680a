import { metrics, vocabulary } from "homelab-dashboards/metrics";
import type { QueryEvent } from "../events.js";
import type { ThreatLookup } from "../network/threats.js";
import {
  arrayOf,
  numberOf,
  recordOf,
  SnapshotError,
  type StringTableReader,
  type StringTableWriter,
} from "../registry/snapshot.js";
import type { Gauge, Info, Registry } from "../registry/registry.js";
import { gaugeOf, infoOf } from "./families.js";
import type { Limits } from "./limits.js";
import { internLabels } from "./interned-labels.js";
import type { ClientSeriesListener, ClientSeriesTable } from "./client-series.js";
import type { LabeledQuery } from "./query-metrics.js";
import { TopK } from "./top-k.js";

export type Threat = (typeof vocabulary.threat)[number];
export type ThreatLevel = (typeof metrics.adguard_domain_category_mapping.values.threat_level)[number];

/**
 * How sure one source alone makes. AdGuard Home's own services keep to what was examined; lists copy from each other and
 * block what their authors dislike. These are judgements, not measurements: they put sources in an order.
 */
export const confidenceOf = {
  safebrowsing: 0.9,
  parental: 0.8,
  /** That the domain belongs to the service which the user blocked. */
  service: 0.9,
  list: 0.6,
} as const;

/**
 * How sure several sources make that don't know of each other: each of them would have to be wrong (noisy or: Pearl,
 * "Probabilistic Reasoning in Intelligent Systems", 1988). Below 1, whatever there is.
 */
export function combinedConfidence(confidences: Iterable<number>): number {
  let allWrong = 1;
  for (const confidence of confidences) allWrong *= 1 - confidence;
  return 1 - allWrong;
}

/** How bad a domain is: by what it does to those who go there, and how sure that is. */
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

/** A domain is on few lists, and many lists say no more than some. */
const sourcesPerThreat = 8;

/** What speaks for a domain being one kind of threat: when each source last said so, in unix seconds. */
interface Evidence {
  readonly threat: Threat;
  readonly sources: Map<Source, number>;
  /** The level that is told, as a number of the store's names; 0 before there was one. */
  level: number;
}

type Source = keyof typeof confidenceOf | `list ${number}`;

/** A source that speaks against a domain, with what it would say alone. */
interface Saying {
  readonly source: Source;
  readonly alone: Pick<QueryEvent, "reason" | "filterLists">;
}

/**
 * What is known of the domains that are blocked the most: their category, how bad they are, and how sure that is. Only
 * what AdGuard Home gives as a reason counts. The user's own rules and safe search say nothing of a domain, and of what
 * isn't blocked nothing is known: those are absent.
 */
export class DomainThreats implements ClientSeriesListener {
  readonly #store: Registry;
  readonly #population: () => ClientSeriesTable;
  readonly #expiry: number;
  readonly #ranking: TopK;
  readonly #evidence = new Map<number, Evidence[]>();
  readonly #categories: Info<readonly [number, number, number]>;
  readonly #confidences: Gauge<readonly [number, number]>;
  readonly #threats;
  readonly #levels;

  constructor(store: Registry, limits: Limits, population: () => ClientSeriesTable) {
    this.#store = store;
    this.#population = population;
    this.#expiry = limits.expiry;
    this.#ranking = new TopK(store.strings, { admitted: limits.domains, tracked: 3 * limits.domains + 16 });
    this.#categories = infoOf(store, "adguard_domain_category_mapping", limits.expiry);
    this.#confidences = gaugeOf(store, "threat_intelligence_mapping", limits.expiry);
    this.#threats = internLabels(store.strings, vocabulary.threat);
    this.#levels = internLabels(store.strings, metrics.adguard_domain_category_mapping.values.threat_level);
  }

  add({ event, domain: asked }: LabeledQuery, threatOf: ThreatLookup): void {
    if (event.outcome !== "blocked") return;
    const said = sourcesOf(event);
    if (said.length === 0) return;
    const { now } = this.#store;
    if (!this.#ranking.add(asked, this.#population().weight, now, true)) return;
    const current = this.#current(asked);
    for (const { source, alone } of said) {
      const threat = threatOf(alone);
      if (threat !== undefined) note(current, threat, source, now);
    }
    for (const evidence of current) this.#tell(asked, evidence);
  }

  onEvicted(): void {}

  onRelabeled(): void {}

  onDecay(factor: number): void {
    this.#ranking.scale(factor);
  }

  onMinute(now: number): void {
    const out = this.#ranking.replaceOne(now);
    if (out === undefined) return;
    this.#evidence.delete(out);
    this.#store.evictWhere(["domain", "category"], (domain) => domain === out);
    this.#store.evictWhere(["domain", "threat_category"], (domain) => domain === out);
  }

  *save(names: StringTableWriter): Generator {
    const ranking = this.#ranking.save(names);
    yield { part: "threats", names: names.takeNew(), ranking };
    for (const [domain, current] of this.#evidence) {
      const of = names.index(domain);
      const evidence = current.map(({ threat, sources, level }) => [threat, names.index(level), [...sources]]);
      yield { part: "evidence", names: names.takeNew(), of, evidence };
    }
  }

  restore(value: unknown, names: StringTableReader): boolean {
    const part = recordOf(value);
    if (part["part"] === "threats") this.#ranking.restore(part["ranking"], names);
    else if (part["part"] === "evidence") {
      const evidence = arrayOf(part["evidence"]).map((one) => restoredEvidence(arrayOf(one), names));
      this.#evidence.set(names.idOf(numberOf(part["of"])), evidence);
    } else return false;
    return true;
  }

  /** What speaks against a domain, without what hasn't been said for long. */
  #current(domain: number): Evidence[] {
    const known = this.#evidence.get(domain) ?? [];
    const oldest = this.#store.now - this.#expiry;
    for (const { sources } of known) for (const [source, seen] of sources) if (seen < oldest) sources.delete(source);
    const current = known.filter(({ sources }) => sources.size > 0);
    this.#evidence.set(domain, current);
    return current;
  }

  #tell(domain: number, evidence: Evidence): void {
    const { threat, sources } = evidence;
    const confidence = combinedConfidence([...sources.keys()].map(confidenceIn));
    const category = this.#threats(threat);
    const level = this.#levels(levelOf(threat, confidence));
    if (evidence.level !== level) {
      this.#store.evictWhere(["domain", "category"], (one, other) => one === domain && other === category);
      evidence.level = level;
    }
    this.#categories.set(domain, category, level);
    // Of a list that nobody said the purpose of it isn't known what it is against.
    if (threat !== "other") this.#confidences.set(confidence, domain, category);
  }
}

function sourcesOf({ reason, filterLists }: QueryEvent): readonly Saying[] {
  switch (reason) {
    case "safebrowsing":
    case "parental":
    case "service":
      return [{ source: reason, alone: { reason, filterLists: [] } }];
    case "blocklist":
      return filterLists.map((id) => ({ source: `list ${id}`, alone: { reason, filterLists: [id] } }));
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

function note(current: Evidence[], threat: Threat, source: Source, now: number): void {
  let evidence = current.find((one) => one.threat === threat);
  if (evidence === undefined) {
    evidence = { threat, sources: new Map(), level: 0 };
    current.push(evidence);
  }
  if (evidence.sources.has(source) || evidence.sources.size < sourcesPerThreat) evidence.sources.set(source, now);
}

function restoredEvidence([threat, level, sources]: readonly unknown[], names: StringTableReader): Evidence {
  const known = vocabulary.threat.find((one) => one === threat);
  if (known === undefined) throw new SnapshotError("the saved state has a kind of threat that nobody knows");
  const seen = new Map<Source, number>();
  for (const entry of arrayOf(sources)) {
    const [source, second] = arrayOf(entry);
    if (isSource(source)) seen.set(source, numberOf(second));
  }
  return { threat: known, sources: seen, level: names.idOf(numberOf(level)) };
}

const isSource = (value: unknown): value is Source =>
  typeof value === "string" && (Object.hasOwn(confidenceOf, value) || /^list \d+$/.test(value));
