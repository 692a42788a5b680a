import { describe, expect, it } from "vitest";
import { fc } from "../../../test/properties.js";
import { parseTimestamp, subMillisecondNanoseconds } from "../../src/line/timestamp.js";
import { goTime } from "../logs/go-format.js";

describe("a timestamp", () => {
  it.each([
    ["2025-01-06T10:00:00Z", Date.UTC(2025, 0, 6, 10), 0],
    ["2025-01-06T10:00:00.5Z", Date.UTC(2025, 0, 6, 10, 0, 0, 500), 0],
    ["2025-01-06T10:00:00.500999999+05:30", Date.UTC(2025, 0, 6, 4, 30, 0, 500), 999_999],
    ["2025-01-06T10:00:00.000000001-02:30", Date.UTC(2025, 0, 6, 12, 30), 1],
    ["2024-02-29T23:59:59+00:00", Date.UTC(2024, 1, 29, 23, 59, 59), 0],
    ["1970-01-01t00:00:00z", 0, 0],
  ])("%s is parsed", (text, milliseconds, rest) => {
    expect(parseTimestamp(text)).toBe(milliseconds);
    expect(subMillisecondNanoseconds(text)).toBe(rest);
  });

  it("that Go writes is parsed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) }),
        fc.nat(999_999),
        fc.integer({ min: -23 * 60, max: 23 * 60 }),
        (milliseconds, nanoseconds, offset) => {
          fc.pre(milliseconds + offset * 60_000 >= 0);
          const text = goTime(milliseconds, nanoseconds, offset);
          expect([parseTimestamp(text), subMillisecondNanoseconds(text)], text).toEqual([milliseconds, nanoseconds]);
        },
      ),
    );
  });
});

it.each([
  "",
  "2025",
  "yesterday",
  "2025-01-06",
  "2025-01-06T10:00:00",
  "2025-01-06T10:00Z",
  "2025-01-06 10:00:00Z",
  "2025-13-06T10:00:00Z",
  "2025-00-06T10:00:00Z",
  "2025-02-29T10:00:00Z",
  "2025-04-31T10:00:00Z",
  "2025-01-00T10:00:00Z",
  "2025-01-06T24:00:00Z",
  "2025-01-06T10:60:00Z",
  "2025-01-06T10:00:60Z",
  "2025-01-06T10:00:00.Z",
  "2025-01-06T10:00:00.1234567890Z",
  "2025-01-06T10:00:00ZZ",
  "2025-01-06T10:00:00+0100",
  "2025-01-06T10:00:00+24:00",
  "2025-01-06T10:00:00*01:00",
  "2025-01-06T10:00:00+01:00:00",
  "2025/01/06T10:00:00Z",
  "1969-12-31T10:00:00Z",
  "+2025-01-06T10:00:00Z",
  "٢٠٢٥-01-06T10:00:00Z",
  " 2025-01-06T10:00:00Z",
])("%j is no timestamp", (text) => expect(parseTimestamp(text)).toBeNaN());

it("never throws, and agrees with Date.parse where it accepts a text", () => {
  const base = "2025-01-06T10:00:00.123456789+01:00";
  const change = fc.tuple(fc.nat(base.length - 1), fc.stringMatching(/^[\d:.TZ+-]$/u));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      const letters = Array.from(base);
      for (const [place, letter] of changes) letters[place] = letter;
      const text = letters.join("");
      const time = parseTimestamp(text);
      if (!Number.isNaN(time)) expect(time).toBe(Math.floor(Date.parse(text.replace(/(\.\d{3})\d*/u, "$1"))));
    }),
    { numRuns: 2000 },
  );
});
