import { expect, test } from "vitest";
import { fc } from "../../../test/properties.js";
import { formatNanoseconds, parseNanoseconds } from "../../src/adguard/timestamp.js";

test.each([
  ["2027-01-15T08:00:00.123456789Z", 1_800_000_000_123_456_789n],
  ["2027-01-15T08:00:00Z", 1_800_000_000_000_000_000n],
  ["2027-01-15T08:00:00.1Z", 1_800_000_000_100_000_000n],
  ["2027-01-15T13:30:00.000000001+05:30", 1_800_000_000_000_000_001n],
])("%s is parsed to the nanosecond", (text, nanoseconds) => expect(parseNanoseconds(text)).toBe(nanoseconds));

test.each([["0001-01-01T00:00:00Z"], ["2027-01-15"], [""], [7], [null], [undefined]])("%j is no timestamp", (value) =>
  expect(parseNanoseconds(value)).toBeUndefined(),
);

test("a formatted timestamp is parsed to itself", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n }), (nanoseconds) => {
      expect(parseNanoseconds(formatNanoseconds(nanoseconds))).toBe(nanoseconds);
    }),
  );
});
