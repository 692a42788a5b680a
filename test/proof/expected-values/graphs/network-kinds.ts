import { isAnswered, type HttpRequest } from "../../../simulation/events.js";
import { dnsState, httpState, isFailure } from "../../../simulation/metrics/zone.js";
import { gaugeAt } from "../../../simulation/expected-values.js";
import type { Figures } from "../../../simulation/figures.js";
import { rowsAt } from "../../evaluation.js";
import { labelsIn } from "../zones.js";
import {
  anyOf,
  distinctNames,
  keyOf,
  known,
  tally,
  sumOf,
  type ExpectedKind,
  type Fields,
  type Name,
  type Standing,
  type Tally,
} from "./expected.js";
import { entitiesOf, failures, isFailed, linkTo, ring, type GraphContext } from "./look.js";

const named = (names: readonly string[]): readonly Name[] => names.map((name) => [name]);

/** Figures by the values of a label. */
export function figuresBy(label: string, figures: Figures): Tally {
  return new Map([...figures].map(([key, value]) => [labelsIn(key)[label] ?? "", value]));
}

/** Requests and queries of the selected zones, of any client. */
export function ended({ moment: { simulation, selected } }: GraphContext) {
  const fromZones = <E extends { readonly zone: string }>(events: readonly E[]) =>
    events.filter(({ zone }) => selected.zone(zone));
  return { http: fromZones(simulation.requests), dns: fromZones(simulation.queries) };
}

export const hasFailed = {
  http: ({ code }: { readonly code: string }) => isFailure(httpState(code)),
  dns: (query: Parameters<typeof dnsState>[0]) => isFailure(dnsState(query)),
} as const;

const zoneOf = ({ zone }: { readonly zone: string }): Name => [zone];

export function zones(look: GraphContext, most: number): ExpectedKind {
  const { lab, moment, at, inWindow, window } = look;
  const { simulation, selected } = moment;
  const from = [...simulation.requests, ...simulation.queries].filter(({ zone }) => selected.zone(zone));
  const asked = sum(tally(inWindow(requestsFrom(look)), zoneOf), tally(inWindow(queriesFrom(look)), zoneOf));
  const { http, dns } = ended(look);
  const all = sum(tally(inWindow(http), zoneOf), tally(inWindow(dns), zoneOf));
  const lost = sum(
    tally(inWindow(http).filter(hasFailed.http), zoneOf),
    tally(inWindow(dns).filter(hasFailed.dns), zoneOf),
  );
  const use = figuresBy(
    "zone",
    gaugeAt(moment.series, "zone_bandwidth_utilization", {
      at,
      by: ["zone"],
      fold: "max",
      where: ({ zone = "" }) => selected.zone(zone),
    }),
  );
  const entities = entitiesOf(look, "zone");
  return {
    name: "zone",
    limit: most,
    named: named([...lab.zones.map(({ name }) => name), ...entities.names]),
    ranked: distinctNames([...http, ...dns], zoneOf).map((zone) => [zone, sumOf(all, [zone])] as const),
    known: distinctNames(from, zoneOf),
    endsStand: false,
    fields: ({ members, alone: [name] = [] }) => {
      const share = known(use, members, Math.max);
      return {
        title: name === undefined ? "others" : entities.title(name),
        subtitle: lab.zones.find((zone) => zone.name === name)?.type ?? "unknown",
        mainstat: sumOf(asked, members) / window,
        ...failures(sumOf(lost, members), sumOf(all, members)),
        detail__zone: name,
        detail__bandwidth_use: share === undefined ? undefined : 100 * share,
        ...linkTo("Zone traffic/Open", "zones", ["zone", name]),
      };
    },
  };
}

const requestsFrom = ({ moment: { simulation, selected } }: GraphContext) =>
  simulation.requests.filter(({ zone }) => selected.zone(zone));
const queriesFrom = ({ moment: { simulation, selected } }: GraphContext) =>
  simulation.queries.filter(({ zone }) => selected.zone(zone));

/** The sum of two tallies. */
function sum(a: Tally, b: Tally): Tally {
  return new Map([...new Set([...a.keys(), ...b.keys()])].map((key) => [key, (a.get(key) ?? 0) + (b.get(key) ?? 0)]));
}

/** The services of infrastructure. */
export const routedNames = ({ lab }: GraphContext): ReadonlySet<string> =>
  new Set(lab.infrastructure.flatMap(({ service }) => (service === undefined ? [] : [service])));

