import { describe, expect, it } from "vitest";
import { exponentOf, ratioOf, spreadOf, measureInterleaved } from "../../bench/measure.js";
import { judgeGrowth, type Sized } from "../../bench/scaling.js";
import { extrapolated } from "../../bench/samples.js";

describe("spreadOf", () => {
  it("gives the median, the minimum and the maximum", () => {
    expect(spreadOf([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9, rounds: 3 });
    expect(spreadOf([8, 1, 2, 4])).toEqual({ median: 3, min: 1, max: 8, rounds: 4 });
    expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7, rounds: 1 });
    expect(() => spreadOf([])).toThrow("Nothing was measured");
  });
});

describe("measureInterleaved", () => {
  it("interleaves the subjects, uses the given clock, and omits the warm-up", async () => {
    let clock = 0;
    let round = -2;
    const order: string[] = [];
    const times = await measureInterleaved(
      {
        a: () => {
          order.push("a");
          clock += 10 + round;
        },
        b: async () => {
          order.push("b");
          await Promise.resolve();
          clock += 100;
          round++;
        },
      },
      { rounds: 3, warmUp: 2, now: () => clock },
    );
    expect(order.join("")).toBe("ababababab");
    expect(Object.fromEntries(times)).toEqual({ a: [10, 11, 12], b: [100, 100, 100] });
  });
});

describe("ratioOf", () => {
  it("compares the values of the same round", () => {
    expect(ratioOf([10, 40, 12], [5, 20, 4])).toEqual({ median: 2, min: 2, max: 3, rounds: 3 });
  });
});

describe("exponents of growth", () => {
  it("are 1 for linear growth, 2 for quadratic, 0 for none", () => {
    expect(exponentOf([10, 100], [3, 30])).toBeCloseTo(1);
    expect(exponentOf([10, 100], [3, 300])).toBeCloseTo(2);
    expect(exponentOf([10, 100], [3, 3])).toBeCloseTo(0);
  });

  it("are judged by the steepest step between neighboring sizes", () => {
    const row = (services: number, zones: number, time: number): Sized => ({
      services,
      zones,
      time,
      bytes: 1,
      memory: 1,
      largest: "",
    });
    const rows = [row(10, 3, 1), row(100, 3, 5), row(1000, 3, 500), row(10, 12, 4), row(100, 12, 5), row(1000, 12, 6)];
    const times = judgeGrowth(rows).filter(({ goal }) => goal.startsWith("time"));
    expect(times).toMatchObject([
      { goal: "time grows no faster than the services", met: false },
      { goal: "time grows no faster than the zones", met: true },
    ]);
    expect(times[0]?.measured).toBe("exponent at most 2.00 (from 100/3 to 1000/3 services/zones)");
  });
});

describe("an extrapolation to a longer range", () => {
  it("lies on the line through two shorter ones", () => {
    expect(extrapolated("line", [20, 40], [100 + 20 * 7, 100 + 40 * 7], 360)).toBe(100 + 360 * 7);
    expect(extrapolated("line", [20, 40], [5, 5], 360)).toBe(5);
  });

  it("lies on a parabola where both points and window grow", () => {
    const samples = (minutes: number) => (2 * minutes + 1) * 4 * minutes;
    expect(extrapolated("parabola", [20, 40], [samples(20), samples(40)], 360)).toBeCloseTo(samples(360));
  });
});
