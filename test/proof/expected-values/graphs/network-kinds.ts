import { isAnswered, type HttpRequest } from "../../../simulation/events.js";
import { dnsState, httpState, isFailure } from "../../../simulation/metrics/zone.js";
import { gaugeAt } from "../../../simulation/expected-values.js";
import type { Figures } from "../../../simulation/figures.js";
import { minutesWithin, rowsAt } from "../../evaluation.js";
import { labelsIn } from "../zones.js";
import { distinctNames, keyOf, known, tally, sumOf, type ExpectedKind, type Name, type Tally } from "./expected.js";
import { entitiesOf, failures, isFailed, keeping, linkTo, routedServices, type GraphContext } from "./look.js";

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

/** Which kinds of details a graph has. */
export interface Detail {
  readonly isDetailed: boolean;
}

/** @param most the most zones that are all drawn; of more the busiest are */
export function zones(look: GraphContext, most: number, { isDetailed }: Detail): ExpectedKind {
  const { lab, moment, at, inWindow, window } = look;
  const { selected } = moment;
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
    isListed: true,
    limit: most,
    named: lab.zones.length <= most ? named(entities.names) : [],
    ranked: distinctNames([...http, ...dns], zoneOf).map((zone) => [zone, sumOf(all, [zone])] as const),
    endsStand: false,
    fields: ({ members, alone: [name = ""] = [] }) => {
      const share = known(use, members, Math.max);
      return {
        title: entities.title(name),
        subtitle: entities.text(name, "type"),
        mainstat: (60 * sumOf(all, members)) / window,
        ...failures(sumOf(lost, members), sumOf(all, members)),
        detail__bandwidth_use: share === undefined || !isDetailed ? undefined : 100 * share,
        ...linkTo("zones", ["zone", name]),
        ...keeping(),
      };
    },
  };
}

/** The sum of two tallies. */
function sum(a: Tally, b: Tally): Tally {
  return new Map([...new Set([...a.keys(), ...b.keys()])].map((key) => [key, (a.get(key) ?? 0) + (b.get(key) ?? 0)]));
}

/** The answered and failed events of infrastructure in the window; undefined for infrastructure without figures. */
function answeredBy(look: GraphContext, name: string): { readonly all: number; readonly failed: number } | undefined {
  const { requests, inWindow, lab } = look;
  const part = lab.infrastructure.find((one) => one.name === name);
  if (part?.kind === "dns") {
    const { dns } = ended(look);
    return { all: inWindow(dns).length, failed: inWindow(dns).filter(hasFailed.dns).length };
  }
  const services = [...routedServices(look)].flatMap(([service, routed]) => (routed === name ? [service] : []));
  if (part?.kind !== "proxy" && services.length === 0) return undefined;
  const own = part?.kind === "proxy" ? requests : requests.filter(({ service }) => services.includes(service));
  return { all: inWindow(own).length, failed: inWindow(own).filter(isFailed).length };
}

/** The first parts of these kinds, which are drawn without any series. */
const drawnKinds = ["proxy", "dns", "metrics"] as const;

