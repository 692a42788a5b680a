import { describe, expect, it } from "vitest";
import { parseDuration } from "../../src/lab/index.js";

describe("parseDuration", () => {
  it.each([
    ["15s", 15_000],
    ["1h30m", 5_400_000],
    ["500ms", 500],
    ["1m500ms", 60_500],
    ["1y2w3d4h5m6s7ms", 365 * 86_400_000 + 17 * 86_400_000 + 4 * 3_600_000 + 306_007],
  ])("reads %s as %i ms", (duration, milliseconds) => {
    expect(parseDuration(duration)).toBe(milliseconds);
  });

  it.each(["", "0s", "soon", "30", "1m1h", "5 m", "-5s", "1.5h"])("throws for %j", (duration) => {
    expect(() => parseDuration(duration)).toThrow(RangeError);
  });
});
