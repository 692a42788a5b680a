import * as z from "zod";
import type { Benchmark, Judgement } from "./benchmark.js";
import { bytesText, millisecondsText } from "./format.js";
import { exponentOf, spreadOf } from "./measure.js";
import { prepareSubject, runNode } from "./subject.js";

const figuresSchema = z.object({
  times: z.array(z.number()),
  peakMemory: z.number(),
  bytes: z.array(z.tuple([z.string(), z.number()])),
});

/** The figures of one lab, in milliseconds and bytes. */
export interface Sized {
  readonly services: number;
  readonly zones: number;
  readonly time: number;
  readonly bytes: number;
  /** The peak memory of the process. */
  readonly memory: number;
  readonly largest: string;
}

const quantities = ["time", "bytes", "memory"] as const;

/** The steepest growth between two neighboring sizes, as an exponent. */
function steepest(rows: readonly Sized[], size: "services" | "zones", quantity: (typeof quantities)[number]) {
  const other = size === "services" ? "zones" : "services";
  const steps = rows.flatMap((from) => {
    const next = rows.filter((one) => one[other] === from[other] && one[size] > from[size]);
    const to = next.toSorted((one, another) => one[size] - another[size])[0];
    return to === undefined
      ? []
      : [{ from, to, exponent: exponentOf([from[size], to[size]], [from[quantity], to[quantity]]) }];
  });
  return steps.toSorted((one, another) => another.exponent - one.exponent)[0];
}

/** Judges whether a figure grows faster than the services or the zones, by its steepest step. */
export const judgeGrowth = (rows: readonly Sized[]): readonly Judgement[] =>
  (["services", "zones"] as const).flatMap((size) =>
    quantities.flatMap((quantity) => {
      const worst = steepest(rows, size, quantity);
      if (worst === undefined) return [];
      const { from, to, exponent } = worst;
      const place = ({ services, zones }: Sized) => `${String(services)}/${String(zones)}`;
      return [
        {
          goal: `${quantity === "memory" ? "peak memory" : quantity} grows no faster than the ${size}`,
          measured: `exponent at most ${exponent.toFixed(2)} (from ${place(from)} to ${place(to)} services/zones)`,
          met: exponent <= 1,
        },
      ];
    }),
  );

export const scalingBenchmark: Benchmark = {
  title: "Labs of many services and zones",
  about:
    "A process for each size defines, builds and checks a lab. The peak memory is that after the first build; the process " +
    "without services only loads the library. The time is the median of later builds. The exponent is 0 for constant, 1 " +
    "for linear and 2 for quadratic growth.",
  run: async (tiny) => {
    const script = await prepareSubject("scaling");
    const measure = (services: number, zones: number): Sized => {
      const words = [services, zones, ...(tiny ? [1, 0] : [7, 2])].map(String);
      const { times, peakMemory, bytes } = figuresSchema.parse(JSON.parse(runNode([script, ...words])));
      const [path = "", size = 0] = bytes.toSorted(([, one], [, another]) => another - one)[0] ?? [];
      return {
        services,
        zones,
        time: times.length === 0 ? 0 : spreadOf(times).median,
        bytes: bytes.reduce((sum, [, one]) => sum + one, 0),
        memory: peakMemory,
        largest: size === 0 ? "" : `${path.replace(/^.*\//, "")} ${bytesText(size)}`,
      };
    };
    const empty = measure(0, 1);
    const sizes = tiny
      ? [[1, 2]]
      : [3, 12, 50].flatMap((zones) => [10, 100, 1000].map((services) => [services, zones]));
    const rows = sizes.map(([services = 1, zones = 1]) => measure(services, zones));
    const text = ({ services, zones, time, bytes, memory, largest }: Sized) => [
      String(services),
      String(zones),
      services === 0 ? "" : millisecondsText(time),
      services === 0 ? "" : bytesText(bytes),
      largest,
      bytesText(memory),
      bytesText(Math.max(0, memory - empty.memory)),
    ];
    return {
      tables: [
        {
          title: "By services and zones",
          columns: ["services", "zones", "time", "bytes", "largest file", "peak memory", "above none"],
          rows: [{ ...empty, zones: 0 }, ...rows].map(text),
        },
      ],
      judgements: judgeGrowth(rows),
    };
  },
};
