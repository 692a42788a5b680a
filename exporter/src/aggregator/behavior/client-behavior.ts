import { vocabulary, type metrics } from "homelab-dashboards/metrics";
import { registeredDomain } from "../../network/domains.js";
import { memoize } from "../../network/memoize.js";
import { numberOf, recordOf, type StringTableReader, type StringTableWriter } from "../../registry/snapshot.js";
import type { Gauge, Registry } from "../../registry/registry.js";
import { gaugeOf } from "../families.js";
import type { Limits } from "../limits.js";
import { internLabels } from "../interned-labels.js";
import type { ClientSeriesListener, ClientSeriesTable, ClientSeries } from "../client-series.js";
import type { LabeledQuery } from "../query-metrics.js";
import { hashOf } from "./cardinality-sketch.js";
import { GeneratedNameDetector, nameScore, minNameScore } from "./generated-names.js";
import { HourlyBaseline, type BehaviorKind, type HourCounts } from "./hourly-baseline.js";
import { beaconScore, burstScore, IntervalStats } from "./interval-stats.js";
import { aboveOthers } from "./score.js";
import { minSubdomainLength, TunnelDetector, tunnelScore } from "./tunnels.js";

type Pattern = (typeof metrics.suspicious_pattern_score.values.pattern_type)[number];
type Severity = (typeof vocabulary.severity)[number];

/** Patterns that score less aren't told: everybody does something a little like everything. */
const leastScore = 0.2;

/** The strongest of all clients; more than these nobody looks through. */
const patternsAtMost = 100;

/** With fewer clients than these there are no others from whom to differ. */
const othersToKnow = 5;

/** How much figures of clients may differ without meaning anything: by a factor of 1.4, or by a twentieth. */
const leastDifference = { volume: 0.35, diversity: 0.35, night: 0.35, failures: 0.05 } as const;

const queriesForShare = 10;

/** The names of a day are looked at once. */
const rememberedNameScore = memoize(2048, nameScore);

/** What is known of one client's behaviour. */
interface ClientProfile {
  readonly client: ClientSeries;
  readonly baseline: HourlyBaseline;
  readonly intervals: IntervalStats;
  readonly tunnels: TunnelDetector;
  readonly generatedNames: GeneratedNameDetector;
}

interface Active extends ClientProfile {
  readonly hour: HourCounts;
}

interface Suspicion {
  readonly client: ClientSeries;
  readonly domain: number;
  readonly pattern: Pattern;
  readonly score: number;
}

/** How bad it is if it is what it looks like: calls home and bursts mostly aren't. */
const gravest: Readonly<Record<Pattern, Severity>> = {
  generated_name: "critical",
  tunnel: "critical",
  beacon: "high",
  burst: "medium",
};

/** By how sure it is, and at most as bad as such a pattern can be. */
export function severityOf(pattern: Pattern, score: number): Severity {
  const sure = score >= 0.9 ? 4 : score >= 0.8 ? 3 : score >= 0.6 ? 2 : score >= 0.4 ? 1 : 0;
  return vocabulary.severity[Math.min(sure, vocabulary.severity.indexOf(gravest[pattern]))] ?? "info";
}

/**
 * How clients behave, and what looks suspicious, by their queries. Only of clients that have series of their own: of
 * folded ones nobody knows who did what. What isn't known yet, or can't be, is absent.
 *
 * `adguard_client_behavior_score` compares a client with itself, `client_behavior_profile` with the others.
 */
export class ClientBehavior implements ClientSeriesListener {
  readonly #store: Registry;
  readonly #limits: Limits;
  readonly #population: () => ClientSeriesTable;
  readonly #conducts = new Map<number, ClientProfile>();
  readonly #scores: Gauge<readonly [number, number, number]>;
  readonly #profiles: Gauge<readonly [number, number]>;
  readonly #patterns: Gauge<readonly [number, number, number, number]>;
  readonly #aspects;
  readonly #patternTypes;
  readonly #severities;

  constructor(store: Registry, limits: Limits, population: () => ClientSeriesTable) {
    this.#store = store;
    this.#limits = limits;
    this.#population = population;
    this.#scores = gaugeOf(store, "adguard_client_behavior_score", limits.clientExpiry);
    this.#profiles = gaugeOf(store, "client_behavior_profile", limits.clientExpiry);
    this.#patterns = gaugeOf(store, "suspicious_pattern_score", limits.clientExpiry);
    this.#aspects = internLabels(store.strings, vocabulary.behavior);
    this.#patternTypes = internLabels(store.strings, vocabulary.pattern);
    this.#severities = internLabels(store.strings, vocabulary.severity);
  }

  add({ event, client: seat, domain: asked, second }: LabeledQuery): void {
    if (seat.isFolded) return;
    const { strings: names } = this.#store;
    const conduct = this.#conductOf(seat);
    const domain = names.text(asked);
    const isFailure = event.outcome === "allowed" && event.rcode !== "NOERROR";
    conduct.baseline.add(second, hashOf(domain), isFailure);
    conduct.intervals.add(asked, second);
    const name = event.domain;
    if (name.length > minSubdomainLength && !name.endsWith(".arpa")) {
      const registered = domain === name ? registeredDomain(name) : domain;
      const below = name.length - registered.length - 1;
      if (below >= minSubdomainLength) conduct.tunnels.add(names.intern(registered), name.slice(0, below), second);
    }
    const score = rememberedNameScore(domain);
    if (score < minNameScore) return;
    conduct.generatedNames.add(asked, score, event.outcome === "allowed" && event.rcode === "NXDOMAIN", second);
  }

