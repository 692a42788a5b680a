import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../test/simulation/random.js";
import type { QueryEvent } from "../../../src/events.js";
import { HourlyBaseline, isNight } from "../../../src/aggregator/behavior/hourly-baseline.js";
import { allGroups } from "../../../src/aggregator/limits.js";
import { QueryAggregator } from "../../../src/aggregator/query-aggregator.js";
import { network, samplesOf, textOf, unlimited } from "../samples.js";
import { calls, gibberish, midnight, query, together, visits } from "../sample-events.js";

const hour = 3_600_000;
const day = 24 * hour;
const limits = { ...unlimited, clientExpiry: 3600 };

/** What is told of a moment after all of these. */
function told(events: readonly QueryEvent[], at: number) {
  const ledger = new QueryAggregator(network, limits, allGroups);
  for (const event of events) if (event.time <= at) ledger.add(event);
  ledger.tick(at);
  const samples = samplesOf(textOf(ledger.registry));
  const of = (name: string) => samples.filter((sample) => sample.name === name);
  const aspects = (name: string, client: string) =>
    Object.fromEntries(
      of(name)
        .filter(({ labels }) => labels["client_ip"] === client)
        .map(({ labels, value }) => [labels["behavior_type"], value]),
    );
  return {
    scores: (client: string) => aspects("adguard_client_behavior_score", client),
    profile: (client: string) => aspects("client_behavior_profile", client),
    patterns: of("suspicious_pattern_score").map(({ labels, value }) => ({
      client: labels["client_ip"],
      domain: labels["domain"] ?? "",
      pattern: labels["pattern_type"],
      severity: labels["severity"],
      score: value,
    })),
  };
}

const client = "192.168.1.10";
const usual = [...visits({ client, days: 4, perDay: 80 })];

/** So many queries, evenly in an hour. */
const many = (count: number, from: number, change: (index: number) => Partial<QueryEvent>, span = hour) =>
  Array.from({ length: count }, (_, index) =>
    query({ time: Math.floor(from + (span * index) / count), client, ...change(index) }),
  );

const noon = midnight + 3 * day + 12 * hour;

describe("a client against what is usual for it", () => {
  it("is nothing out of the ordinary on a day like all others", () => {
    for (const at of [noon, noon + 2.7 * hour, noon + 7 * hour]) {
      const scores = told(usual, at).scores(client);
      expect(Object.keys(scores)).toContain("volume");
      for (const [aspect, score] of Object.entries(scores)) expect(score, aspect).toBeLessThan(0.35);
    }
  });

  it("asks for much more", () => {
    const scores = told(
      together(
        usual,
        many(600, noon, (index) => ({ domain: index % 2 ? "kitchen.org" : "example.org" })),
      ),
      noon + hour,
    ).scores(client);
    expect(scores["volume"]).toBeGreaterThan(0.7);
    expect(scores["diversity"]).toBeLessThan(0.35);
    expect(scores["failures"]).toBeLessThan(0.2);
  });

  it("asks for many more different things", () => {
    const scores = told(
      together(
        usual,
        many(150, noon, (index) => ({ domain: `site${index}.org` })),
      ),
      noon + hour,
    ).scores(client);
    expect(scores["diversity"]).toBeGreaterThan(0.7);
  });

  it("asks for what doesn't exist", () => {
    const failing = many(60, noon, (index) => ({ domain: "example.org", rcode: index % 3 ? "NXDOMAIN" : "NOERROR" }));
    expect(told(together(usual, failing), noon + hour).scores(client)["failures"]).toBeGreaterThan(0.7);
    const blocked = failing.map((event) => ({ ...event, outcome: "blocked" as const, reason: "blocklist" as const }));
    expect(told(together(usual, blocked), noon + hour).scores(client)["failures"]).toBeLessThan(0.2);
  });

  it("is up at night, and that is told until the next one", () => {
    const night = midnight + 3 * day + 2 * hour;
    const awake = together(
      usual,
      many(200, night, (index) => ({ domain: index % 2 ? "kitchen.org" : "example.org" })),
    );
    expect(told(awake, night + hour).scores(client)["night"]).toBeGreaterThan(0.8);
    expect(told(awake, night + 12 * hour).scores(client)["night"]).toBeGreaterThan(0.8);
    expect(told(usual, night + 12 * hour).scores(client)["night"]).toBe(0);
  });

  it("isn't unusual at night if it is up every night", () => {
    const server = [...visits({ client, days: 4, perDay: 240, hours: [0, 24] })];
    const at = midnight + 3 * day + 12 * hour;
    expect(told(server, at).scores(client)["night"]).toBeLessThan(0.35);
  });

  it("isn't judged before anything is known, nor when it is gone", () => {
    const start = midnight + 8 * hour;
    const some = many(300, start, () => ({}), 5 * hour);
    expect(told(some, start + 5 * hour).scores(client)).toEqual({});
    expect(told(usual, midnight + 4 * day + 20 * hour).scores(client)).toEqual({});
  });
});