/** The answered and failed events of infrastructure in the window; undefined for infrastructure without figures. */
function answeredBy(look: GraphContext, name: string): { readonly all: number; readonly failed: number } | undefined {
  const { requests, inWindow, lab } = look;
  const part = lab.infrastructure.find((one) => one.name === name);
  if (part?.kind === "dns") {
    const { dns } = ended(look);
    return { all: inWindow(dns).length, failed: inWindow(dns).filter(hasFailed.dns).length };
  }
  if (part?.kind !== "proxy" && part?.service === undefined) return undefined;
  const own = part.kind === "proxy" ? requests : requests.filter(({ service }) => service === part.service);
  return { all: inWindow(own).length, failed: inWindow(own).filter(isFailed).length };
}

export function infrastructure(look: GraphContext): ExpectedKind {
  const { lab, window } = look;
  const entities = entitiesOf(look, "infrastructure");
  // Computed once for all graphs that are compared with it.
  const answers = new Map(lab.infrastructure.map(({ name }) => [name, answeredBy(look, name)]));
  return {
    name: "infrastructure",
    limit: lab.infrastructure.length + 1,
    named: named([...lab.infrastructure.map(({ name }) => name), ...entities.names]),
    endsStand: false,
    fields: ({ members, alone: [name] = [] }) => {
      const answered = members.flatMap(([one = ""]) => answers.get(one) ?? []);
      const all = answered.reduce((total, one) => total + one.all, 0);
      const failed = answered.reduce((total, one) => total + one.failed, 0);
      const part = lab.infrastructure.find((one) => one.name === name);
      return {
        title: name === undefined ? "others" : entities.title(name),
        subtitle: name === undefined ? undefined : entities.zone(name),
        mainstat: all / window,
        ...failures(failed, all),
        detail__type: part?.kind,
        detail__address: part?.address,
        ...linkTo("Service performance/Open", "services"),
      };
    },
  };
}

/** Requests in flight: the mean over the last minute, of the selected events and any client, as far as they ended. */
export function inFlight(
  { moment: { simulation, selected }, inMinute, minute }: GraphContext,
  by: "service" | "zone",
  where: (request: HttpRequest) => boolean = () => true,
): Tally {
  const chosenOnes = simulation.requests.filter(
    (request) =>
      isAnswered(request) && selected.zone(request.zone) && selected.service(request.service) && where(request),
  );
  const known = tally(
    chosenOnes,
    (request) => [request[by]],
    () => 0,
  );
  const seconds = tally(
    inMinute(chosenOnes),
    (request) => [request[by]],
    ({ time, duration }) => Math.min(duration, time - (minute - 60)) / 60,
  );
  return new Map([...known, ...seconds]);
}

export function services(look: GraphContext, most: number): ExpectedKind {
  const { lab, moment, window, inWindow } = look;
  const routed = routedNames(look);
  const asked = look.requests.filter(({ service }) => moment.selected.service(service) && !routed.has(service));
  const serviceOf = ({ service }: { readonly service: string }): Name => [service];
  const all = tally(inWindow(asked), serviceOf);
  const failed = tally(inWindow(asked).filter(isFailed), serviceOf);
  const flying = inFlight(look, "service", ({ service }) => !routed.has(service));
  const entities = entitiesOf(look, "service");
  return {
    name: "service",
    limit: most,
    named: named([...lab.services.map(({ name }) => name), ...entities.names]),
    ranked: distinctNames(asked, serviceOf).map((name) => [name, sumOf(all, [name])] as const),
    endsStand: false,
    fields: ({ members, alone: [name] = [] }) => ({
      title: name === undefined ? "others" : entities.title(name),
      subtitle: name === undefined ? undefined : entities.zone(name),
      mainstat: sumOf(all, members) / window,
      ...failures(sumOf(failed, members), sumOf(all, members)),
      detail__requests_in_flight: known(flying, members, (...values) => values.reduce((a, b) => a + b)),
      ...linkTo("Service performance/Open", "services", ["service", name]),
    }),
  };
}

export function resolvers(look: GraphContext): ExpectedKind {
  const { lab, window, inWindow } = look;
  const asked = resolved(look);
  const upstreamOf = ({ upstream }: { readonly upstream: string }): Name => [upstream];
  const all = tally(inWindow(asked), upstreamOf);
  const failed = tally(
    inWindow(asked).filter(({ status }) => status !== "ok"),
    upstreamOf,
  );
  const entities = entitiesOf(look, "resolver");
  return {
    name: "resolver",
    limit: 8,
    named: named([...lab.resolvers.map(({ name }) => name), ...entities.names]),
    ranked: distinctNames(asked, upstreamOf).map((name) => [name, sumOf(all, [name])] as const),
    endsStand: true,
    fields: ({ members, alone: [name] = [] }) => ({
      title: name === undefined ? "others" : entities.title(name),
      subtitle: name === undefined ? undefined : entities.zone(name),
      mainstat: sumOf(all, members) / window,
      ...failures(sumOf(failed, members), sumOf(all, members)),
      ...linkTo("DNS/Open", "dns"),
    }),
  };
}

