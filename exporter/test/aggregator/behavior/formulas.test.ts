import { describe, expect, it } from "vitest";
import { fc } from "../../../../test/properties.js";
import { seededRandom } from "../../../../test/simulation/random.js";
import {
  estimateCardinality,
  hashOf,
  addHash,
  restoreSketch,
  saveSketch,
  wordsPerSketch,
} from "../../../src/aggregator/behavior/cardinality-sketch.js";
import { nameScore } from "../../../src/aggregator/behavior/generated-names.js";
import { severityOf } from "../../../src/aggregator/behavior/suspicious-patterns.js";
import { beaconScore, burstScore } from "../../../src/aggregator/behavior/interval-stats.js";
import {
  aboveOthers,
  aboveUsual,
  between,
  entropyOf,
  median,
  shareAboveUsual,
} from "../../../src/aggregator/behavior/score.js";
import { tunnelScore } from "../../../src/aggregator/behavior/tunnels.js";
import { gibberish } from "../sample-events.js";

const amount = fc.double({ min: 0, max: 1e9, noNaN: true });

const isShare = (value: number) => value >= 0 && value <= 1;

describe("every score is between 0 and 1", () => {
  it("for any numbers", () => {
    fc.assert(
      fc.property(amount, amount, amount, (one, two, three) => {
        expect(isShare(aboveUsual(one, two, three))).toBe(true);
        const share = Math.min(1, two / 1e9);
        expect(isShare(shareAboveUsual(Math.min(one, three), three, share))).toBe(true);
        expect(isShare(aboveOthers([one, two, three], 0.1)(one))).toBe(true);
        const stats = {
          domain: 1,
          lastVisit: 0,
          intervals: one,
          mean: Math.max(1, two),
          variance: three,
          pauses: one,
          burst: two,
        };
        expect(isShare(beaconScore(stats, three))).toBe(true);
        expect(isShare(burstScore(stats, one, three))).toBe(true);
        expect(isShare(tunnelScore({ domain: 1, queries: one, distinct: two, length: three, entropy: three }))).toBe(
          true,
        );
      }),
    );
  });

  it("for any name", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 80 }), fc.domain()), (name) => isShare(nameScore(name))));
  });
});

describe("aboveUsual", () => {
  it("is 0 up to two deviations and below the mean, 0.5 at 4.8, and 0.8 at 8.4", () => {
    const at = (deviations: number) => aboveUsual(100 + 20 * deviations, 100, 400);
    expect([-9, 0, 1.9, 2].map(at)).toEqual([0, 0, 0, 0]);
    expect(at(4.77)).toBeCloseTo(0.5, 2);
    expect(at(8.44)).toBeCloseTo(0.8, 2);
  });

  it("assumes a variance of the mean, at least", () => {
    expect(aboveUsual(14, 9, 0)).toBe(0);
    expect(aboveUsual(2, 0, 0)).toBe(0);
  });
});

it("shareAboveUsual scores a share of many higher than the same share of few", () => {
  expect(shareAboveUsual(3, 10, 0.1)).toBeLessThan(0.1);
  expect(shareAboveUsual(300, 1000, 0.1)).toBeGreaterThan(0.9);
  expect(shareAboveUsual(100, 1000, 0.1)).toBe(0);
});

it("aboveOthers scores outliers above the median only", () => {
  const values = [10, 11, 12, 9, 10, 11, 50];
  const score = aboveOthers(values, 0.1);
  expect(score(50)).toBeGreaterThan(0.9);
  expect([9, 10, 12, -50].map(score)).toEqual([0, 0, 0, 0]);
  expect(aboveOthers([5, 5, 5, 5, 5.2], 0.1)(5.2)).toBe(0);
});

