import { isAnswered, type HttpRequest } from "../../simulation/events.js";
import { canonical, figures, type Figures } from "../../simulation/figures.js";
import { backendsOf, servedNames } from "../../simulation/lab.js";
import { healthOf } from "../../simulation/metrics/traefik.js";
import { dnsState, httpState, isFailure } from "../../simulation/metrics/zone.js";
import { gaugeAt, lowestMean, rate, share } from "../../simulation/expected-values.js";
import { between, type Labels } from "../../simulation/source.js";
import { exactly, lastRecording, type Evaluation, type Expectation, type Expectations } from "../evaluation.js";
import { balancing } from "./balancing.js";
import { services } from "./services.js";
import { sourcesOfFigures } from "./sources.js";

/** 2 below 1 % of failures, 1 below 5 %, otherwise 0. Floating point may move a share on a bound to either side. */
const judged = (failed: number, rounding = 0) => (failed >= 0.05 - rounding ? 0 : failed >= 0.01 - rounding ? 1 : 2);

type Rows = readonly (readonly [Labels, number])[];

const failing = ({ code }: HttpRequest) => code.startsWith("5");

/** The share of failed requests by service, without what Traefik answers by itself below 500. */
function failures(moment: Evaluation, where: (request: HttpRequest) => boolean): ReadonlyMap<string, number> {
  const { requests } = moment.simulation;
  const seen = new Map<string, { all: number; failed: number }>();
  for (const request of between(requests, moment.at - moment.window, moment.at)) {
    if (!where(request) || !(isAnswered(request) || failing(request))) continue;
    const one = seen.get(request.service) ?? { all: 0, failed: 0 };
    seen.set(request.service, { all: one.all + 1, failed: one.failed + (failing(request) ? 1 : 0) });
  }
  return new Map([...seen].map(([service, { all, failed }]) => [service, failed / all]));
}

const serverStates = { healthy: 2, degraded: 1, unhealthy: 0 } as const;

/** The health of each service: the worse one of its requests and of all of its servers. */
function serviceHealth(
  moment: Evaluation,
  where: (request: HttpRequest) => boolean,
  hasServers: (service: string) => boolean,
  rounding = 0,
): ReadonlyMap<string, number> {
  const { simulation, selected, at } = moment;
  const states = new Map([...failures(moment, where)].map(([name, share]) => [name, judged(share, rounding)]));
  for (const service of servedNames(simulation.lab).filter(hasServers)) {
    const servers = backendsOf(simulation.lab, service)
      .filter(({ name }) => selected.backend(name))
      .flatMap((backend) => backend.servers);
    if (servers.length === 0) continue;
    states.set(service, Math.min(serverStates[healthOf(simulation, servers, at)], states.get(service) ?? 2));
  }
  return states;
}

/** Seconds of the rates in rules. */
const recordedWindow = 120;

/** The moment of the last evaluation of the rules, which know no selection. */
const lastRecorded = (moment: Evaluation): Evaluation => ({
  ...moment,
  at: lastRecording(moment, moment.at),
  window: recordedWindow,
  selected: { ...moment.selected, zone: anything, client: anything, service: anything, backend: anything },
});

const anything = () => true;

const servicesInState =
  (state: number): Expectation =>
  (moment) => {
    const health = [...serviceHealth(lastRecorded(moment), anything, anything)];
    const states = health.filter(([service]) => moment.selected.service(service)).map(([, one]) => one);
    if (states.length === 0) return exactly(new Map());
    return exactly(figures([[{}, states.filter((one) => one === state).length]]));
  };

const clientsWhere =
  (wanted: (client: string) => boolean): Expectation =>
  ({ simulation, at, window, selected }) => {
    const all = [...between(simulation.requests, at - window, at), ...between(simulation.queries, at - window, at)];
    const clients = new Set(all.flatMap(({ client, zone }) => (selected.zone(zone) && wanted(client) ? [client] : [])));
    return exactly(clients.size === 0 ? new Map() : figures([[{}, clients.size]]));
  };

const isFolded = (client: string) => client.startsWith("other@");

function zoneHealth({ simulation, at, window }: Evaluation, rounding: number): Rows {
  const ended = new Map<string, { all: number; failures: number }>();
  const note = (zone: string, state: string) => {
    const one = ended.get(zone) ?? { all: 0, failures: 0 };
    ended.set(zone, { all: one.all + 1, failures: one.failures + (isFailure(state) ? 1 : 0) });
  };
  for (const request of between(simulation.requests, at - window, at)) note(request.zone, httpState(request.code));
  for (const query of between(simulation.queries, at - window, at)) note(query.zone, dnsState(query));
  return [...ended].map(
    ([name, { all, failures }]) => [{ kind: "zone", name }, judged(failures / all, rounding)] as const,
  );
}

