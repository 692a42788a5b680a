import { isAnswered } from "../../simulation/events.js";
import { figures, type Figures } from "../../simulation/figures.js";
import { backendsOf, servedNames } from "../../simulation/lab.js";
import type { Simulation } from "../../simulation/network.js";
import { healthOf } from "../../simulation/metrics/traefik.js";
import { between } from "../../simulation/source.js";
import type { Labels } from "../../simulation/source.js";
import {
  exactly,
  minutesWithin,
  ofHighest,
  rowsAt,
  type Evaluation,
  type Expectation,
  type Expectations,
} from "../evaluation.js";

const failoverWindow = 600;
const failoverRequests = 10;

interface Server {
  readonly backend: string;
  readonly server: string;
  /** Share of the backend's requests by its weight, 0–1. */
  readonly due: number;
}

/** The servers of the backends that the lab and Traefik know. */
const knownBackends = ({ lab }: Simulation) => servedNames(lab).flatMap((service) => backendsOf(lab, service));

/** The servers of the selected backends. */
function serversOf({ simulation, selected }: Evaluation, backends = allBackends(simulation)): readonly Server[] {
  return backends
    .filter(({ name }) => selected.backend(name))
    .flatMap(({ name, servers }) => {
      const total = servers.reduce((sum, { weight }) => sum + weight, 0);
      return servers.map(({ url, weight }) => ({ backend: name, server: url, due: weight / total }));
    });
}

/** Whether each server answers its health check: 1 or 0. */
const serverStates = (moment: Evaluation): Figures =>
  figures(
    rowsAt(moment, "traefik_service_server_up", moment.at, ({ service = "" }) => moment.selected.backend(service)).map(
      ([{ service = "", url = "" }, state]) => [{ service, url }, state],
    ),
  );

function allBackends(simulation: Simulation): ReturnType<typeof backendsOf> {
  const known = knownBackends(simulation);
  return [...known, ...strangersOf(simulation, new Set(known.map(({ name }) => name)))];
}

/** Servers of backends that neither the lab nor Traefik knows: all have the same share, and none counts as silent. */
function strangersOf({ requests }: Simulation, known: ReadonlySet<string>): ReturnType<typeof backendsOf> {
  const servers = new Map<string, Set<string>>();
  for (const { backend, server } of requests.filter(isAnswered)) {
    if (!known.has(backend)) servers.set(backend, (servers.get(backend) ?? new Set()).add(server));
  }
  return [...servers].map(([name, urls]) => ({
    name,
    weight: 1,
    servers: [...urls].map((url) => ({ url, weight: 1 })),
  }));
}

function requestsWithin({ simulation }: Evaluation, at: number, window: number, server: Server) {
  const all = between(simulation.requests, at - window, at).filter(
    (request) => isAnswered(request) && request.backend === server.backend,
  );
  return { backend: all.length, server: all.filter((request) => request.server === server.server).length };
}

/** The number of a backend's servers that Traefik has counted requests of. */
const serversWithRequests = (moment: Evaluation, name: string): number =>
  new Set(
    rowsAt(moment, "traefik_load_balancer_distribution", moment.at, ({ backend }) => backend === name).map(
      ([{ server }]) => server,
    ),
  ).size;

const labelsOf = ({ backend, server }: Server): Labels => ({ backend, server });

/** Requests that silent servers missed in the ten minutes before a time. */
function missedAt(moment: Evaluation, at: number): Figures {
  return figures(
    serversOf(moment, knownBackends(moment.simulation)).flatMap((server) => {
      const seen = requestsWithin(moment, at, failoverWindow, server);
      const due = seen.backend * server.due;
      return seen.server === 0 && due >= failoverRequests ? [[labelsOf(server), due] as const] : [];
    }),
  );
}

