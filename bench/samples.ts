import * as z from "zod";
import { prepareDashboard, type PanelQuery } from "../test/grafana-client/run.js";
import { readDashboard } from "../test/grafana-client/dashboard.js";
import { intervalMilliseconds } from "../test/grafana-client/intervals.js";
import { createBlocks } from "../test/prometheus/blocks.js";
import { mutualTls } from "../test/prometheus/mutual-tls.js";
import { startPrometheus, type RunningPrometheus } from "../test/prometheus/server.js";
import { parsedLab } from "../test/proof/parsed-lab.js";
import { buildDashboards } from "../test/proof/test-bench.js";
import { openMetricsLines } from "../test/simulation/openmetrics.js";
import type { Benchmark, Table } from "./benchmark.js";
import { amountText, millisecondsText } from "./format.js";
import { cutIntoBlocks, domainsPerClient, recordNetwork, type NetworkSize } from "../test/simulation/large-network.js";

/** Points across a wide screen. */
const width = 1500;
/** Number of panels in a table. */
const dearest = 10;
/** Minutes of history before the dashboard's range, for the windows at its start. */
const ahead = 10;

const answered = z.object({
  status: z.literal("success"),
  data: z.object({
    stats: z.object({
      timings: z.object({ evalTotalTime: z.number() }),
      samples: z.object({ totalQueryableSamples: z.number(), peakSamples: z.number() }),
    }),
  }),
});

/** Prometheus's statistics of an expression: samples read, peak of samples held, seconds. */
interface Cost {
  readonly samples: number;
  readonly peak: number;
  readonly seconds: number;
}

/** The place of a query in a dashboard. A collapsed row sends its queries when a user opens it. */
type Place = "panels" | "variables" | "annotations" | "collapsed";

interface Asked extends Cost {
  readonly dashboard: string;
  readonly name: string;
  readonly place: Place;
  readonly growth: Growth;
}

async function costOf({ client }: RunningPrometheus, expression: string, when: PanelQuery["when"]): Promise<Cost> {
  const parameters =
    "instant" in when
      ? { time: String(when.instant) }
      : { start: String(when.range.start), end: String(when.range.end), step: String(when.range.step) };
  const path = "instant" in when ? "/api/v1/query" : "/api/v1/query_range";
  const query = new URLSearchParams({ query: expression, stats: "all", ...parameters }).toString();
  const { body, status } = await client.get(`${path}?${query}`);
  const parsed = answered.safeParse(JSON.parse(body));
  if (!parsed.success) throw new Error(`Prometheus answered ${String(status)}: ${body.slice(0, 300)}\n  ${expression}`);
  const { samples, timings } = parsed.data.data.stats;
  return { samples: samples.totalQueryableSamples, peak: samples.peakSamples, seconds: timings.evalTotalTime };
}

