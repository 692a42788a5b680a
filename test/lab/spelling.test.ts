import { describe, expect, it } from "vitest";
import { guess } from "../../src/lab/spelling.js";

describe("guess", () => {
  const known = ["scrape_interval", "services", "service", "zone", "zones", "cidrs"];

  it.each([
    ["scrapeInterval", "scrape_interval"],
    ["scrape-intervall", "scrape_interval"],
    ["Zone", "zone"],
    ["zonse", "zone"],
    ["cidr", "cidrs"],
    ["servces", "services"],
    ["x", undefined],
    ["retention", undefined],
    ["", undefined],
    ["-", undefined],
  ])("takes %j for %j", (word, meant) => {
    expect(guess(word, known)).toBe(meant);
  });

  it("has none where there is nothing to choose from", () => {
    expect(guess("zone", [])).toBeUndefined();
  });
});