describe("a client against the others", () => {
  const others = Array.from({ length: 8 }, (_, index) => `192.168.1.${100 + index}`);
  const home = others.flatMap((one, index) => [...visits({ client: one, days: 1, perDay: 150, seed: index + 2 })]);
  const at = midnight + 20 * hour;

  it("is like them", () => {
    const reading = told(together(home), at);
    for (const one of others) for (const score of Object.values(reading.profile(one))) expect(score).toBeLessThan(0.5);
    expect(Object.keys(reading.profile(others[0] ?? "")).sort()).toEqual(["diversity", "failures", "night", "volume"]);
  });

  it("asks for many times as much, of many more, in vain", () => {
    const strange = many(4000, at - hour, (index) => ({
      domain: `site${index % 900}.org`,
      rcode: index % 2 ? "NXDOMAIN" : "NOERROR",
    }));
    const { profile } = told(together(home, strange), at);
    expect(profile(client)["volume"]).toBeGreaterThan(0.5);
    expect(profile(client)["diversity"]).toBeGreaterThan(0.5);
    expect(profile(client)["failures"]).toBeGreaterThan(0.5);
    expect(profile(others[0] ?? "")["volume"]).toBeLessThan(0.2);
  });

  it("isn't compared with a handful", () => {
    const few = others.slice(0, 3).flatMap((one) => [...visits({ client: one, days: 1, perDay: 150 })]);
    expect(told(together(few), at).profile(others[0] ?? "")).toEqual({});
  });
});

