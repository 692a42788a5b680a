import { isAnswered, type HttpRequest, type Timed } from "../../simulation/events.js";
import { canonical, figures, type Figures } from "../../simulation/figures.js";
import { backendsOf, servedNames } from "../../simulation/lab.js";
import { healthOf } from "../../simulation/metrics/traefik.js";
import { dnsState, httpState, isFailure } from "../../simulation/metrics/zone.js";
import { gaugeAt, lowestMean } from "../../simulation/expected-values.js";
import type { Simulation } from "../../simulation/network.js";
import { between, type Labels } from "../../simulation/source.js";
import { exactly, lastRecording, type Evaluation, type Expectation } from "../evaluation.js";
import { judged } from "./evidence.js";

/** Seconds of the probes' mean, for which a state holds, and between two evaluations of the rules. */
const [probeWindow, hold, interval] = [120, 300, 30] as const;

interface Outcome extends Timed {
  readonly name: string;
  readonly failed: boolean;
}

/** The requests and queries of the simulation, by the entities that they tell of. */
interface Outcomes {
  readonly services: readonly Outcome[];
  readonly zones: readonly Outcome[];
  readonly resolvers: readonly Outcome[];
  readonly dns: readonly Outcome[];
}

const known = new WeakMap<Simulation, Outcomes>();

function outcomesOf(simulation: Simulation): Outcomes {
  const ready = known.get(simulation);
  if (ready !== undefined) return ready;
  const { requests, queries } = simulation;
  const failing = ({ code }: HttpRequest) => code.startsWith("5");
  const fromZones = [
    ...requests.map(({ time, zone, code }) => ({ time, name: zone, failed: isFailure(httpState(code)) })),
    ...queries.map((query) => ({ time: query.time, name: query.zone, failed: isFailure(dnsState(query)) })),
  ];
  const outcomes = {
    // Without what Traefik answers by itself below 500.
    services: requests
      .filter((request) => isAnswered(request) || failing(request))
      .map((request) => ({ time: request.time, name: request.service, failed: failing(request) })),
    zones: fromZones.toSorted((one, other) => one.time - other.time),
    resolvers: queries
      .filter(({ answeredBy }) => answeredBy === "upstream")
      .map(({ time, upstream, status }) => ({ time, name: upstream, failed: status !== "ok" })),
    dns: queries.map((query) => ({ time: query.time, name: "", failed: isFailure(dnsState(query)) })),
  };
  known.set(simulation, outcomes);
  return outcomes;
}

/** The state of each name that has had an event. Counters that restart forget the events before their first samples. */
function byEvidence(
  outcomes: readonly Outcome[],
  { simulation: { countersBegin = Infinity }, at }: Pick<Evaluation, "simulation" | "at">,
): ReadonlyMap<string, number> {
  const earliest = countersBegin <= at ? countersBegin : -Infinity;
  const counts = (seconds: number) => {
    const found = new Map<string, { events: number; failures: number }>();
    for (const { name, failed } of between(outcomes, Math.max(at - seconds, earliest), at)) {
      const { events, failures } = found.get(name) ?? { events: 0, failures: 0 };
      found.set(name, { events: events + 1, failures: failures + (failed ? 1 : 0) });
    }
    return found;
  };
  const [short, long] = [counts(600), counts(3600)];
  const names = new Set(between(outcomes, -Infinity, at).map(({ name }) => name));
  return new Map([...names].map((name) => [name, judged(short.get(name), long.get(name))] as const));
}

type Rows = readonly (readonly [Labels, number])[];

const serverStates = { healthy: 2, degraded: 1, unhealthy: 0 } as const;

/** The health of each service: the worse one of its requests and of all of its servers. */
function serviceHealth(moment: Evaluation): ReadonlyMap<string, number> {
  const { simulation, at } = moment;
  const states = new Map(byEvidence(outcomesOf(simulation).services, moment));
  for (const service of servedNames(simulation.lab)) {
    const servers = backendsOf(simulation.lab, service).flatMap((backend) => backend.servers);
    if (servers.length === 0) continue;
    states.set(service, Math.min(serverStates[healthOf(simulation, servers, at)], states.get(service) ?? 2));
  }
  return states;
}

function infrastructureHealth(moment: Evaluation, services: ReadonlyMap<string, number>, rounding: number): Rows {
  const { simulation, series, at } = moment;
  const up = (fold: "max" | "min", job: string) =>
    [...gaugeAt(series, "up", { at, by: [], fold, where: (labels) => labels["job"] === job }).values()][0];
  const scrapesOf = (job: string) => {
    const [best, worst] = [up("max", job), up("min", job)];
    return best === undefined || worst === undefined ? [] : [best + worst];
  };
  return simulation.lab.infrastructure.flatMap(({ name, kind, job, service }): Rows => {
    const labels = { kind: "infrastructure", name };
    const scraped = job === undefined ? [] : scrapesOf(job);
    if (kind === "dns") {
      const logged = [...byEvidence(outcomesOf(simulation).dns, moment).values()];
      const states = [...scraped, ...logged, ...probesOf(moment, name, rounding)];
      return states.length === 0 ? [] : [[labels, Math.min(...states)]];
    }
    if (job !== undefined) return scraped.map((state) => [labels, state] as const);
    const state = services.get(service ?? "");
    return state === undefined ? [] : [[labels, state]];
  });
}

