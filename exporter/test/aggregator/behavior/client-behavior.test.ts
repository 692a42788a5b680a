import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../test/simulation/random.js";
import type { QueryEvent } from "../../../src/events.js";
import { HourlyBaseline, isNight } from "../../../src/aggregator/behavior/hourly-baseline.js";
import { allGroups } from "../../../src/aggregator/limits.js";
import { QueryAggregator } from "../../../src/aggregator/query-aggregator.js";
import { network, samplesOf, textOf, unlimited } from "../samples.js";
import { calls, gibberish, midnight, query, mergedByTime, visits } from "../sample-events.js";

const hour = 3_600_000;
const day = 24 * hour;
const limits = { ...unlimited, clientExpiry: 3600 };

/** Scores at a time after the events before it. */
function scoresAt(events: readonly QueryEvent[], at: number) {
  const aggregator = new QueryAggregator(network, limits, allGroups);
  for (const event of events) if (event.time <= at) aggregator.add(event);
  aggregator.tick(at);
  const samples = samplesOf(textOf(aggregator.registry));
  const of = (name: string) => samples.filter((sample) => sample.name === name);
  const scoresOf = (name: string, client: string) =>
    Object.fromEntries(
      of(name)
        .filter(({ labels }) => labels["client_ip"] === client)
        .map(({ labels, value }) => [labels["behavior_type"], value]),
    );
  return {
    scores: (client: string) => scoresOf("adguard_client_behavior_score", client),
    profile: (client: string) => scoresOf("client_behavior_profile", client),
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

/** Queries at equal intervals within an hour. */
const many = (count: number, from: number, change: (index: number) => Partial<QueryEvent>, span = hour) =>
  Array.from({ length: count }, (_, index) =>
    query({ time: Math.floor(from + (span * index) / count), client, ...change(index) }),
  );

const noon = midnight + 3 * day + 12 * hour;

describe("adguard_client_behavior_score", () => {
  it("is low on a usual day", () => {
    for (const at of [noon, noon + 2.7 * hour, noon + 7 * hour]) {
      const scores = scoresAt(usual, at).scores(client);
      expect(Object.keys(scores)).toContain("volume");
      for (const [kind, score] of Object.entries(scores)) expect(score, kind).toBeLessThan(0.35);
    }
  });

  it("is high for the volume of many more queries", () => {
    const scores = scoresAt(
      mergedByTime(
        usual,
        many(600, noon, (index) => ({ domain: index % 2 ? "kitchen.org" : "example.org" })),
      ),
      noon + hour,
    ).scores(client);
    expect(scores["volume"]).toBeGreaterThan(0.7);
    expect(scores["diversity"]).toBeLessThan(0.35);
    expect(scores["failures"]).toBeLessThan(0.2);
  });

  it("is high for the diversity of many more domains", () => {
    const scores = scoresAt(
      mergedByTime(
        usual,
        many(150, noon, (index) => ({ domain: `site${index}.org` })),
      ),
      noon + hour,
    ).scores(client);
    expect(scores["diversity"]).toBeGreaterThan(0.7);
  });

  it("is high for failures of domains that do not exist, but not for blocked ones", () => {
    const failing = many(60, noon, (index) => ({ domain: "example.org", rcode: index % 3 ? "NXDOMAIN" : "NOERROR" }));
    expect(scoresAt(mergedByTime(usual, failing), noon + hour).scores(client)["failures"]).toBeGreaterThan(0.7);
    const blocked = failing.map((event) => ({ ...event, outcome: "blocked" as const, reason: "blocklist" as const }));
    expect(scoresAt(mergedByTime(usual, blocked), noon + hour).scores(client)["failures"]).toBeLessThan(0.2);
  });

  it("is high for queries at night, until the next night", () => {
    const night = midnight + 3 * day + 2 * hour;
    const awake = mergedByTime(
      usual,
      many(200, night, (index) => ({ domain: index % 2 ? "kitchen.org" : "example.org" })),
    );
    expect(scoresAt(awake, night + hour).scores(client)["night"]).toBeGreaterThan(0.8);
    expect(scoresAt(awake, night + 12 * hour).scores(client)["night"]).toBeGreaterThan(0.8);
    expect(scoresAt(usual, night + 12 * hour).scores(client)["night"]).toBe(0);
  });

  it("is low at night for a client with queries every night", () => {
    const server = [...visits({ client, days: 4, perDay: 240, hours: [0, 24] })];
    const at = midnight + 3 * day + 12 * hour;
    expect(scoresAt(server, at).scores(client)["night"]).toBeLessThan(0.35);
  });

  it("is absent before six hours are known, and for a client without recent queries", () => {
    const start = midnight + 8 * hour;
    const some = many(300, start, () => ({}), 5 * hour);
    expect(scoresAt(some, start + 5 * hour).scores(client)).toEqual({});
    expect(scoresAt(usual, midnight + 4 * day + 20 * hour).scores(client)).toEqual({});
  });
});

describe("client_behavior_profile", () => {
  const others = Array.from({ length: 8 }, (_, index) => `192.168.1.${100 + index}`);
  const home = others.flatMap((one, index) => [...visits({ client: one, days: 1, perDay: 150, seed: index + 2 })]);
  const at = midnight + 20 * hour;

  it("is low for clients that are like the others", () => {
    const reading = scoresAt(mergedByTime(home), at);
    for (const one of others) for (const score of Object.values(reading.profile(one))) expect(score).toBeLessThan(0.5);
    expect(Object.keys(reading.profile(others[0] ?? "")).sort()).toEqual(["diversity", "failures", "night", "volume"]);
  });

  it("is high for many more queries, domains and failures than those of the others", () => {
    const strange = many(4000, at - hour, (index) => ({
      domain: `site${index % 900}.org`,
      rcode: index % 2 ? "NXDOMAIN" : "NOERROR",
    }));
    const { profile } = scoresAt(mergedByTime(home, strange), at);
    expect(profile(client)["volume"]).toBeGreaterThan(0.5);
    expect(profile(client)["diversity"]).toBeGreaterThan(0.5);
    expect(profile(client)["failures"]).toBeGreaterThan(0.5);
    expect(profile(others[0] ?? "")["volume"]).toBeLessThan(0.2);
  });

  it("is absent for fewer than five clients", () => {
    const few = others.slice(0, 3).flatMap((one) => [...visits({ client: one, days: 1, perDay: 150 })]);
    expect(scoresAt(mergedByTime(few), at).profile(others[0] ?? "")).toEqual({});
  });
});

describe("suspicious patterns", () => {
  const at = midnight + 2 * day + 20 * hour;
  const random = seededRandom(3);
  const strongest = (events: readonly QueryEvent[], pattern: string, time = at) =>
    scoresAt(events, time)
      .patterns.filter((one) => one.pattern === pattern)
      .sort((left, right) => right.score - left.score);

  it("are not found in the queries of people", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const people = mergedByTime(
        ...["192.168.1.10", "192.168.1.11", "192.168.1.12"].map((one, index) =>
          visits({ client: one, days: 3, perDay: 150, seed: 10 * seed + index }),
        ),
      );
      expect(scoresAt(people, at).patterns.filter(({ score }) => score >= 0.4)).toEqual([]);
    }
  });

  describe("beacons", () => {
    const beacon = (every: number, jitter: number) =>
      mergedByTime(
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
    ])("are found every %i seconds with a jitter of %d", (every, jitter) => {
      const [first] = strongest(beacon(every, jitter), "beacon");
      expect(first?.domain).toBe("callhome.net");
      expect(first?.score).toBeGreaterThan(0.8);
      expect(first?.severity).toBe("high");
    });

    it("are found with a jitter of a quarter, and not at random intervals", () => {
      expect(strongest(beacon(300, 0.25), "beacon")[0]?.score).toBeGreaterThan(0.5);
      const atRandom = Array.from({ length: 700 }, () =>
        query({ time: Math.floor(midnight + random.unit() * 3 * day), client, domain: "cc.callhome.net" }),
      );
      expect(strongest(mergedByTime(usual, atRandom), "beacon").filter(({ score }) => score >= 0.4)).toEqual([]);
    });

    it("are not found after they have stopped", () => {
      const ended = calls({ client, domain: "cc.callhome.net", every: 300, from: midnight, count: 500 });
      expect(strongest(mergedByTime(usual, ended), "beacon")).toEqual([]);
    });

    it("are not found if all clients have them", () => {
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
      expect(strongest(mergedByTime(...all), "beacon").filter(({ score }) => score >= 0.4)).toEqual([]);
    });
  });

  describe("tunnels", () => {
    const start = at - hour / 2;

    it.each([
      ["base32", "abcdefghijklmnopqrstuvwxyz234567"],
      ["hexadecimal", "0123456789abcdef"],
    ])("are found with data in %s", (_, alphabet) => {
      const load = () =>
        `${gibberish(random.unit, 60, alphabet)}.${gibberish(random.unit, 30, alphabet)}.t.example.net`;
      const [first] = strongest(
        mergedByTime(
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
        "few long names that repeat",
        (index: number) => `${"a-very-long-name-of-a-server-in-a-data-centre-".repeat(2)}${index % 5}.example.net`,
      ],
      [
        "reverse lookups",
        (index: number) => `${[...(index * 7919).toString(16).padStart(32, "0")].join(".")}.ip6.arpa`,
      ],
    ])("are not found in %s", (_, domain) => {
      const some = many(500, start, (index) => ({ domain: domain(index) }), hour / 2);
      expect(strongest(mergedByTime(usual, some), "tunnel").filter(({ score }) => score >= 0.2)).toEqual([]);
    });
  });

  describe("generated names", () => {
    const start = at - hour / 2;
    const letters = "abcdefghijklmnopqrstuvwxyz";

    it("are found if many do not exist and one does", () => {
      const search = many(
        40,
        start,
        (index) => ({
          domain: `${gibberish(random.unit, 14, letters)}.${index % 2 ? "com" : "net"}`,
          rcode: index === 39 ? "NOERROR" : "NXDOMAIN",
        }),
        hour / 2,
      );
      const found = strongest(mergedByTime(usual, search), "generated_name");
      expect(found[0]?.score).toBeGreaterThan(0.8);
      expect(found.map(({ domain }) => domain)).toContain(search[39]?.domain);
      expect(found.length).toBeLessThanOrEqual(16);
    });

    it("are not found in typing errors, in strange names that exist, or in words that do not", () => {
      const mistyped = many(2, start, () => ({
        domain: `${gibberish(random.unit, 14, letters)}.com`,
        rcode: "NXDOMAIN",
      }));
      expect(strongest(mergedByTime(usual, mistyped), "generated_name")).toEqual([]);
      const strange = many(40, start, () => ({ domain: `${gibberish(random.unit, 14, letters)}.com` }), hour / 2);
      expect(strongest(mergedByTime(usual, strange), "generated_name")).toEqual([]);
      const words = many(40, start, (index) => ({ domain: `weatherstation${index}.org`, rcode: "NXDOMAIN" }), hour / 2);
      expect(strongest(mergedByTime(usual, words), "generated_name")).toEqual([]);
    });
  });

  describe("bursts", () => {
    it("are found in far more queries for one domain than a client usually has", () => {
      const burst = many(400, at - 120_000, () => ({ domain: "victim.example.org" }), 110_000);
      const [first] = strongest(mergedByTime(usual, burst), "burst");
      expect(first).toMatchObject({ domain: "example.org", severity: "medium" });
      expect(first?.score).toBeGreaterThan(0.9);
    });

    it("are not found in a page with all that it loads, nor in the usual queries of a busy client", () => {
      const page = many(25, at - 60_000, () => ({ domain: "shop.example.org" }), 3000);
      expect(strongest(mergedByTime(usual, page), "burst")).toEqual([]);
      const busy = calls({
        client: "192.168.1.9",
        domain: "poll.example.org",
        every: 2,
        jitter: 0.9,
        from: at - 10 * hour,
        count: 18_000,
      });
      expect(strongest(mergedByTime(busy), "burst")).toEqual([]);
    });
  });

  it("are absent for other@zone", () => {
    const far = calls({ client: "198.51.100.7", domain: "cc.callhome.net", every: 300, from: midnight, count: 900 });
    expect(scoresAt(mergedByTime(far), at).patterns).toEqual([]);
  });
});