describe("suspicious patterns", () => {
  const at = midnight + 2 * day + 20 * hour;
  const random = seededRandom(3);
  const strongest = (events: readonly QueryEvent[], pattern: string, moment = at) =>
    told(events, moment)
      .patterns.filter((one) => one.pattern === pattern)
      .sort((left, right) => right.score - left.score);

  it("aren't found in what people do", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const people = together(
        ...["192.168.1.10", "192.168.1.11", "192.168.1.12"].map((one, index) =>
          visits({ client: one, days: 3, perDay: 150, seed: 10 * seed + index }),
        ),
      );
      expect(told(people, at).patterns.filter(({ score }) => score >= 0.4)).toEqual([]);
    }
  });

  describe("calls home", () => {
    const beacon = (every: number, jitter: number) =>
      together(
        usual,
        calls({
          client,
          domain: "cc.callhome.net",
          every,
          jitter,
          from: midnight,
          count: Math.ceil((4 * day) / 1000 / every),
        }),
      );

    it.each([
      [60, 0],
      [300, 0.1],
      [3600, 0.05],
    ])("every %i seconds, give or take %d of it", (every, jitter) => {
      const [first] = strongest(beacon(every, jitter), "beacon");
      expect(first?.domain).toBe("callhome.net");
      expect(first?.score).toBeGreaterThan(0.8);
      expect(first?.severity).toBe("high");
    });

    it("are regular still if they vary by a fourth, and aren't if they come at random", () => {
      expect(strongest(beacon(300, 0.25), "beacon")[0]?.score).toBeGreaterThan(0.5);
      const atRandom = Array.from({ length: 700 }, () =>
        query({ time: Math.floor(midnight + random.unit() * 3 * day), client, domain: "cc.callhome.net" }),
      );
      expect(strongest(together(usual, atRandom), "beacon").filter(({ score }) => score >= 0.4)).toEqual([]);
    });

    it("are over when they don't come any more", () => {
      const ended = calls({ client, domain: "cc.callhome.net", every: 300, from: midnight, count: 500 });
      expect(strongest(together(usual, ended), "beacon")).toEqual([]);
    });

    it("are nobody's secret if everybody makes them", () => {
      const all = Array.from({ length: 10 }, (_, index) =>
        calls({
          client: `192.168.1.${100 + index}`,
          domain: "time.example.net",
          every: 300,
          jitter: 0.05,
          from: midnight,
          count: 900,
        }),
      );
      expect(strongest(together(...all), "beacon").filter(({ score }) => score >= 0.4)).toEqual([]);
    });
  });

  describe("tunnels", () => {
    const start = at - hour / 2;

    it.each([
      ["base32", "abcdefghijklmnopqrstuvwxyz234567"],
      ["hexadecimal", "0123456789abcdef"],
    ])("carry data in %s", (_, alphabet) => {
      const load = () =>
        `${gibberish(random.unit, 60, alphabet)}.${gibberish(random.unit, 30, alphabet)}.t.example.net`;
      const [first] = strongest(
        together(
          usual,
          many(500, start, () => ({ domain: load(), type: "TXT" }), hour / 2),
        ),
        "tunnel",
      );
      expect(first).toMatchObject({ domain: "example.net", severity: "critical" });
      expect(first?.score).toBeGreaterThan(0.9);
    });

    it.each([
      [
        "a network of servers with short names",
        (index: number) => `r${index}---sn-${gibberish(random.unit, 8)}.video.example.net`,
      ],
      [
        "few long names that come again and again",
        (index: number) => `${"a-very-long-name-of-a-server-in-a-data-centre-".repeat(2)}${index % 5}.example.net`,
      ],
      [
        "reverse lookups",
        (index: number) => `${[...(index * 7919).toString(16).padStart(32, "0")].join(".")}.ip6.arpa`,
      ],
    ])("aren't %s", (_, domain) => {
      const some = many(500, start, (index) => ({ domain: domain(index) }), hour / 2);
      expect(strongest(together(usual, some), "tunnel").filter(({ score }) => score >= 0.2)).toEqual([]);
    });
  });

  describe("generated names", () => {
    const start = at - hour / 2;
    const letters = "abcdefghijklmnopqrstuvwxyz";

    it("are many that don't exist, and then one that does", () => {
      const search = many(
        40,
        start,
        (index) => ({
          domain: `${gibberish(random.unit, 14, letters)}.${index % 2 ? "com" : "net"}`,
          rcode: index === 39 ? "NOERROR" : "NXDOMAIN",
        }),
        hour / 2,
      );
      const found = strongest(together(usual, search), "generated_name");
      expect(found[0]?.score).toBeGreaterThan(0.8);
      expect(found.map(({ domain }) => domain)).toContain(search[39]?.domain);
      expect(found.length).toBeLessThanOrEqual(16);
    });

    it("aren't a name or two that were mistyped, strange names that exist, or words that don't", () => {
      const mistyped = many(2, start, () => ({
        domain: `${gibberish(random.unit, 14, letters)}.com`,
        rcode: "NXDOMAIN",
      }));
      expect(strongest(together(usual, mistyped), "generated_name")).toEqual([]);
      const strange = many(40, start, () => ({ domain: `${gibberish(random.unit, 14, letters)}.com` }), hour / 2);
      expect(strongest(together(usual, strange), "generated_name")).toEqual([]);
      const words = many(40, start, (index) => ({ domain: `weatherstation${index}.org`, rcode: "NXDOMAIN" }), hour / 2);
      expect(strongest(together(usual, words), "generated_name")).toEqual([]);
    });
  });

  describe("bursts", () => {
    it("are far more than a client ever asks for, for one domain", () => {
      const burst = many(400, at - 120_000, () => ({ domain: "victim.example.org" }), 110_000);
      const [first] = strongest(together(usual, burst), "burst");
      expect(first).toMatchObject({ domain: "example.org", severity: "medium" });
      expect(first?.score).toBeGreaterThan(0.9);
    });

    it("aren't a page with all that it loads, nor what is usual for a busy client", () => {
      const page = many(25, at - 60_000, () => ({ domain: "shop.example.org" }), 3000);
      expect(strongest(together(usual, page), "burst")).toEqual([]);
      const busy = calls({
        client: "192.168.1.9",
        domain: "poll.example.org",
        every: 2,
        jitter: 0.9,
        from: at - 10 * hour,
        count: 18_000,
      });
      expect(strongest(together(busy), "burst")).toEqual([]);
    });
  });

  it("aren't told of folded clients: nobody knows who did what", () => {
    const far = calls({ client: "198.51.100.7", domain: "cc.callhome.net", every: 300, from: midnight, count: 900 });
    expect(told(together(far), at).patterns).toEqual([]);
  });
});