export function infrastructure(look: GraphContext): ExpectedKind {
  const { lab, window } = look;
  const entities = entitiesOf(look, "infrastructure");
  const certain = drawnKinds.flatMap((kind) => lab.infrastructure.find((part) => part.kind === kind)?.name ?? []);
  const isDns = (name: string) => lab.infrastructure.some((part) => part.name === name && part.kind === "dns");
  return {
    name: "infrastructure",
    isListed: true,
    limit: 0,
    named: named([...new Set([...certain, ...entities.names])]),
    endsStand: false,
    fields: ({ alone: [name = ""] = [] }) => {
      const { all, failed } = answeredBy(look, name) ?? { all: 0, failed: 0 };
      return {
        title: entities.title(name),
        subtitle: entities.text(name, "zone"),
        mainstat: (60 * all) / window,
        ...failures(failed, all),
        detail__type: entities.text(name, "type"),
        detail__address: entities.text(name, "address"),
        ...(isDns(name) ? linkTo("dns") : linkTo("services")),
        ...(isDns(name) ? keeping("zone", "client") : keeping("zone")),
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

/** The requests per service that rank services: without those of infrastructure. */
export function serviceRanks(look: GraphContext): Tally {
  const { moment, requests, inWindow } = look;
  const routed = routedServices(look);
  const asked = requests.filter(({ service }) => moment.selected.service(service) && !routed.has(service));
  const serviceOf = ({ service }: { readonly service: string }): Name => [service];
  const all = tally(inWindow(asked), serviceOf);
  return new Map(distinctNames(asked, serviceOf).map((name) => [keyOf(name), sumOf(all, [name])]));
}

export const namesIn = (ranks: Tally): readonly Name[] => [...ranks.keys()].map((key) => [key]);

export function services(look: GraphContext, most: number, { isDetailed }: Detail): ExpectedKind {
  const { moment, window, inWindow, requests } = look;
  const serviceOf = ({ service }: { readonly service: string }): Name => [service];
  const asked = inWindow(requests.filter(({ service }) => moment.selected.service(service)));
  const all = tally(asked, serviceOf);
  const failed = tally(asked.filter(isFailed), serviceOf);
  const flying = inFlight(look, "service");
  const entities = entitiesOf(look, "service");
  return {
    name: "service",
    isListed: true,
    limit: most,
    named: look.lab.services.length <= most ? named(entities.names) : [],
    ranked: [...serviceRanks(look)].map(([name, rank]) => [[name], rank] as const),
    endsStand: false,
    fields: ({ members, alone: [name = ""] = [] }) => ({
      title: entities.title(name),
      subtitle: entities.text(name, "zone"),
      mainstat: (60 * sumOf(all, members)) / window,
      ...failures(sumOf(failed, members), sumOf(all, members)),
      detail__requests_in_flight: isDetailed
        ? known(flying, members, (...values) => values.reduce((a, b) => a + b))
        : undefined,
      ...(isDetailed
        ? {
            detail__needs: dependencies(look, "source_service", name),
            detail__needed_by: dependencies(look, "target_service", name),
          }
        : {}),
      ...linkTo("services", ["service", name]),
      ...keeping("zone"),
    }),
  };
}

/** The number of declared dependencies with a service at one end; undefined for none. */
function dependencies({ moment, at }: GraphContext, end: "source_service" | "target_service", name: string) {
  const declared = rowsAt(moment, "service_dependency_graph", at, (labels) => (labels[end] ?? "") === name);
  const pairs = new Set(
    declared.map(([{ source_service = "", target_service = "" }]) => keyOf([source_service, target_service])),
  );
  return pairs.size === 0 ? undefined : pairs.size;
}

/** @param listed the most resolvers that are all drawn; of more the busiest are */
export function resolvers(look: GraphContext, listed: number): ExpectedKind {
  const { window, inWindow } = look;
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
    isListed: true,
    limit: listed,
    named: look.lab.resolvers.length <= listed ? named(entities.names) : [],
    ranked: distinctNames(asked, upstreamOf).map((name) => [name, sumOf(all, [name])] as const),
    endsStand: false,
    fields: ({ members, alone: [name = ""] = [] }) => ({
      title: entities.title(name),
      subtitle: entities.text(name, "zone"),
      mainstat: (60 * sumOf(all, members)) / window,
      ...failures(sumOf(failed, members), sumOf(all, members)),
      ...linkTo("dns"),
      ...keeping("zone", "client"),
    }),
  };
}

/** Queries sent to a resolver, of any client. */
export const resolved = ({ moment }: GraphContext) =>
  moment.simulation.queries.filter(({ answeredBy: by }) => by === "upstream");

// ── clients ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const clientOf = ({ zone, client }: { readonly zone: string; readonly client: string }): Name => [zone, client];

/** The recorded activity of the selected clients. */
export const recordedActivity = ({ moment, at }: GraphContext) =>
  rowsAt(
    moment,
    "zone_client_ip:connections:rate2m",
    at,
    ({ zone = "", client_ip = "" }) => moment.selected.zone(zone) && moment.selected.client(client_ip),
  );

export const activityOf = (look: GraphContext): Tally =>
  new Map(recordedActivity(look).map(([{ zone = "", client_ip = "" }, value]) => [keyOf([zone, client_ip]), value]));

/** Minutes since the last whole minute, at most `far` ago, at which each client was active. */
function minutesSince(look: GraphContext): Tally {
  const { asked, at, far } = look;
  const settled = asked - at;
  const minutes = new Map<string, number>();
  for (const minute of minutesWithin(asked, far)) {
    const active = [...activityOf({ ...look, at: minute - settled })].filter(([, value]) => value > 0);
    for (const [key] of active) minutes.set(key, (asked - minute) / 60);
  }
  return minutes;
}

/** @param most the most clients; with the others of each zone in one node */
export function clients(
  look: GraphContext,
  { clients: most, hasOtherClients }: { readonly clients: number; readonly hasOtherClients: boolean },
): ExpectedKind {
  const { requests, inWindow } = look;
  const http = tally(inWindow(requests), clientOf);
  const failed = tally(inWindow(requests).filter(isFailed), clientOf);
  const since = minutesSince(look);
  const active = activityOf(look);
  const zoneTitles = new Map(look.moment.simulation.lab.zones.map((one) => [one.name, one.title]));
  const texts = new Map(
    recordedActivity(look).map(([labels]) => [keyOf([labels["zone"] ?? "", labels["client_ip"] ?? ""]), labels]),
  );
  return {
    name: "client",
    isListed: true,
    limit: most,
    ranked: [...active].map(([key, rate]) => [key.split("␟"), rate] as const),
    endsStand: false,
    ...(hasOtherClients ? { groups: { of: ([zone = ""]) => [zone], most: Infinity } } : {}),
    fields: (node) => {
      const { members, alone, group } = node;
      const [zone] = alone ?? group ?? [];
      const labels = alone === undefined ? undefined : texts.get(keyOf(alone));
      const web = alone === undefined ? 0 : sumOf(http, members);
      const share = web === 0 ? 0 : sumOf(failed, members) / web;
      const rate = sumOf(active, members);
      return {
        title: alone === undefined ? "other clients" : labels?.["title"],
        subtitle: zoneTitles.get(zone ?? "") ?? zone,
        mainstat: 60 * rate,
        secondarystat: web === 0 ? undefined : 100 * share,
        arc__failed: share,
        arc__ok: rate === 0 && share === 0 ? 0 : 1 - share,
        detail__address: alone?.[1],
        detail__device: labels?.["type"],
        detail__last_seen_minutes_ago: known(since, members, Math.min),
        ...linkTo("zones", ["zone", zone], ["client", alone?.[1]]),
        ...keeping(),
      };
    },
  };
}