/** The health by the probes of an AdGuard Home: half of them failing is an outage. */
function probesOf({ series, at }: Evaluation, server: string, rounding: number): readonly number[] {
  const where = ({ target }: Labels) => target === server;
  const means = lowestMean(series, "homelab_dns_probe_success", { at, window: probeWindow, by: [], where });
  return [...means.values()].map((success) =>
    1 - success >= 0.5 - rounding ? 0 : 1 - success >= 0.01 - rounding ? 1 : 2,
  );
}

interface Health {
  readonly services: Figures;
  readonly all: Figures;
}

const entities = (kind: string, states: ReadonlyMap<string, number>): Rows =>
  [...states].map(([name, state]) => [{ kind, name }, state] as const);

/** What the rules judge at a time. */
function judgedAt(moment: Evaluation, rounding: number): Health {
  const { simulation } = moment;
  const services = serviceHealth(moment);
  const routed = new Set(simulation.lab.infrastructure.map(({ service }) => service));
  const own = new Map([...services].filter(([name]) => !routed.has(name)));
  const { resolvers, zones } = outcomesOf(simulation);
  return {
    services: figures(entities("service", services)),
    all: figures([
      ...entities("service", own),
      ...infrastructureHealth(moment, services, rounding),
      ...entities("resolver", byEvidence(resolvers, moment)),
      ...entities("zone", byEvidence(zones, moment)),
    ]),
  };
}

const judgements = new WeakMap<readonly unknown[], Map<string, Health>>();

function rememberedAt(moment: Evaluation, rounding: number): Health {
  const ofSeries = judgements.get(moment.series) ?? new Map<string, Health>();
  judgements.set(moment.series, ofSeries);
  const key = `${String(moment.at)} ${String(rounding)}`;
  const health = ofSeries.get(key) ?? judgedAt(moment, rounding);
  ofSeries.set(key, health);
  return health;
}

/** The worst that the rules have judged within five minutes of their last evaluation. */
function held(moment: Evaluation, part: keyof Health, rounding: number): Figures {
  const { ruleInterval = interval } = moment;
  const last = lastRecording(moment, moment.at);
  const worst = new Map<string, number>();
  for (let at = last; at >= Math.max(last - hold, moment.simulation.start); at -= ruleInterval)
    for (const [key, state] of rememberedAt({ ...moment, at }, rounding)[part])
      worst.set(key, Math.min(state, worst.get(key) ?? state));
  return worst;
}

/** The labels of a canonical key. */
function labelsOf(key: string): Labels {
  return Object.fromEntries(
    [...key.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)].map(([, name = "", value = '""']) => [
      name,
      String(JSON.parse(value)),
    ]),
  );
}

export const servicesInState =
  (state: number): Expectation =>
  (moment) => {
    const states = [...held(moment, "services", 0)]
      .filter(([key]) => moment.selected.service(labelsOf(key)["name"] ?? ""))
      .map(([, one]) => one);
    if (states.length === 0) return exactly(new Map());
    return exactly(figures([[{}, states.filter((one) => one === state).length]]));
  };

function healthOfAll(moment: Evaluation, rounding: number): Figures {
  const isChosen = (key: string) => {
    const { kind, name = "" } = labelsOf(key);
    return kind === "service" ? moment.selected.service(name) : kind !== "zone" || moment.selected.zone(name);
  };
  return new Map([...held(moment, "all", rounding)].filter(([key]) => isChosen(key)));
}

/** The health of everything, exactly. */
export const health: Expectation = (moment) => exactly(healthOfAll(moment, 0));

/** The health of everything; either state where a share of probes lies on a bound. */
export const healthOrNeighbour: Expectation = (moment) => {
  const worse = healthOfAll(moment, 1e-9);
  const better = healthOfAll(moment, -1e-9);
  return { bounds: new Map([...worse].map(([key, value]) => [key, [value, better.get(key) ?? value]])) };
};

/** The same rows with the dashboards to which they lead. */
export const healthWithDashboards: Expectation = (moment) => {
  const expected = healthOrNeighbour(moment);
  if (!("bounds" in expected)) return expected;
  const dashboardOf = ({ kind, name }: Labels): string => {
    if (kind === "zone") return "homelab-zones";
    const part = moment.simulation.lab.infrastructure.find((one) => one.name === name);
    const isDns = kind === "resolver" || (kind === "infrastructure" && part?.kind === "dns");
    return isDns ? "homelab-dns" : "homelab-services";
  };
  const rows = [...expected.bounds].map(([key, bounds]) => {
    const labels = labelsOf(key);
    return [canonical({ ...labels, dashboard: dashboardOf(labels) }), bounds] as const;
  });
  return { bounds: new Map(rows) };
};