describe("habits", () => {
  it("are the same after they were saved and restored, at any moment", () => {
    const random = seededRandom(5);
    const original = new HourlyBaseline();
    let copy = new HourlyBaseline();
    let second = midnight / 1000;
    for (let step = 0; step < 400; step++) {
      second += Math.floor(random.unit() ** 4 * 20_000);
      const domain = Math.floor(random.unit() * 2 ** 32);
      const isFailure = random.unit() < 0.1;
      original.add(second, domain, isFailure);
      copy.add(second, domain, isFailure);
      expect(copy.save()).toEqual(original.save());
      if (step % 7 === 0) {
        copy = new HourlyBaseline();
        copy.restore(JSON.parse(JSON.stringify(original.save())));
      }
    }
    expect(original.volume.hours).toBeGreaterThan(20);
  });

  it("count an hour as its four quarters, and forget it quarter by quarter", () => {
    const habits = new HourlyBaseline();
    const start = Math.floor(midnight / 1000);
    for (let minute = 0; minute < 60; minute++) habits.add(start + 60 * minute, minute, minute % 2 === 0);
    const seen = (minute: number) => habits.lastHour(start + 60 * minute);
    expect(seen(59)).toMatchObject({ queries: 60, failures: 30 });
    expect(seen(61).queries).toBe(45);
    expect(seen(89).queries).toBe(30);
    expect(seen(104).queries).toBe(15);
    expect(seen(106).queries).toBe(0);
    expect(Math.abs(seen(59).domains - 60)).toBeLessThan(4);
    // Looking changes nothing.
    expect(seen(59).queries).toBe(60);
  });

  it("take a year of silence for what it is", () => {
    const habits = new HourlyBaseline();
    const start = Math.floor(midnight / 1000);
    for (let minute = 0; minute < 600; minute++) habits.add(start + 60 * minute, minute, false);
    const before = habits.volume.mean;
    expect(before).toBeGreaterThan(50);
    habits.add(start + 365 * 86_400, 1, false);
    expect(habits.volume.mean).toBeLessThan(before / 2);
    expect(habits.lastHour(start + 365 * 86_400).queries).toBe(1);
  });

  it("know the night by the clock on the wall", () => {
    const first = midnight / hour;
    expect([0, 5, 6, 12, 23].map((one) => isNight(first + one))).toEqual([true, true, false, false, false]);
  });
});
