/** Health by evidence, simulated: what the decision, the windows and the hold say of healthy weeks and of outages. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineLab } from "../../src/lab/index.js";
import { print } from "../../src/promql/index.js";
import { healthByEvidence, recordedEvidence, type Scope } from "../../src/queries/index.js";
import { healthRules } from "../../src/rules/health.js";
import { stateOf, states } from "../proof/expected-values/evidence.js";
import { createBlocks } from "../prometheus/blocks.js";
import { recordRules } from "../prometheus/record-rules.js";
import { startPrometheus, type RunningPrometheus } from "../prometheus/server.js";
import { simulationStart } from "../simulation/network.js";
import { openMetricsLines } from "../simulation/openmetrics.js";
import { seededRandom, type Random } from "../simulation/random.js";
import type { RecordedSeries } from "../simulation/scrape.js";
import {
  arrivals,
  countersOf,
  heldStates,
  judgedStates,
  minutesUnhealthy,
  poisson,
  ruleInterval,
  scrapeInterval,
  timeOfScrape,
  type Counters,
  type Request,
} from "./service-model.js";

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
/** Requests per second, and the share of them that fails without a reason. */
const [rates, usualFailures] = [[0.05, 0.1, 0.3, 1, 3], 0.002] as const;

/** A week without an outage, by a rate at each second. */
function healthyWeek(random: Random, rateAt: (second: number) => number): Counters {
  const [successes, failures]: [number[], number[]] = [[], []];
  let [good, bad] = [0, 0];
  for (let second = 0; second < 7 * 86_400; second += scrapeInterval) {
    const requests = poisson(random, rateAt(second) * scrapeInterval);
    for (let index = 0; index < requests; index += 1)
      if (random.unit() < usualFailures) bad += 1;
      else good += 1;
    successes.push(good);
    failures.push(bad);
  }
  return { successes, failures };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("a healthy week", () => {
  it.each(rates)("at %s requests per second has less than one unhealthy minute", (rate) => {
    const minutes = seeds.map((seed) => minutesUnhealthy(healthyWeek(seededRandom(seed), () => rate)));
    expect(mean(minutes)).toBeLessThan(1);
  });

  it("from 0.05 requests per second at night to 3 by day has less than one unhealthy minute", () => {
    const daily = (second: number) => 0.05 * 60 ** (0.5 - 0.5 * Math.cos((2 * Math.PI * second) / 86_400));
    const minutes = seeds.map((seed) => minutesUnhealthy(healthyWeek(seededRandom(seed), daily)));
    expect(mean(minutes)).toBeLessThan(1);
  });

  it("has unhealthy minutes where one of ten requests fails, so that the measure can fail", () => {
    const failing = (seed: number) => {
      const { successes, failures } = healthyWeek(seededRandom(seed), () => 1);
      return { successes, failures: failures.map((_, index) => Math.floor((successes[index] ?? 0) / 9)) };
    };
    expect(mean(seeds.slice(0, 2).map((seed) => minutesUnhealthy(failing(seed))))).toBeGreaterThan(10_000);
  });
});

const [beginning, seconds] = [5400, 9000] as const;

/** An hour and a half without an outage, and then one in which every `nth` request fails, up to a second. */
function outage(random: Random, rate: number, nth: 1 | 2, ends: number = seconds): readonly Request[] {
  const begins = beginning + random.unit() * ruleInterval;
  let asked = 0;
  return arrivals(random, rate, 0, seconds).map((time) => {
    if (time < begins || time >= ends) return { time, failed: random.unit() < usualFailures };
    asked += 1;
    return { time, failed: asked % nth === 0 };
  });
}

const cases = rates.flatMap((rate) => ([1, 2] as const).map((nth) => ({ rate, nth })));

describe("an outage", () => {
  it.each(cases)(
    "of every $nth. request at $rate per second is unhealthy within two minutes of the tenth failure",
    ({ rate, nth }) => {
      for (const seed of seeds) {
        const requests = outage(seededRandom(seed), rate, nth);
        const failures = requests.filter(({ time, failed }) => failed && time >= beginning);
        const [first, tenth] = [failures[0]?.time ?? Infinity, failures[9]?.time ?? Infinity];
        expect(tenth - first).toBeLessThan(600);
        const held = heldStates(judgedStates(countersOf(requests, seconds)));
        // The last evaluation within two minutes, and all after it until the end of the outage.
        const due = held.slice(Math.floor((tenth + 120) / ruleInterval) - 1);
        expect(due.length, `seed ${String(seed)}`).toBeGreaterThan(20);
        expect(new Set(due), `seed ${String(seed)}`).toEqual(new Set([states.unhealthy]));
      }
    },
  );
});

const lab = defineLab({ zones: [{ name: "home", cidrs: ["10.0.0.0/24"] }] });
const nameOf = (seed: number) => `seed-${String(seed)}@docker`;
const simulated = seeds.map((seed) => {
  const { rate, nth } = cases[seed % cases.length] ?? { rate: 0.05, nth: 1 };
  return { seed, counters: countersOf(outage(seededRandom(seed), rate, nth, 7200), seconds) };
});

/** The series of a service, of which that of failures begins with the first one, as the exporter's do. */
function recorded(seed: number, code: "200" | "500", values: readonly number[]): RecordedSeries {
  const first = code === "200" ? 0 : Math.max(0, values.findIndex((value) => value > 0) - 2);
  const labels = {
    job: "exporter",
    instance: "i",
    service: nameOf(seed),
    backend: nameOf(seed),
    code,
    client_zone: "home",
  };
  const shown = values.map((value, index) => ({ time: simulationStart + timeOfScrape(index), value })).slice(first);
  return {
    name: "traefik_requests_total",
    labels,
    times: shown.map(({ time }) => time),
    values: shown.map(({ value }) => value),
  };
}

/** Pairs of events and failures: all up to 100 events, and larger ones around the bounds. */
const decisions = [
  ...Array.from({ length: 101 }, (_, events) => ({
    events,
    failures: Array.from({ length: events + 1 }, (_, one) => one),
  })),
  ...[150, 400, 1000, 1764, 1800, 6400, 40_000, 1_000_000].map((events) => ({
    events,
    failures: [0.01 * events + 0.195 * Math.sqrt(events), 0.05 * events + 0.427 * Math.sqrt(events)].flatMap((bound) =>
      [-1, 0, 1].map((distance) => Math.round(bound) + distance),
    ),
  })),
].flatMap(({ events, failures }) =>
  failures.map((one) => ({ name: `${String(one)} of ${String(events)}`, events, failures: one })),
);

const judgedSeries = (name: string, of: "events" | "failures"): readonly RecordedSeries[] =>
  decisions.map((one) => ({
    name,
    labels: { kind: "decision", name: one.name },
    times: [simulationStart],
    values: [one[of]],
  }));

describe("the emitted rules", () => {
  let prometheus: RunningPrometheus;
  beforeAll(async () => {
    const series = simulated.flatMap(({ seed, counters }) => [
      recorded(seed, "200", counters.successes),
      recorded(seed, "500", counters.failures),
    ]);
    const pairs = [
      ...judgedSeries("kind_name:events:judged", "events"),
      ...judgedSeries("kind_name:failures:judged", "failures"),
    ];
    await using blocks = await createBlocks([openMetricsLines([...series, ...pairs])]);
    prometheus = await startPrometheus({ blocks: blocks.directory, receive: true });
  });
  afterAll(async () => prometheus?.stop());

  it("decide each pair of events and failures as the formula says", async () => {
    const scope: Scope = { filters: [], window: "2m", shift: {}, sources: lab.sources };
    const answer = await prometheus.client.instant(print(healthByEvidence(recordedEvidence(scope))), simulationStart);
    const found = new Map(answer.series.map(({ labels, points }) => [labels["name"], points[0]?.[1]]));
    expect(found).toEqual(new Map(decisions.map((one) => [one.name, stateOf(one)])));
    expect(found.get("1 of 3")).toBe(states.tooLittle);
    expect(found.get("30 of 100")).toBe(states.unhealthy);
    expect(new Set(found.values()).size).toBe(4);
  });

  it("say the same as the model, at each evaluation and for each seed", async () => {
    const range = { start: simulationStart + ruleInterval, end: simulationStart + seconds };
    await recordRules(prometheus.client, [healthRules(lab).rules], range);
    const answer = await prometheus.client.range('kind_name:health:worst5m{kind="service"}', {
      ...range,
      step: ruleInterval,
    });
    for (const { seed, counters } of simulated) {
      const found = answer.series.find(({ labels }) => labels["name"] === nameOf(seed));
      const expected = heldStates(judgedStates(counters));
      expect(
        found?.points.slice(0, expected.length).map(([, state]) => state),
        nameOf(seed),
      ).toEqual(expected);
    }
  });
});
