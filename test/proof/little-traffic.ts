/**
 * What a few events allow to say. A share needs ten events and ten minutes, and doesn't flicker; a state of health needs
 * failures, or events at all. The events come from the simulation, not from an answer. Where an expression doesn't tell
 * which events it counts, more of them are counted, so that an error is never a false one.
 */
import { metricsIn } from "../../build/docs/promql.js";
import { objectAt, objectsAt, textAt, toJsonObject, type JsonObject } from "../../src/grafana/json.js";
import type { Lab } from "../../src/lab/index.js";
import { metrics, type MetricDefinition } from "../../src/metrics/index.js";
import type { AnsweredQuery } from "../grafana-client/run.js";
import type { Answer } from "../prometheus/client.js";
import { isAnswered, type DnsQuery, type HttpRequest, type Timed } from "../simulation/events.js";
import { backendsOf } from "../simulation/lab.js";
import { dnsState, httpState, isFailure } from "../simulation/metrics/zone.js";
import type { Simulation } from "../simulation/network.js";
import { between, type Labels } from "../simulation/source.js";
import { evaluatedRules, metricsBehind } from "./evaluated-rules.js";

/** Events without which no share is shown, and seconds over which it is counted at least. */
const [leastEvents, leastWindow] = [10, 600] as const;

/** Events of an hour without which no state of health is known, and failures of the worse states. */
const [leastJudged, leastFailures] = [5, { "◐": 3, "✖": 5 }] as const;

/** Seconds for which health looks back at most: an hour, five minutes for which a state holds, and the rules' interval. */
const longestJudged = 3600 + 300 + 60;

/** Seconds in which a share that goes from one end to the other flickers, and the ends. */
const [flicker, low, high] = [300, 0.1, 0.9] as const;

/** Shares that are no part of events: the change against another time. */
const changes = /\/deviation\//;

/** Seconds that rules and scrapes may be late. */
const delay = 60;

const definitions: ReadonlyMap<string, MetricDefinition> = new Map(Object.entries(metrics));

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The longest range of an expression, with that of a subquery around it; 0 without one. */
function windowIn(expression: string): number {
  const rangesOf = (pattern: RegExp) =>
    [...expression.matchAll(pattern)].map(([, number, unit = ""]) => Number(number) * (seconds[unit] ?? NaN));
  const plain = rangesOf(/\[(\d+)([smhd])\]/g);
  const subqueries = rangesOf(/\[(\d+)([smhd]):[^\]]*\]/g);
  return Math.max(0, ...plain) + Math.max(0, ...subqueries);
}

/** The windows of an expression: the longest of all, and the sum over the rules that it reads. */
interface Windows {
  readonly longest: number;
  readonly reach: number;
}

const windowsOf = (expression: string, lab: Lab): Windows => {
  const rules = evaluatedRules(lab).flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  const follow = (text: string, above: typeof rules): Windows => {
    const own = windowIn(text);
    const read = new Set(metricsIn(text, () => true));
    const below = rules
      .filter(({ record }) => record !== undefined && read.has(record))
      .filter((rule) => above.includes(rule))
      .map((rule) => follow(rule.expr, above.slice(0, above.indexOf(rule))));
    return {
      longest: Math.max(own, ...below.map(({ longest }) => longest)),
      reach: own + Math.max(0, ...below.map(({ reach }) => reach)),
    };
  };
  return follow(expression, rules);
};

/** Which events a query counts, and whether it also reads probes, which need no event. */
interface Counted {
  readonly requests: boolean;
  readonly queries: boolean;
  readonly probes: boolean;
}

/** By the counters and histograms behind a query. Bytes are no events. */
function countedEvents(query: AnsweredQuery, lab: Lab): Counted {
  const read = metricsBehind(query.written, lab).flatMap((name) => definitions.get(name) ?? []);
  const counters = read.filter(({ type }) => type === "counter" || type === "histogram");
  const comeFrom = (metrics: readonly MetricDefinition[], source: string) =>
    metrics.some(({ sources }) => sources.some((name) => name === source));
  const areEvents = counters.every(({ unit }) => unit !== "bytes");
  return {
    requests: areEvents && comeFrom(counters, "access-log"),
    queries: areEvents && comeFrom(counters, "query-log"),
    probes: comeFrom(read, "probe"),
  };
}

