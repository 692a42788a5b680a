import { describe, expect, it } from "vitest";
import { textWidth, truncate } from "../../../src/panels/zone-map/text-width.js";

describe("textWidth", () => {
  it("knows narrow and wide letters of Inter, and takes others as usual or as wide", () => {
    expect(textWidth("iiii", 10)).toBeCloseTo(4 * 2.48);
    expect(textWidth("WWWW", 10)).toBeCloseTo(4 * 9.6);
    expect(textWidth("жж", 10)).toBeCloseTo(2 * 6.31);
    expect(textWidth("テ", 10)).toBeCloseTo(10.11);
    expect(textWidth("constructor", 10)).toBeLessThan(11 * 6.31);
  });
});

describe("truncate", () => {
  it.each([
    ["keeps a text that fits", "Home", 100, "Home"],
    ["cuts off a long text", "A very long title indeed", 100, "A very long titl…"],
    ["cuts off a text of wide letters earlier", "WWWWWWWWWWWW", 60, "WWWW…"],
    ["keeps more narrow letters", "iiiiiiiiiiii", 60, "iiiiiiiiiiii"],
    ["fits fewer wide letters", "リビングルームのテレビ", 100, "リビングルーム…"],
    ["keeps emoji whole", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 30, "👨‍👩‍👧‍👦…"],
    ["keeps accents with their letters", "e\u0301".repeat(20), 60, `${"e\u0301".repeat(6)}…`],
    ["leaves no space before the ellipsis", "Home and away", 48, "Home…"],
    ["leaves the ellipsis if nothing fits", "Home", 1, "…"],
  ])("%s", (_, text, width, shown) => {
    expect(truncate(text, width, 12)).toBe(shown);
  });
});
