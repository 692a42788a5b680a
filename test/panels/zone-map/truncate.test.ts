import { describe, expect, it } from "vitest";
import { truncate } from "../../../src/panels/zone-map/truncate.js";

describe("truncate", () => {
  it.each([
    ["keeps a text that fits", "Home", 100, "Home"],
    ["cuts off a long text", "A very long title indeed", 100, "A very long t…"],
    ["fits fewer wide letters", "リビングルームのテレビ", 100, "リビングルーム…"],
    ["keeps emoji whole", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 30, "👨‍👩‍👧‍👦…"],
    ["keeps accents with their letters", "e\u0301".repeat(20), 60, `${"e\u0301".repeat(7)}…`],
    ["leaves the ellipsis if nothing fits", "Home", 1, "…"],
  ])("%s", (_, text, width, shown) => {
    expect(truncate(text, width, 12)).toBe(shown);
  });
});
