import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { durationText, intervalMilliseconds, intervalsOf, roundInterval } from "./intervals.js";

// The ESM build of the package doesn't load in Node.
const loaded: unknown = createRequire(import.meta.url)("@grafana/data");
const round = z.object({ rangeUtil: z.object({ roundInterval: z.custom<(ms: number) => number>() }) }).parse(loaded)
  .rangeUtil.roundInterval;

const hours = (count: number) => ({ from: 0, to: count * 3_600_000 });

describe("intervals", () => {
  it("are rounded as in Grafana", () => {
    for (let interval = 1; interval < 4e10; interval = Math.ceil(interval * 1.07)) {
      expect(roundInterval(interval), `${interval} ms`).toBe(round(interval));
    }
  });

  it("depend on the range, the width and the scrape interval", () => {
    const at = (count: number, rest: object = {}) =>
      intervalsOf({ range: hours(count), maxDataPoints: 720, timeInterval: "30s", ...rest });
    expect(at(1)).toEqual({ step: 30_000, rate: 120_000 });
    expect(at(6)).toEqual({ step: 30_000, rate: 120_000 });
    expect(at(24)).toEqual({ step: 120_000, rate: 150_000 });
    expect(at(24 * 7)).toEqual({ step: 900_000, rate: 930_000 });
    expect(at(1, { minimumStep: "1m" })).toEqual({ step: 60_000, rate: 240_000 });
    expect(at(1, { panelInterval: "5m" })).toEqual({ step: 300_000, rate: 330_000 });
  });

  it("are parsed and printed", () => {
    expect(intervalMilliseconds(">90s")).toBe(90_000);
    expect(durationText(90_000)).toBe("90s");
    expect(durationText(7_200_000)).toBe("2h");
    expect(() => intervalMilliseconds("soon")).toThrow('"soon" is no interval');
  });
});