  /** Brings the scores to a moment, in unix seconds. It changes nothing of what is known. */
  refresh(now: number): void {
    const active = [...this.#conducts.values()]
      .filter(({ client: seat }) => now - seat.seen <= this.#limits.clientExpiry)
      .map((conduct) => ({ ...conduct, hour: conduct.baseline.lastHour(now) }));
    this.#scores.replace(() => {
      for (const { client: seat, baseline: habits, hour } of active) {
        for (const [aspect, score] of habits.scores(hour, now)) {
          this.#scores.set(score, seat.label, this.#aspects(aspect), seat.zone);
        }
      }
    });
    this.#profiles.replace(() => {
      for (const aspect of vocabulary.behavior) this.#compare(aspect, active);
    });
    const found = suspicionsOf(active, now).sort((left, right) => right.score - left.score);
    this.#patterns.replace(() => {
      for (const { client: seat, domain, pattern, score } of found.slice(0, patternsAtMost)) {
        const severity = this.#severities(severityOf(pattern, score));
        this.#patterns.set(score, seat.label, domain, this.#patternTypes(pattern), severity);
      }
    });
  }

  onEvicted(seat: ClientSeries): void {
    const conduct = this.#conducts.get(seat.label);
    if (conduct === undefined) return;
    for (const one of [conduct.intervals, conduct.tunnels, conduct.generatedNames]) one.clear();
    this.#conducts.delete(seat.label);
  }

  onRelabeled(): void {}

  onDecay(): void {}

  onMinute(): void {}

  *save(names: StringTableWriter): Generator {
    for (const [label, { baseline: habits, intervals: rhythms, tunnels, generatedNames: generated }] of this
      .#conducts) {
      const saved = {
        of: names.index(label),
        habits: habits.save(),
        rhythms: rhythms.save(names),
        tunnels: tunnels.save(names),
        generated: generated.save(names),
      };
      yield { part: "conduct", names: names.takeNew(), ...saved };
    }
  }

  /** The clients are restored before. */
  restore(value: unknown, names: StringTableReader): boolean {
    const part = recordOf(value);
    if (part["part"] !== "conduct") return false;
    const seat = this.#population().find(names.idOf(numberOf(part["of"])));
    if (seat === undefined) return true;
    const conduct = this.#conductOf(seat);
    conduct.baseline.restore(part["habits"]);
    conduct.intervals.restore(part["rhythms"], names);
    conduct.tunnels.restore(part["tunnels"], names);
    conduct.generatedNames.restore(part["generated"], names);
    return true;
  }

  #conductOf(seat: ClientSeries): ClientProfile {
    const known = this.#conducts.get(seat.label);
    if (known !== undefined) return known;
    const { strings: names } = this.#store;
    const conduct: ClientProfile = {
      client: seat,
      baseline: new HourlyBaseline(),
      intervals: new IntervalStats(names),
      tunnels: new TunnelDetector(names),
      generatedNames: new GeneratedNameDetector(names),
    };
    this.#conducts.set(seat.label, conduct);
    return conduct;
  }

  #compare(aspect: BehaviorKind, active: readonly Active[]): void {
    const known = active.flatMap(({ client: seat, baseline: habits, hour }) => {
      const figure = figureOf(aspect, habits, hour);
      return figure === undefined ? [] : [{ seat, figure }];
    });
    if (known.length < othersToKnow) return;
    const scoreOf = aboveOthers(
      known.map(({ figure }) => figure),
      leastDifference[aspect],
    );
    for (const { seat, figure } of known) this.#profiles.set(scoreOf(figure), seat.label, this.#aspects(aspect));
  }
}

/** What clients are compared by. Numbers of things by their logarithm: twice as many is as far from once as from four. */
function figureOf(
  aspect: BehaviorKind,
  { nightQueries }: HourlyBaseline,
  { queries, failures, domains }: HourCounts,
): number | undefined {
  switch (aspect) {
    case "volume":
      return Math.log1p(queries);
    case "diversity":
      return Math.log1p(domains);
    case "night":
      return Math.log1p(nightQueries);
    case "failures":
      return queries < queriesForShare ? undefined : failures / queries;
  }
}

function suspicionsOf(active: readonly ClientProfile[], now: number): Suspicion[] {
  const found: Suspicion[] = [];
  for (const { client: seat, baseline: habits, intervals: rhythms, tunnels, generatedNames: generated } of active) {
    const add = (pattern: Pattern, domain: number, score: number) => {
      if (score >= leastScore) found.push({ client: seat, domain, pattern, score });
    };
    const { hours, mean, variance } = habits.volume;
    for (const rhythm of rhythms.candidates(now)) {
      const score = beaconScore(rhythm, now);
      if (score >= leastScore) add("beacon", rhythm.domain, score * (1 - prevalenceOf(rhythm.domain, active)));
      if (hours >= 6) add("burst", rhythm.domain, burstScore(rhythm, mean, variance));
    }
    const worst = new Map<number, number>();
    for (const traffic of tunnels.stats(now)) {
      worst.set(traffic.domain, Math.max(worst.get(traffic.domain) ?? 0, tunnelScore(traffic)));
    }
    for (const [domain, score] of worst) add("tunnel", domain, score);
    for (const [domain, score] of generated.scores(now)) add("generated_name", domain, score);
  }
  return found;
}

/**
 * Share of the other clients that asked for the domain of late: what many do is nobody's secret (Hu et al., "BAYWATCH:
 * Robust Beaconing Detection to Identify Infected Hosts in Large-Scale Enterprise Networks", 2016). Of a handful of
 * clients nobody knows what is usual.
 */
function prevalenceOf(domain: number, active: readonly ClientProfile[]): number {
  if (active.length < othersToKnow) return 0;
  const askers = active.filter(({ intervals: rhythms }) => rhythms.has(domain)).length;
  return (askers - 1) / (active.length - 1);
}
