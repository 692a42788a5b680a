import { expect, it } from "vitest";
import { inMilliseconds } from "../../src/settings/duration.js";

it.each([
  ["15s", 15_000],
  ["1h30m", 5_400_000],
  ["500ms", 500],
  ["1m500ms", 60_500],
  ["1y2w3d4h5m6s7ms", 365 * 86_400_000 + 17 * 86_400_000 + 4 * 3_600_000 + 306_007],
])("%s is %i ms", (duration, milliseconds) => {
  expect(inMilliseconds(duration)).toBe(milliseconds);
});
