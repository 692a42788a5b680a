import { describe, expect, it } from "vitest";
import { suggest } from "../src/suggestion.js";

describe("suggest", () => {
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
    expect(suggest(word, ["scrape_interval", "services", "service", "zone", "zones", "cidrs"])).toBe(meant);
  });

  it.each([
    ["displaymode", "displayMode"],
    ["lineWidht", "lineWidth"],
    ["qurey", "query"],
    ["line-width", "lineWidth"],
    ["unitt", "unit"],
  ])("takes %j for %j", (word, meant) => {
    expect(suggest(word, ["displayMode", "lineWidth", "query", "unit"])).toBe(meant);
  });

  it("suggests nothing where too many letters differ", () => {
    expect(suggest("legend", ["query", "unit"])).toBeUndefined();
    expect(suggest("", ["unit"])).toBeUndefined();
    expect(suggest("x".repeat(100_000), ["unit"])).toBeUndefined();
    expect(suggest("zone", [])).toBeUndefined();
  });

  it("suggests the nearest of several words, and the first of equally near ones", () => {
    expect(suggest("axisSoftMix", ["axisSoftMax", "axisSoftMin", "axisSoftMi"])).toBe("axisSoftMax");
    expect(suggest("fieldConfi", ["fieldColor", "fieldConfig"])).toBe("fieldConfig");
  });
});
