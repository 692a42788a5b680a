import { describe, expect, it } from "vitest";
import { truncate } from "../../../src/panels/zone-map/truncate.js";

describe("fitting", () => {
  it.each([
    ["a text that has room", "Home", 100, "Home"],
    ["a long one", "A very long title indeed", 100, "A very long t…"],
    ["wide letters, of which fewer have room", "リビングルームのテレビ", 100, "リビングルーム…"],
    ["emoji, whole or not at all", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 30, "👨‍👩‍👧‍👦…"],
    ["accents, with their letters", "e\u0301".repeat(20), 60, `${"e\u0301".repeat(7)}…`],
    ["no room at all", "Home", 1, "…"],
  ])("%s", (_, text, width, shown) => {
    expect(truncate(text, width, 12)).toBe(shown);
  });
});