function infrastructureHealth(moment: Evaluation, rounding: number): Rows {
  const { simulation, series, at, window } = moment;
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
      const queries = between(simulation.queries, at - window, at);
      const failed = queries.filter((query) => isFailure(dnsState(query))).length;
      const logged = queries.length === 0 ? [] : [judged(failed / queries.length, rounding)];
      const states = [...scraped, ...logged, ...probesOf(moment, name, rounding)];
      return states.length === 0 ? [] : [[labels, Math.min(...states)]];
    }
    if (job !== undefined) return scraped.map((state) => [labels, state] as const);
    const isOwn = (name: string) => name === service;
    const state = serviceHealth(moment, (one) => isOwn(one.service), isOwn, rounding).get(service ?? "");
    return state === undefined ? [] : [[labels, state]];
  });
}

/** The health by the probes of an AdGuard Home: half of them failing is an outage. */
function probesOf({ series, at, window }: Evaluation, server: string, rounding: number): readonly number[] {
  const where = ({ target }: Labels) => target === server;
  const means = lowestMean(series, "homelab_dns_probe_success", { at, window, by: [], where });
  return [...means.values()].map((success) =>
    1 - success >= 0.5 - rounding ? 0 : 1 - success >= 0.01 - rounding ? 1 : 2,
  );
}

function resolverHealth({ simulation, at, window }: Evaluation, rounding: number): Rows {
  const failed = share({
    events: simulation.queries,
    where: ({ answeredBy }) => answeredBy === "upstream",
    by: { name: ({ upstream }) => upstream, kind: () => "resolver" },
    part: ({ status }) => status !== "ok",
    at,
    window,
  });
  return [...failed].map(([key, value]) => [labelsOf(key), judged(value, rounding)] as const);
}

/** The labels of a canonical key of two labels. */
function labelsOf(key: string): Labels {
  return Object.fromEntries(
    [...key.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)].map(([, name = "", value = '""']) => [
      name,
      String(JSON.parse(value)),
    ]),
  );
}

function healthOfAll(asked: Evaluation, rounding: number): Figures {
  const moment = lastRecorded(asked);
  const routed = new Set(moment.simulation.lab.infrastructure.map(({ service }) => service));
  const isOther = (service: string) => !routed.has(service);
  const own = serviceHealth(moment, ({ service }) => isOther(service), isOther, rounding);
  const isChosen = ([{ kind, name = "" }]: Rows[number]) =>
    kind === "service" ? asked.selected.service(name) : kind !== "zone" || asked.selected.zone(name);
  const rows: Rows = [
    ...[...own].map(([name, state]) => [{ kind: "service", name }, state] as const),
    ...infrastructureHealth(moment, rounding),
    ...resolverHealth(moment, rounding),
    ...zoneHealth(moment, rounding),
  ];
  return figures(rows.filter(isChosen));
}

/** The health of everything, exactly. */
export const health: Expectation = (moment) => exactly(healthOfAll(moment, 0));

/** The health of everything; either state where a share lies on a bound. */
const healthOrNeighbour: Expectation = (moment) => {
  const worse = healthOfAll(moment, 1e-9);
  const better = healthOfAll(moment, -1e-9);
  return { bounds: new Map([...worse].map(([key, value]) => [key, [value, better.get(key) ?? value]])) };
};

/** The same rows with the dashboards to which they lead. */
const healthWithDashboards: Expectation = (moment) => {
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

export const topology: Expectations = {
  "services-by-health/A": servicesInState(2),
  "services-by-health/B": servicesInState(1),
  "services-by-health/C": servicesInState(0),
  "clients-now/A": clientsWhere((client) => !isFolded(client)),
  "clients-now/B": clientsWhere(isFolded),
  "dns-queries-now/A": (moment) =>
    exactly(
      rate({
        events: moment.simulation.queries,
        where: ({ zone }) => moment.selected.zone(zone),
        at: moment.at,
        window: moment.window,
      }),
    ),
  "health-table/A": healthWithDashboards,
  "health-over-time/A": healthOrNeighbour,
  ...pick(services, "request-rate-now/A", "error-share-now/A"),
  ...pick(sourcesOfFigures, "targets-up-now/A"),
  ...pick(balancing, "share-per-server/A", "share-per-server/B"),
};

function pick(oracles: Expectations, ...ids: readonly string[]): Expectations {
  return Object.fromEntries(Object.entries(oracles).filter(([id]) => ids.includes(id)));
}