/** The values of labels by which the series of a share differ; labels of other kinds choose nothing. */
const requestValues: Readonly<Record<string, (request: HttpRequest) => readonly string[]>> = {
  service: ({ service }) => [service],
  destination_service: ({ service }) => [service],
  zone: ({ zone, serviceZone }) => [zone, serviceZone],
  client_zone: ({ zone }) => [zone],
  source_zone: ({ zone }) => [zone],
  client_ip: ({ client }) => [client],
  backend: ({ backend }) => [backend],
  server: ({ server }) => [server],
  domain: ({ host }) => [host],
};
const queryValues: Readonly<Record<string, (query: DnsQuery) => readonly string[]>> = {
  zone: ({ zone }) => [zone],
  client_zone: ({ zone }) => [zone],
  network_zone: ({ zone }) => [zone],
  source_zone: ({ zone }) => [zone],
  client_ip: ({ client }) => [client],
  domain: ({ domain }) => [domain],
  upstream: ({ upstream }) => [upstream],
};

const matching = <E extends Timed>(
  events: readonly E[],
  values: Readonly<Record<string, (event: E) => readonly string[]>>,
  labels: Labels,
): readonly E[] => {
  const chosen = Object.entries(labels).flatMap(([name, value]) => {
    const of = values[name];
    return of === undefined ? [] : [[of, value] as const];
  });
  return events.filter((event) => chosen.every(([of, value]) => of(event).includes(value)));
};

/** The unit of a series: that of its column or query where the panel overrides it. */
function unitOf(panel: JsonObject, labels: Labels, refId: string): string | undefined {
  const config = objectAt(panel, "fieldConfig");
  const applies = ({ id, options }: JsonObject): boolean => {
    if (id === "byFrameRefID") return options === refId;
    if (id === "byName") return options === labels["column"];
    const pattern = id === "byRegexp" && typeof options === "string" ? /^\/(.*)\/$/.exec(options)?.[1] : undefined;
    return pattern !== undefined && labels["column"] !== undefined && new RegExp(pattern).test(labels["column"]);
  };
  const overridden = objectsAt(config, "overrides")
    .filter((override) => applies(objectAt(override, "matcher")))
    .flatMap((override) => objectsAt(override, "properties").filter(({ id }) => id === "unit"));
  return textAt(overridden.at(-1) ?? {}, "value") ?? textAt(objectAt(config, "defaults"), "unit");
}

const text = (labels: Labels) => JSON.stringify(labels);

/** At most three of the errors. */
const few = (errors: readonly string[]): readonly string[] =>
  errors.length > 3 ? [...errors.slice(0, 3), `and ${errors.length - 3} more errors like these`] : errors;

const withoutTexts = (expression: string): string => expression.replaceAll(/"[^"]*"|`[^`]*`/g, "");

/** The labels of the whole of which a share is a part: those by which the division matches, else all. */
function wholeOf(expression: string, labels: Labels): Labels {
  const [, matched] = /\/ on \(([^)]*)\)/.exec(withoutTexts(expression)) ?? [];
  const names = matched?.split(",").map((name) => name.trim());
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names?.includes(name) ?? true));
}

/** Shares that are drawn from too few events or too short a time, and those that flicker. */
export function unsupportedShares(query: AnsweredQuery, simulation: Simulation, lab: Lab): readonly string[] {
  const counted = countedEvents(query, lab);
  if (query.panel === undefined || changes.test(query.id) || !withoutTexts(query.expression).includes("/")) return [];
  if (!counted.requests && !counted.queries) return [];
  const panel = toJsonObject(query.panel);
  const shares = query.answer.series.filter(
    ({ labels }) => unitOf(panel, labels, query.target?.refId ?? "") === "percentunit",
  );
  if (shares.length === 0) return [];
  const { longest, reach } = windowsOf(query.expression, lab);
  // A configured share, such as a weight, isn't counted.
  if (longest === 0) return [];
  const tooShort = longest < leastWindow ? [`a share is counted over ${longest} seconds`] : [];
  const thin = shares.flatMap(({ labels, points }) => {
    const whole = wholeOf(query.expression, labels);
    // A share of everything may come from the probes alone.
    if (counted.probes && !Object.keys(whole).some((name) => name in requestValues || name in queryValues)) return [];
    const requests = counted.requests ? matching(simulation.requests, requestValues, whole) : [];
    const queries = counted.queries ? matching(simulation.queries, queryValues, whole) : [];
    return points.flatMap(([at, value]) => {
      const from = at - reach - delay;
      const events = between(requests, from, at).length + between(queries, from, at).length;
      return events < leastEvents ? [`at ${at}: ${text(labels)} is ${value}, of ${events} events`] : [];
    });
  });
  return [...tooShort, ...few(thin), ...few(flickering(shares))];
}