/** Queries sent to a resolver, of any client. */
export const resolved = ({ moment }: GraphContext) =>
  moment.simulation.queries.filter(({ answeredBy: by }) => by === "upstream");

/** A node with a text and a color, without figures. */
const plainFields = (title: string, subtitle: string | undefined, color: string): Fields => ({
  title,
  subtitle,
  color,
  ...ring(),
});

const neutral = "#8E8E8E";
const contrast = "#CC79A7";

export const backends = (most: number): ExpectedKind => ({
  name: "backend",
  limit: most,
  endsStand: true,
  fields: ({ alone: [name] = [] }) => ({
    ...plainFields(name ?? "others", undefined, neutral),
    ...linkTo("Service performance/Open", "services"),
  }),
});

export const servers = (most: number): ExpectedKind => ({
  name: "server",
  limit: most,
  endsStand: true,
  fields: ({ alone: [backend, url] = [] }) => ({
    ...plainFields(url ?? "others", backend, neutral),
    ...linkTo("Service performance/Open", "services"),
  }),
});

/** Queries of identified clients for identified domains in the range; folded ones are excluded. */
export const pairsInRange = ({ queries, inRange }: GraphContext) =>
  inRange(queries).filter(({ domain }) => domain !== "other" && domain !== "");

export function domains(look: GraphContext): ExpectedKind {
  return {
    name: "domain",
    limit: 10,
    ranked: [...tally(pairsInRange(look), ({ domain }) => [domain])].map(([name, count]) => [[name], count] as const),
    endsStand: false,
    fields: ({ alone: [name] = [] }) => ({
      ...plainFields(name ?? "other domains", undefined, contrast),
      ...linkTo("DNS/Open", "dns", ["domain", name]),
    }),
  };
}

// ── clients ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const clientOf = ({ zone, client }: { readonly zone: string; readonly client: string }): Name => [zone, client];

/** The number of queries of each client in the range; of a client without queries, the number of its requests. */
export function grown({ requests, queries, inRange }: GraphContext): Tally {
  return new Map([...tally(inRange(requests), clientOf), ...tally(inRange(queries), clientOf)]);
}

/** Minutes since the last event of each client, rounded to five minutes. */
function minutesSince({ requests, queries, asked, at, far }: GraphContext): Tally {
  const step = 300;
  const settled = asked - at;
  const minutes = new Map<string, number>();
  for (let look = Math.ceil((asked - far) / step) * step; look <= asked; look += step) {
    const end = look - settled;
    const acts = [...requests, ...queries].filter(({ time }) => end - step < time && time <= end);
    for (const act of acts) minutes.set(keyOf(clientOf(act)), (asked - look) / 60);
  }
  return minutes;
}

export function clients(look: GraphContext): ExpectedKind {
  const { moment, requests, queries, inWindow, window } = look;
  const { selected } = moment;
  const http = tally(inWindow(requests), clientOf);
  const all = sum(http, tally(inWindow(queries), clientOf));
  const failed = tally(inWindow(requests).filter(isFailed), clientOf);
  const since = minutesSince(look);
  const names = distinctNames([...requests, ...queries], clientOf);
  const entities = entitiesOf(look, "client");
  const mappings = rowsAt(
    moment,
    "client_zone_mapping",
    look.at,
    ({ zone_name = "", client_ip = "" }) => selected.zone(zone_name) && selected.client(client_ip),
  ).map(([labels]) => labels);
  const devicesOf = ({ alone: [zone, client] = [] }: Standing) =>
    anyOf(
      mappings
        .filter(({ zone_name = "", client_ip }) => zone_name === zone && client_ip === client)
        .map(({ device_category = "" }) => device_category),
    );
  const growth = grown(look);
  return {
    name: "client",
    limit: 30,
    ranked: names.flatMap((name) => {
      const by = growth.get(keyOf(name));
      return by === undefined ? [] : [[name, by] as const];
    }),
    known: names,
    endsStand: false,
    groups: { of: ([zone = ""]) => [zone], most: 12 },
    fields: (node) => {
      const { members, alone: [, client] = [], group } = node;
      const [zone] = node.alone ?? group ?? [];
      return {
        title: client === undefined ? "other clients" : entities.title(client),
        subtitle: zone,
        mainstat: sumOf(all, members) / window,
        ...failures(sumOf(failed, members), sumOf(http, members)),
        detail__address: client,
        detail__zone: zone,
        detail__device: devicesOf(node),
        detail__last_seen_minutes_ago: known(since, members, Math.min),
        ...linkTo("Zone traffic/Open", "zones", ["zone", zone], ["client", client]),
      };
    },
  };
}