/** A simulated network of a size, a Prometheus with its history, and the queries of its dashboards. */
async function openNetwork(size: NetworkSize) {
  const network = recordNetwork(size);
  const samples = network.series.reduce((sum, { times }) => sum + times.length, 0);
  const lab = parsedLab(network.lab);
  const emitted = buildDashboards(lab);
  const tls = await mutualTls(lab.certificates, lab.datasource.server_name);
  const blocks = await createBlocks([...cutIntoBlocks(network)].map(openMetricsLines));
  const prometheus = await startPrometheus({ ...tls.server, blocks: blocks.directory });
  await blocks.remove();
  const datasource = emitted.connect(tls, prometheus.port);
  const defaultRange = intervalMilliseconds(lab.dashboards.range);
  return {
    series: network.series.length,
    samples,
    defaultRange,
    /** Refreshes every dashboard once, over a range in milliseconds. */
    refresh: async (range: number): Promise<readonly Asked[]> => {
      const to = network.end * 1000;
      const view = { datasource, range: { from: to - range, to }, maxDataPoints: width };
      const asked: Asked[] = [];
      for (const { uid, json, keys } of emitted.dashboards) {
        const { variables, queries } = await prepareDashboard(json, { ...view, keys });
        const folded = new Set(
          readDashboard(json).panels.flatMap((panel) => (panel.type === "row" ? (panel.panels ?? []) : [])),
        );
        const foldedIds = new Set([...folded].map(({ id }) => id));
        for (const { name, query } of variables) {
          const expression = /^query_result\((.*)\)$/s.exec(query ?? "")?.[1];
          if (expression === undefined) continue;
          const cost = await costOf(prometheus, expression, { instant: to / 1000 });
          asked.push({ ...cost, dashboard: uid, name: `variable ${name}`, place: "variables", growth: "line" });
        }
        for (const question of queries) {
          const { id, kind, expression, when, panel } = question;
          const place = kind === "annotation" ? "annotations" : foldedIds.has(panel?.id ?? -1) ? "collapsed" : "panels";
          const name = id.replace(/^[^/]+\//, "").replace(/\/[^/]+$/, "");
          const cost = await costOf(prometheus, expression, when);
          asked.push({ ...cost, dashboard: uid, name, place, growth: growthOf(question) });
        }
      }
      return asked;
    },
    close: async () => {
      await prometheus.stop();
      await tls.remove();
    },
  };
}

/** The growth of a query's samples with the range. */
type Growth = "line" | "parabola";

/**
 * The samples of a query over a longer range than the two measured ones. They grow linearly with the number of points, or
 * with a window as long as the range. If such a window counts at every point, they grow with both: a parabola through 0.
 */
export function extrapolated(
  growth: Growth,
  [short, long]: readonly [number, number],
  [few, many]: readonly [number, number],
  wanted: number,
): number {
  if (growth === "line") return many + ((wanted - long) * (many - few)) / (long - short);
  const bend = (many / long - few / short) / (long - short);
  return wanted * (many / long + bend * (wanted - long));
}

const growthOf = ({ written, when }: PanelQuery): Growth =>
  "range" in when && /\$\{?__range\b/.test(written) ? "parabola" : "line";

const total = (asked: readonly Asked[], of: (one: Asked) => number = ({ samples }) => samples) =>
  asked.reduce((sum, one) => sum + of(one), 0);

function dashboardsTable(title: string, asked: readonly Asked[]): Table {
  const dashboards = [...new Set(asked.map(({ dashboard }) => dashboard))];
  return {
    title,
    columns: [
      "dashboard",
      "one refresh",
      "panels",
      "variables",
      "annotations",
      "queries",
      "evaluation",
      "collapsed rows, besides",
    ],
    rows: dashboards.map((dashboard) => {
      const own = asked.filter((one) => one.dashboard === dashboard);
      const shown = own.filter(({ place }) => place !== "collapsed");
      const at = (place: Place) => amountText(total(own.filter((one) => one.place === place)));
      return [
        `\`${dashboard}\``,
        amountText(total(shown)),
        at("panels"),
        at("variables"),
        at("annotations"),
        String(shown.length),
        millisecondsText(1000 * total(shown, ({ seconds }) => seconds)),
        at("collapsed"),
      ];
    }),
  };
}

function panelsTable(title: string, asked: readonly Asked[], by: (cost: Cost) => number): Table {
  const panels = new Map<string, Asked[]>();
  for (const one of asked) {
    const key = `${one.dashboard}/${one.name}`;
    panels.set(key, [...(panels.get(key) ?? []), one]);
  }
  const ordered = [...panels].toSorted(([, one], [, another]) => total(another, by) - total(one, by));
  return {
    title,
    columns: ["panel", "samples", "most held at once", "evaluation", "where"],
    rows: ordered
      .slice(0, dearest)
      .map(([key, parts]) => [
        `\`${key}\``,
        amountText(total(parts)),
        amountText(Math.max(...parts.map(({ peak }) => peak))),
        millisecondsText(1000 * total(parts, ({ seconds }) => seconds)),
        parts[0]?.place === "collapsed" ? "in a collapsed row" : "shown",
      ]),
  };
}

/** Tables of a refresh: dashboards, panels by samples, and panels by time. */
const tablesOf = (title: string, asked: readonly Asked[]): readonly Table[] => [
  dashboardsTable(title, asked),
  panelsTable("The panels there that read most", asked, ({ samples }) => samples),
  panelsTable("The panels there that take longest", asked, ({ seconds }) => seconds),
];

/** Minutes. */
const hour = 60;
const measured = [20, 40] as const;

const small = { clients: 20, domains: 500, services: 8, requestsPerSecond: 1, queriesPerSecond: 2 } as const;
const large = { clients: 200, domains: 5000, services: 20, requestsPerSecond: 5, queriesPerSecond: 30 } as const;

/** A refresh over a range longer than the history, extrapolated for each query from two shorter ranges in minutes. */
async function refreshByCurve(
  open: Awaited<ReturnType<typeof openNetwork>>,
  [short, long]: readonly [number, number] = measured,
): Promise<readonly Asked[]> {
  const few = await open.refresh(short * 60_000);
  const many = await open.refresh(long * 60_000);
  const wanted = open.defaultRange / 60_000;
  return many.map((one, index) => {
    const other = few[index];
    if (other?.name !== one.name) throw new Error(`${one.name} is missing in one of the two ranges.`);
    return { ...one, samples: extrapolated(one.growth, [short, long], [other.samples, one.samples], wanted) };
  });
}

const sizeText = ({ clients, domains, services }: Pick<NetworkSize, "clients" | "domains" | "services">) =>
  `${String(clients)} clients, ${String(domains)} domains, ${String(services)} services`;

export const samplesBenchmark: Benchmark = {
  title: "Samples that one refresh reads",
  about:
    "The samples that a real Prometheus counts (`stats=all`) for every query of a panel, variable and annotation. Each " +
    "dashboard has its default range, a width of 1,500 points, and all values of its variables. A simulated network is " +
    `scraped every 15 s (30 s for hosts and Prometheus). ${String(domainsPerClient)} domains of each client have a name; the ` +
    "others count as `other`. The small network has the whole range as history. The large one has 40 minutes; the samples " +
    "over its whole range are extrapolated from those over 20 and 40 minutes. They grow with the number of points or with " +
    "the window, or with both for a window as long as the range that counts at every point. The small network shows the " +
    "error of this estimate. Evaluation times and samples held at once are those of 40 minutes there.",
  run: async (tiny) => {
    const tables: Table[] = [];
    if (tiny) {
      const open = await openNetwork({ ...small, clients: 3, domains: 40, services: 5, minutes: 4 + ahead });
      try {
        const asked = await refreshByCurve(open, [2, 4]);
        tables.push(...tablesOf("Tiny", asked));
      } finally {
        await open.close();
      }
      return { tables, judgements: [] };
    }
    const whole = await openNetwork({ ...small, minutes: 6 * hour + ahead });
    try {
      const asked = await whole.refresh(whole.defaultRange);
      const estimate = await refreshByCurve(whole);
      const head = `${amountText(whole.series)} series`;
      tables.push(...tablesOf(`${sizeText(small)} (${head})`, asked), {
        title: "Estimate from 20 and 40 minutes, against the whole range, there",
        columns: ["samples", "measured", "estimate", "error"],
        rows: (["panels", "variables", "annotations", "collapsed"] as const).map((place) => {
          const at = (some: readonly Asked[]) => total(some.filter((one) => one.place === place));
          const [real, estimated] = [at(asked), at(estimate)];
          return [
            place,
            amountText(real),
            amountText(estimated),
            `${((100 * (estimated - real)) / real).toFixed(1)} %`,
          ];
        }),
      });
    } finally {
      await whole.close();
    }
    const short = await openNetwork({ ...large, minutes: Math.max(...measured) + ahead });
    try {
      const asked = await refreshByCurve(short);
      const head = `${amountText(short.series)} series`;
      tables.push(
        ...tablesOf(
          `${sizeText(large)} (${head}; samples over the whole range are extrapolated from 20 and 40 minutes)`,
          asked,
        ),
      );
    } finally {
      await short.close();
    }
    return { tables, judgements: [] };
  },
};