/** The silent minutes of each server, and the requests that it missed. */
function silences(
  moment: Evaluation,
  seconds: number,
): ReadonlyMap<string, readonly (readonly [minute: number, missed: number])[]> {
  const found = new Map<string, (readonly [number, number])[]>();
  for (const minute of minutesWithin(moment.at, seconds)) {
    for (const [key, missed] of missedAt(moment, minute)) {
      found.set(key, [...(found.get(key) ?? []), [minute, missed]]);
    }
  }
  return found;
}

const overSilences =
  (
    seconds: (moment: Evaluation) => number,
    figure: (silent: readonly (readonly [number, number])[]) => number,
  ): Expectation =>
  (moment) =>
    exactly(new Map([...silences(moment, seconds(moment))].map(([key, silent]) => [key, figure(silent)])));

const states = { healthy: 2, degraded: 1, unhealthy: 0 } as const;

/** The worst state of the selected backends of each route. */
function routeStates({ simulation, selected }: Evaluation, at: number): Figures {
  return figures(
    servedNames(simulation.lab).flatMap((route) => {
      const backends = backendsOf(simulation.lab, route).filter(({ name }) => selected.backend(name));
      const worst = Math.min(...backends.map(({ servers }) => states[healthOf(simulation, servers, at)]));
      return backends.length === 0 ? [] : [[{ route }, worst] as const];
    }),
  );
}

function stateChanges(moment: Evaluation, seconds: number): Figures {
  const seen = new Map<string, number[]>();
  for (const minute of minutesWithin(moment.at, seconds)) {
    for (const [route, state] of routeStates(moment, minute)) seen.set(route, [...(seen.get(route) ?? []), state]);
  }
  return new Map(
    [...seen].map(([route, list]) => [
      route,
      list.filter((state, index) => index > 0 && state !== list[index - 1]).length,
    ]),
  );
}

export const balancing: Expectations = {
  "servers-up-now/A": (moment) => {
    const states = [...serverStates(moment).values()];
    const up = states.filter((state) => state === 1).length;
    const labels = { up: String(up), all: String(states.length) };
    return exactly(figures(states.length === 0 ? [] : [[labels, up / states.length]]));
  },
  "servers-up-now/B": (moment) => {
    const down = new Map([...serverStates(moment)].filter(([, state]) => state === 0));
    return ofHighest(down, down, 2);
  },
  "share-per-server/A": (moment) =>
    exactly(
      figures(
        serversOf(moment).flatMap((server) => {
          if (serversWithRequests(moment, server.backend) < 2) return [];
          const seen = requestsWithin(moment, moment.at, 600, server);
          return seen.backend < 10 ? [] : [[labelsOf(server), seen.server / seen.backend] as const];
        }),
      ),
    ),
  "share-per-server/B": (moment) =>
    exactly(
      figures(
        serversOf(moment)
          .filter(({ due }) => due < 1)
          .map((server) => [labelsOf(server), server.due] as const),
      ),
    ),
  "route-states/A": (moment) => exactly(routeStates(moment, moment.at)),
  "failovers-in-range/A": (moment) => {
    const { size } = silences(moment, moment.range);
    return exactly(size === 0 ? new Map() : figures([[{}, size]]));
  },
  "failovers/A": overSilences(
    ({ window }) => window,
    (silent) => Math.max(...silent.map(([, missed]) => missed)),
  ),
  "failover-table/A": overSilences(
    ({ range }) => range,
    (silent) => silent.length,
  ),
  "failover-table/B": overSilences(
    ({ range }) => range,
    (silent) => 1000 * Math.max(...silent.map(([minute]) => minute)),
  ),
  "state-changes/A": (moment) => exactly(stateChanges(moment, moment.window)),
  "state-change-table/A": (moment) =>
    exactly(new Map([...stateChanges(moment, moment.range)].filter(([, changes]) => changes > 0))),
  "state-change-table/B": (moment) => exactly(routeStates(moment, moment.at)),
};

export const balancingAnnotations: Expectations = {
  "annotation/Failovers": (moment) => exactly(missedAt(moment, moment.at)),
};