it("median, entropyOf and between compute their values", () => {
  expect([median([]), median([3]), median([9, 1]), median([5, 1, 9])]).toEqual([0, 3, 5, 5]);
  expect(["", "aaaa", "abab", "abcd", "äöü😀"].map(entropyOf)).toEqual([0, 0, 1, 2, 2]);
  expect([0, 1, 2, 3, 4].map((value) => between(value, 1, 3))).toEqual([0, 0, 0.5, 1, 1]);
});

describe("the cardinality sketch", () => {
  it.each([0, 1, 10, 100, 500, 2000])(
    "estimates %i distinct values within 6 percent, however often each is added",
    (count) => {
      const words = new Uint32Array(wordsPerSketch);
      for (let times = 0; times < 3; times++)
        for (let index = 0; index < count; index++) addHash(words, 0, hashOf(`host-${index}.example.org`));
      expect(Math.abs(estimateCardinality(words, [0]) - count)).toBeLessThanOrEqual(0.06 * count + 0.01);
    },
  );

  it("estimates the union of sketches", () => {
    const words = new Uint32Array(2 * wordsPerSketch);
    for (let index = 0; index < 100; index++) addHash(words, index < 60 ? 0 : wordsPerSketch, hashOf(`name ${index}`));
    for (let index = 0; index < 50; index++) addHash(words, wordsPerSketch, hashOf(`name ${index}`));
    expect(estimateCardinality(words, [0, wordsPerSketch])).toBeGreaterThan(92);
    expect(estimateCardinality(words, [0, wordsPerSketch])).toBeLessThan(108);
    const copy = new Uint32Array(words.length);
    restoreSketch(copy, saveSketch(words));
    expect(copy).toEqual(words);
  });
});

describe("nameScore", () => {
  const random = seededRandom(11);
  const generated = Array.from(
    { length: 200 },
    () => `${gibberish(random.unit, 12, "abcdefghijklmnopqrstuvwxyz")}.com`,
  );
  const hexadecimal = Array.from({ length: 200 }, () => `${gibberish(random.unit, 16, "0123456789abcdef")}.net`);

  it.each([
    ["letters", generated],
    ["hexadecimal digits", hexadecimal],
  ])("is high for random %s", (_, names) => {
    const scores = names.map(nameScore);
    expect(median(scores)).toBeGreaterThan(0.6);
    expect(scores.filter((score) => score > 0.4).length / scores.length).toBeGreaterThan(0.75);
  });

  it("is low for ordinary names", () => {
    const given =
      "google.com youtube.com facebook.com wikipedia.org microsoftonline.com windowsupdate.com stackoverflow.com " +
      "githubusercontent.com cloudflare.com doubleclick.net googlesyndication.com amazonaws.com akamaiedge.net " +
      "office365.com netflix.com nflxvideo.net spotify.com whatsapp.net instagram.com linkedin.com steampowered.com " +
      "letsencrypt.org adguard-dns.com home-assistant.io raspberrypi.org zeit.de spiegel.de tagesschau.de bundesbank.de " +
      "lemonde.fr corriere.it elpais.com allegro.pl seznam.cz vodafone.com deutschebahn.com sparkasse.de ing.nl " +
      "booking.com openstreetmap.org 1password.com 163.com tp-link.com synology.com nextcloud.com strawberryfields.org " +
      "münchen.de xn--80ak6aa92e.com printer.lab nas a.com com .";
    const high = given.split(" ").filter((name) => nameScore(name) >= 0.4);
    expect(high).toEqual([]);
  });
});

it("severityOf grows with the score up to the highest severity of the pattern", () => {
  const scores = [0.2, 0.4, 0.6, 0.8, 0.9, 1];
  expect(scores.map((score) => severityOf("tunnel", score))).toEqual([
    "info",
    "low",
    "medium",
    "high",
    "critical",
    "critical",
  ]);
  expect(scores.map((score) => severityOf("beacon", score))).toEqual(["info", "low", "medium", "high", "high", "high"]);
  expect(scores.map((score) => severityOf("burst", score))).toEqual([
    "info",
    "low",
    "medium",
    "medium",
    "medium",
    "medium",
  ]);
});