/** Series that go from one end to the other within a few minutes. */
const flickering = (shares: Answer["series"]): readonly string[] =>
  shares.flatMap(({ labels, points }) =>
    points.flatMap(([at, value], index) => {
      const other = points.slice(index + 1).find(([later, next]) => later <= at + flicker && isOpposite(value, next));
      return other === undefined ? [] : [`at ${at}: ${text(labels)} goes from ${value} to ${other[1]}`];
    }),
  );

const isOpposite = (one: number, other: number): boolean => Math.min(one, other) <= low && Math.max(one, other) >= high;

/** The mark of each value of health that a panel shows, with or without a word; undefined for another panel. */
function healthMarks(panel: JsonObject): ReadonlyMap<number, string> | undefined {
  const mappings = objectsAt(objectAt(objectAt(panel, "fieldConfig"), "defaults"), "mappings");
  const marks = mappings.flatMap((mapping) =>
    Object.keys(objectAt(mapping, "options")).map(
      (value) =>
        [Number(value), textAt(objectAt(objectAt(mapping, "options"), value), "text")?.slice(0, 1) ?? ""] as const,
    ),
  );
  const shown = new Map(marks);
  return ["✖", "◐", "●"].every((mark, value) => shown.get(value) === mark) ? shown : undefined;
}

interface Outcome extends Timed {
  readonly failed: boolean;
}

/** The events that tell of an entity's health; undefined where other things than events do, such as scrapes. */
function outcomesOf({ requests, queries }: Simulation, { kind, name }: Labels): readonly Outcome[] | undefined {
  switch (kind) {
    case "service":
      return requests
        .filter((request) => request.service === name && (isAnswered(request) || request.code.startsWith("5")))
        .map(({ time, code }) => ({ time, failed: code.startsWith("5") }));
    case "resolver":
      return queries
        .filter(({ upstream }) => upstream === name)
        .map(({ time, status }) => ({ time, failed: status !== "ok" }));
    case "zone":
      return [
        ...requests.map(({ time, zone, code }) => ({ time, zone, failed: isFailure(httpState(code)) })),
        ...queries.map((query) => ({ time: query.time, zone: query.zone, failed: isFailure(dnsState(query)) })),
      ]
        .filter(({ zone }) => zone === name)
        .toSorted((one, other) => one.time - other.time);
    default:
      return undefined;
  }
}

/** Whether a server of a service is down at some time between two. */
function hasServerDown({ lab, serverChanges, outage }: Simulation, service: string, from: number, to: number): boolean {
  const names = new Set(backendsOf(lab, service).map(({ name }) => name));
  const changed = serverChanges.filter(({ backend, time }) => names.has(backend) && time <= to);
  // A server that is down at the beginning has no later change before it.
  const isDown = changed.some(
    ({ up, time, server }) =>
      !up && !changed.some((other) => other.server === server && other.time > time && other.time <= from),
  );
  return isDown || (outage?.service === service && outage.from <= to && from <= outage.to);
}

/** States of health that the events don't support. */
export function unsupportedHealth(query: AnsweredQuery, simulation: Simulation): readonly string[] {
  const marks = query.panel === undefined ? undefined : healthMarks(toJsonObject(query.panel));
  if (marks === undefined) return [];
  return few(
    query.answer.series.flatMap(({ labels, points }) => {
      const outcomes = outcomesOf(simulation, labels);
      const { kind, name = "" } = labels;
      if (outcomes === undefined) return [];
      return points.flatMap(([at, value]) => {
        const from = at - longestJudged;
        const events = between(outcomes, from, at);
        const failures = events.filter(({ failed }) => failed).length;
        const mark = marks.get(value) ?? String(value);
        if (kind === "service" && hasServerDown(simulation, name, from, at)) return [];
        const supported = isSupported(mark, events.length, failures, kind === "service");
        return supported
          ? []
          : [`at ${at}: ${text(labels)} is “${mark}” with ${failures} failures of ${events.length}`];
      });
    }),
  );
}

/** @param isChecked whether health checks tell that it is well, too */
function isSupported(mark: string, events: number, failures: number, isChecked: boolean): boolean {
  if (mark === "◐" || mark === "✖") return failures >= leastFailures[mark];
  return mark === "○" || isChecked || events >= leastJudged;
}
