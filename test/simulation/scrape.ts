import { accessLogTraefik, traefikItself } from "./metrics/traefik.js";
import { queryLogAdguard } from "./metrics/adguard.js";
import { logsZone } from "./metrics/zone.js";
import { logsDomain } from "./metrics/domain.js";
import { nodeExporter } from "./metrics/node.js";
import { baseline, ruleResults } from "./metrics/rules.js";
import { exporterItself, probedCertificates, prometheusItself } from "./metrics/sources.js";
import { plainExposure, type Exposure } from "./exposure.js";
import type { Simulation } from "./network.js";
import { combined, gaugeSource, type Labels, type Source } from "./source.js";

/** The sources and their options. */
export interface ScrapeOptions extends Partial<Omit<Exposure, "shard">> {
  /** `one` instance of every source; two `shards`, each with its own events; two `replicas` with the same events. */
  readonly instances?: "one" | "shards" | "replicas";
  /** Every counter of the job restarts at 0 directly after the scrape at this time. */
  readonly restart?: { readonly job: string; readonly at: number };
  /** The job doesn't answer within (from, to]; `up` is 0. */
  readonly silent?: readonly { readonly job: string; readonly from: number; readonly to: number }[];
  /**
   * The end of a series that is absent from a scrape: its last value lasts for five minutes (`lasting`), or it is marked
   * as stale at once (`marked`), as Prometheus does.
   */
  readonly endings?: "lasting" | "marked";
  /** Families without a source: a lab without Traefik, or without AdGuard Home. */
  readonly without?: readonly ("traefik" | "adguard" | "node" | "rules")[];
}

/** An endpoint: a job and an instance. Results of rules have neither. */
export interface ScrapeTarget {
  readonly job: string | undefined;
  readonly instance: string | undefined;
  /** Seconds. */
  readonly interval: number;
  readonly source: Source;
}

/** The endpoints of the simulated lab. Sources have state: each recording and each live server needs new ones. */
export function scrapeTargets(simulation: Simulation, options: ScrapeOptions = {}): readonly ScrapeTarget[] {
  const { instances = "one", without = [] } = options;
  const base: Exposure = { ...plainExposure, ...exposureOf(options) };
  const exposures: readonly Exposure[] =
    instances === "one"
      ? [base]
      : instances === "replicas"
        ? [base, base]
        : [
            { ...base, shard: 0 },
            { ...base, shard: 1 },
          ];
  const has = (family: "traefik" | "adguard" | "node" | "rules") => !without.includes(family);
  const jobs = jobsOf(simulation);
  const perInstance = exposures.flatMap((exposure, index): readonly ScrapeTarget[] => {
    const second = index === 0 ? "" : "-2";
    return [
      ...(has("traefik")
        ? [{ ...jobs.traefik, instance: `gateway${second}.lab:8080`, source: traefikItself(simulation, exposure) }]
        : []),
      {
        ...jobs.exporter,
        instance: `adguard-exporter${second}.lab:9617`,
        source: combined([
          ...(has("traefik") ? [accessLogTraefik(simulation, exposure)] : []),
          ...(has("adguard") ? [queryLogAdguard(simulation, exposure)] : []),
          logsZone(simulation, exposure),
          logsDomain(simulation, exposure),
          exporterItself(simulation, exposure),
        ]),
      },
      ...(has("node")
        ? [
            {
              ...jobs.node,
              instance: index === 0 ? "node-exporter.lab:9100" : "nas.lab:9100",
              source: nodeExporter(simulation, index),
            },
          ]
        : []),
    ];
  });
  return [
    ...perInstance,
    { ...jobs.prometheus, instance: "prometheus.lab:9090", source: prometheusItself() },
    ...(has("rules")
      ? [{ job: undefined, instance: undefined, interval: 15, source: ruleResults(simulation, base) }]
      : []),
  ];
}

/** The endpoints with a history of days: certificates and the deviation from the baseline, at a long interval. */
function longTargets(simulation: Simulation, options: ScrapeOptions = {}): readonly ScrapeTarget[] {
  const exposure: Exposure = { ...plainExposure, ...exposureOf(options) };
  const jobs = jobsOf(simulation);
  const interval = 240;
  const probe = gaugeSource((at) => probedCertificates(simulation, at));
  return [
    { job: jobs.traefik.job, instance: "gateway.lab:8080", interval, source: onlyCertificates(simulation, exposure) },
    { job: jobs.exporter.job, instance: "adguard-exporter.lab:9617", interval, source: probe },
    { job: undefined, instance: undefined, interval, source: baseline(simulation, exposure) },
  ];
}

function onlyCertificates(simulation: Simulation, exposure: Exposure): Source {
  const all = traefikItself(simulation, exposure);
  const wanted = ["traefik_tls_certs_not_after", "traefik_config_last_reload_success"];
  return {
    ...all,
    collect: (at, tell) =>
      all.collect(at, (one) => {
        if (wanted.includes(one.family)) tell(one);
      }),
  };
}