describe("HourlyBaseline", () => {
  it("restores its saved state, at any time", () => {
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

  it("counts an hour by quarters, and discards it quarter by quarter", () => {
    const baseline = new HourlyBaseline();
    const start = Math.floor(midnight / 1000);
    for (let minute = 0; minute < 60; minute++) baseline.add(start + 60 * minute, minute, minute % 2 === 0);
    const seen = (minute: number) => baseline.lastHour(start + 60 * minute);
    expect(seen(59)).toMatchObject({ queries: 60, failures: 30 });
    expect(seen(61).queries).toBe(45);
    expect(seen(89).queries).toBe(30);
    expect(seen(104).queries).toBe(15);
    expect(seen(106).queries).toBe(0);
    expect(Math.abs(seen(59).domains - 60)).toBeLessThan(4);
    // Reading changes nothing.
    expect(seen(59).queries).toBe(60);
  });

  it("adds the hours of a pause, at most a week of them", () => {
    const baseline = new HourlyBaseline();
    const start = Math.floor(midnight / 1000);
    for (let minute = 0; minute < 600; minute++) baseline.add(start + 60 * minute, minute, false);
    const before = baseline.volume.mean;
    expect(before).toBeGreaterThan(50);
    baseline.add(start + 365 * 86_400, 1, false);
    expect(baseline.volume.mean).toBeLessThan(before / 2);
    expect(baseline.lastHour(start + 365 * 86_400).queries).toBe(1);
  });

  it("determines the night by the local time", () => {
    const first = midnight / hour;
    expect([0, 5, 6, 12, 23].map((one) => isNight(first + one))).toEqual([true, true, false, false, false]);
  });
});
