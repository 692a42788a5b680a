import { describe, expect, it } from "vitest";
import { choice, closest } from "../../src/check/closest.js";

describe("a guess at what was meant", () => {
  it.each([
    ["displaymode", "displayMode"],
    ["lineWidht", "lineWidth"],
    ["qurey", "query"],
    ["line-width", "lineWidth"],
    ["unitt", "unit"],
  ])("%s is %s", (word, meant) => {
    expect(closest(word, ["displayMode", "lineWidth", "query", "unit"])).toBe(meant);
  });

  it("is none where too much differs", () => {
    expect(closest("legend", ["query", "unit"])).toBeUndefined();
    expect(closest("", ["unit"])).toBeUndefined();
    expect(closest("x".repeat(100_000), ["unit"])).toBeUndefined();
  });

  it("of several is the nearest", () => {
    expect(closest("axisSoftMix", ["axisSoftMax", "axisSoftMin", "axisSoftMi"])).toBe("axisSoftMax");
    expect(closest("fieldConfi", ["fieldColour", "fieldConfig"])).toBe("fieldConfig");
  });

  it("gives way to a list, which doesn't go on for ever", () => {
    expect(choice("legend", ["a1", "b2"])).toBe('use one of "a1", "b2"');
    const many = Array.from({ length: 40 }, (_, index) => `value-${index}`);
    expect(choice("legend", many)).toMatch(/"value-11" and 28 more$/);
    expect(choice("legend", [])).toContain("remove it");
  });
});