function exposureOf({ optional, beforeFirstEvent, otherStates }: ScrapeOptions): Partial<Exposure> {
  return {
    ...(optional === undefined ? {} : { optional }),
    ...(beforeFirstEvent === undefined ? {} : { beforeFirstEvent }),
    ...(otherStates === undefined ? {} : { otherStates }),
  };
}

/** Job names and intervals in seconds, from the lab or by default. */
function jobsOf({ lab }: Simulation) {
  const named = (name: string, interval: number) => {
    const part = lab.infrastructure.find((one) => one.name === name);
    return { job: part?.job ?? name, interval: secondsOf(part?.scrape_interval) ?? interval };
  };
  return {
    traefik: named("traefik", 15),
    exporter: named("adguard-exporter", 15),
    node: named("node-exporter", 30),
    prometheus: named("prometheus", 30),
  };
}

function secondsOf(interval: string | undefined): number | undefined {
  const match = /^(\d+)(s|m)$/.exec(interval ?? "");
  return match ? Number(match[1]) * (match[2] === "m" ? 60 : 1) : undefined;
}

/** A series as Prometheus stores it. NaN is a staleness mark. */
export interface RecordedSeries {
  readonly name: string;
  readonly labels: Labels;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Scrapes every target from `from` to `to`, inclusive, at the multiples of its interval. */
export function record(
  targets: readonly ScrapeTarget[],
  range: { readonly from: number; readonly to: number },
  options: Pick<ScrapeOptions, "restart" | "silent" | "endings"> = {},
): readonly RecordedSeries[] {
  return targets.flatMap((target) => recordTarget(target, range, options));
}

function recordTarget(
  { job, instance, interval, source }: ScrapeTarget,
  { from, to }: { readonly from: number; readonly to: number },
  { restart, silent = [], endings }: Pick<ScrapeOptions, "restart" | "silent" | "endings">,
): readonly RecordedSeries[] {
  const identity: Labels = job === undefined || instance === undefined ? {} : { job, instance };
  const series = new Map<string, { name: string; labels: Labels; times: number[]; values: number[] }>();
  const note = (key: string, name: string, labels: Labels, at: number, value: number) => {
    const known = series.get(key);
    if (known) {
      known.times.push(at);
      known.values.push(value);
      return;
    }
    series.set(key, { name, labels: { ...labels, ...identity }, times: [at], values: [value] });
  };
  for (let at = Math.ceil(from / interval) * interval; at <= to; at += interval) {
    const answers = !silent.some((gap) => gap.job === job && gap.from < at && at <= gap.to);
    let samples = 0;
    if (answers) {
      source.collect(at, ({ key, name, labels, value }) => {
        note(key, name, labels, at, value);
        samples++;
      });
    }
    if (job !== undefined) {
      note("up", "up", {}, at, answers ? 1 : 0);
      note("scrape_duration_seconds", "scrape_duration_seconds", {}, at, answers ? 0.02 + samples * 1e-6 : 10);
      note("scrape_samples_scraped", "scrape_samples_scraped", {}, at, samples);
    }
    if (endings === "marked") {
      for (const { times, values } of series.values()) {
        if (times.at(-1) === at || Number.isNaN(values.at(-1))) continue;
        times.push(at);
        values.push(NaN);
      }
    }
    if (restart !== undefined && restart.job === job && restart.at === at) source.restart(at);
  }
  return [...series.values()];
}

/** The series of a history: dense ones of the simulation, and long ones of the `days` before it. */
export function recordHistory(simulation: Simulation, options: ScrapeOptions & { readonly days?: number } = {}) {
  const { start, end } = simulation;
  const dense = record(scrapeTargets(simulation, options), { from: start, to: end }, options);
  const days = options.days ?? 8;
  const long =
    days === 0 ? [] : record(longTargets(simulation, options), { from: start - days * 86_400, to: start - 1 });
  return { dense, long };
}

/** The samples at a time: the last one of each series within the lookback of five minutes. */
export function samplesAt(
  series: readonly RecordedSeries[],
  name: string,
  at: number,
): readonly { readonly labels: Labels; readonly value: number }[] {
  const found = [];
  for (const { name: own, labels, times, values } of series) {
    if (own !== name) continue;
    const index = times.findLastIndex((time) => time <= at);
    const value = values[index];
    if (value !== undefined && !Number.isNaN(value) && (times[index] ?? -Infinity) >= at - 300)
      found.push({ labels, value });
  }
  return found;
}

/**
 * The series with a staleness mark (NaN) where one ends before `to`, as Prometheus sets it at a scrape. Blocks from a text
 * have none.
 */
export function withStalenessMarks(
  series: readonly RecordedSeries[],
  interval: number,
  to: number,
): readonly RecordedSeries[] {
  return series.map((one) => {
    const last = one.times.at(-1);
    if (last === undefined || last + interval > to) return one;
    return { ...one, times: [...one.times, last + interval], values: [...one.values, NaN] };
  });
}
