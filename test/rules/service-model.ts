/** A model of what the emitted rules of health say of one service: its scrapes, the windows, the decision and the hold. */
import { judged, states } from "../proof/expected-values/evidence.js";
import type { Random } from "../simulation/random.js";

/** Seconds between two scrapes and between two evaluations of the rules; the scrapes come some seconds after these. */
export const [scrapeInterval, ruleInterval, scrapePhase] = [15, 30, 7] as const;
const [short, long, hold] = [600, 3600, 300] as const;

export interface Request {
  readonly time: number;
  readonly failed: boolean;
}

/** The counters of successful and of failed requests at each scrape, from second 0 on. */
export interface Counters {
  readonly successes: readonly number[];
  readonly failures: readonly number[];
}

export const timeOfScrape = (index: number): number => index * scrapeInterval + scrapePhase;

/** The scrapes at which the exporter exposes a new series with 0. */
const scrapesOfZero = 2;

/** The counters of these requests. The series of failures begins with its first one. */
export function countersOf(requests: readonly Request[], seconds: number): Counters {
  const [successes, failures]: [number[], number[]] = [[], []];
  let [next, good, bad] = [0, 0, 0];
  for (let index = 0; timeOfScrape(index) <= seconds; index += 1) {
    for (let one = requests[next]; one !== undefined && one.time <= timeOfScrape(index); one = requests[++next])
      if (one.failed) bad += 1;
      else good += 1;
    successes.push(good);
    failures.push(bad);
  }
  const first = failures.findIndex((value) => value > 0);
  const shown = failures.map((value, index) => (index < first + scrapesOfZero ? 0 : value));
  return { successes, failures: shown };
}

/** The increase between the first and the last scrape of a window. */
function increaseIn(values: readonly number[], at: number, window: number): number {
  const last = Math.floor((at - scrapePhase) / scrapeInterval);
  const first = Math.max(0, Math.ceil((at - window - scrapePhase) / scrapeInterval));
  return (values[last] ?? 0) - (values[first] ?? 0);
}

/** The state at each evaluation of the rules, from `ruleInterval` on. */
export function judgedStates({ successes, failures }: Counters): readonly number[] {
  const seconds = timeOfScrape(successes.length - 1);
  const countIn = (at: number, window: number) => {
    const failed = increaseIn(failures, at, window);
    return { events: increaseIn(successes, at, window) + failed, failures: failed };
  };
  const found: number[] = [];
  for (let at = ruleInterval; at <= seconds; at += ruleInterval)
    found.push(judged(countIn(at, short), countIn(at, long)));
  return found;
}

/** The worst of five minutes at each evaluation. */
export const heldStates = (judgements: readonly number[]): readonly number[] =>
  judgements.map((_, index) => Math.min(...judgements.slice(Math.max(0, index - hold / ruleInterval), index + 1)));

export const minutesUnhealthy = (counters: Counters): number =>
  (heldStates(judgedStates(counters)).filter((state) => state === states.unhealthy).length * ruleInterval) / 60;

/** The number of events of a Poisson process that has so many on average. */
export function poisson({ unit }: Random, mean: number): number {
  let count = -1;
  for (let left = 0; left < mean; count += 1) left -= Math.log(1 - unit());
  return Math.max(0, count);
}

/** Times of requests at a rate per second. */
export function arrivals({ unit }: Random, rate: number, from: number, to: number): readonly number[] {
  const times: number[] = [];
  for (let time = from - Math.log(1 - unit()) / rate; time < to; time -= Math.log(1 - unit()) / rate) times.push(time);
  return times;
}
