import { vocabulary, type metrics } from "homelab-dashboards/metrics";
import { registeredDomain } from "../../network/domains.js";
import { memoize } from "../../network/memoize.js";
import { numberOf, recordOf, type RestoredNames, type SavedNames } from "../../store/saved.js";
import type { Gauge, Store } from "../../store/store.js";
import { gaugeOf } from "../families.js";
import type { Limits } from "../limits.js";
import { fixedAll } from "../names.js";
import type { Listener, Population, Seat } from "../population.js";
import type { SeenQuery } from "../queries.js";
import { hashOf } from "./distinct.js";
import { GeneratedNames, nameScore, suspiciousName } from "./generated-names.js";
import { Habits, type Aspect, type Hour } from "./habits.js";
import { beaconScore, burstScore, Rhythms } from "./rhythms.js";
import { aboveOthers } from "./score.js";
import { shortestLoad, Tunnels, tunnelScore } from "./tunnels.js";

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
interface Conduct {
  readonly seat: Seat;
  readonly habits: Habits;
  readonly rhythms: Rhythms;
  readonly tunnels: Tunnels;
  readonly generated: GeneratedNames;
}

interface Active extends Conduct {
  readonly hour: Hour;
}

interface Suspicion {
  readonly seat: Seat;
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
export class Behaviour implements Listener {
  readonly #store: Store;
  readonly #limits: Limits;
  readonly #population: () => Population;
  readonly #conducts = new Map<number, Conduct>();
  readonly #scores: Gauge<readonly [number, number, number]>;
  readonly #profiles: Gauge<readonly [number, number]>;
  readonly #patterns: Gauge<readonly [number, number, number, number]>;
  readonly #aspects;
  readonly #patternTypes;
  readonly #severities;

  constructor(store: Store, limits: Limits, population: () => Population) {
    this.#store = store;
    this.#limits = limits;
    this.#population = population;
    this.#scores = gaugeOf(store, "adguard_client_behavior_score", limits.clientExpiry);
    this.#profiles = gaugeOf(store, "client_behavior_profile", limits.clientExpiry);
    this.#patterns = gaugeOf(store, "suspicious_pattern_score", limits.clientExpiry);
    this.#aspects = fixedAll(store.names, vocabulary.behavior);
    this.#patternTypes = fixedAll(store.names, vocabulary.pattern);
    this.#severities = fixedAll(store.names, vocabulary.severity);
  }

  take({ event, seat, asked, second }: SeenQuery): void {
    if (seat.isFolded) return;
    const { names } = this.#store;
    const conduct = this.#conductOf(seat);
    const domain = names.text(asked);
    const isFailure = event.outcome === "allowed" && event.rcode !== "NOERROR";
    conduct.habits.note(second, hashOf(domain), isFailure);
    conduct.rhythms.note(asked, second);
    const name = event.domain;
    if (name.length > shortestLoad && !name.endsWith(".arpa")) {
      const registered = domain === name ? registeredDomain(name) : domain;
      const below = name.length - registered.length - 1;
      if (below >= shortestLoad) conduct.tunnels.note(names.number(registered), name.slice(0, below), second);
    }
    const score = rememberedNameScore(domain);
    if (score < suspiciousName) return;
    conduct.generated.note(asked, score, event.outcome === "allowed" && event.rcode === "NXDOMAIN", second);
  }

  /** Brings the scores to a moment, in unix seconds. It changes nothing of what is known. */
  refresh(now: number): void {
    const active = [...this.#conducts.values()]
      .filter(({ seat }) => now - seat.seen <= this.#limits.clientExpiry)
      .map((conduct) => ({ ...conduct, hour: conduct.habits.lastHour(now) }));
    this.#scores.replace(() => {
      for (const { seat, habits, hour } of active) {
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
      for (const { seat, domain, pattern, score } of found.slice(0, patternsAtMost)) {
        const severity = this.#severities(severityOf(pattern, score));
        this.#patterns.set(score, seat.label, domain, this.#patternTypes(pattern), severity);
      }
    });
  }

  left(seat: Seat): void {
    const conduct = this.#conducts.get(seat.label);
    if (conduct === undefined) return;
    for (const one of [conduct.rhythms, conduct.tunnels, conduct.generated]) one.clear();
    this.#conducts.delete(seat.label);
  }

  renamed(): void {}

  scaled(): void {}

  reviewed(): void {}

  *save(names: SavedNames): Generator {
    for (const [label, { habits, rhythms, tunnels, generated }] of this.#conducts) {
      const saved = {
        of: names.number(label),
        habits: habits.save(),
        rhythms: rhythms.save(names),
        tunnels: tunnels.save(names),
        generated: generated.save(names),
      };
      yield { part: "conduct", names: names.fresh(), ...saved };
    }
  }

  /** The clients are restored before. */
  restore(value: unknown, names: RestoredNames): boolean {
    const part = recordOf(value);
    if (part["part"] !== "conduct") return false;
    const seat = this.#population().seatWith(names.number(numberOf(part["of"])));
    if (seat === undefined) return true;
    const conduct = this.#conductOf(seat);
    conduct.habits.restore(part["habits"]);
    conduct.rhythms.restore(part["rhythms"], names);
    conduct.tunnels.restore(part["tunnels"], names);
    conduct.generated.restore(part["generated"], names);
    return true;
  }

  #conductOf(seat: Seat): Conduct {
    const known = this.#conducts.get(seat.label);
    if (known !== undefined) return known;
    const { names } = this.#store;
    const conduct: Conduct = {
      seat,
      habits: new Habits(),
      rhythms: new Rhythms(names),
      tunnels: new Tunnels(names),
      generated: new GeneratedNames(names),
    };
    this.#conducts.set(seat.label, conduct);
    return conduct;
  }

  #compare(aspect: Aspect, active: readonly Active[]): void {
    const known = active.flatMap(({ seat, habits, hour }) => {
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
function figureOf(aspect: Aspect, { nightQueries }: Habits, { queries, failures, domains }: Hour): number | undefined {
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

function suspicionsOf(active: readonly Conduct[], now: number): Suspicion[] {
  const found: Suspicion[] = [];
  for (const { seat, habits, rhythms, tunnels, generated } of active) {
    const add = (pattern: Pattern, domain: number, score: number) => {
      if (score >= leastScore) found.push({ seat, domain, pattern, score });
    };
    const { hours, mean, variance } = habits.volume;
    for (const rhythm of rhythms.rhythms(now)) {
      const score = beaconScore(rhythm, now);
      if (score >= leastScore) add("beacon", rhythm.domain, score * (1 - prevalenceOf(rhythm.domain, active)));
      if (hours >= 6) add("burst", rhythm.domain, burstScore(rhythm, mean, variance));
    }
    const worst = new Map<number, number>();
    for (const traffic of tunnels.traffic(now)) {
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
function prevalenceOf(domain: number, active: readonly Conduct[]): number {
  if (active.length < othersToKnow) return 0;
  const askers = active.filter(({ rhythms }) => rhythms.isKept(domain)).length;
  return (askers - 1) / (active.length - 1);
}
