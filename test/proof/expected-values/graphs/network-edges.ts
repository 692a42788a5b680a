import { isAnswered, type HttpRequest } from "../../../simulation/events.js";
import { gaugeAt } from "../../../simulation/expected-values.js";
import { rowsAt } from "../../evaluation.js";
import {
  distinctNames,
  keyOf,
  known,
  tally,
  sumOf,
  type Connection,
  type ExpectedEdges,
  type Fields,
  type Name,
  type Tally,
} from "./expected.js";
import { thickness, type GraphContext } from "./look.js";
import {
  clientOf,
  ended,
  figuresBy,
  grown,
  hasFailed,
  inFlight,
  pairsInRange,
  resolved,
  routedNames,
} from "./network-kinds.js";

const colours = { http: "#56B4E9", dns: "#009E73", internal: "#8E8E8E", domain: "#CC79A7" } as const;

/** A rate per second, and the thickness of the edge for it. */
function busy(perSecond: number): Fields {
  return { mainstat: perSecond, thickness: thickness(perSecond, 0.01, 100) };
}

type End = readonly [kind: string, ...name: Name];

const connected = (abouts: readonly Name[], from: (about: Name) => End, to: (about: Name) => End) => {
  const end = ([kind, ...name]: End) => ({ kind, name });
  return abouts.map((about): Connection => ({ from: end(from(about)), to: end(to(about)), about }));
};

/** The first infrastructure of a kind. */
const partOf = ({ lab }: GraphContext, kind: string) => lab.infrastructure.find((part) => part.kind === kind)?.name;

const zoneOf = ({ zone }: { readonly zone: string }): Name => [zone];

/** The highest mean response time in milliseconds, by the client's zone. */
function latency({ moment: { series, selected }, at }: GraphContext, kind: "http" | "dns"): Tally {
  const seconds = gaugeAt(series, "network_path_latency", {
    at,
    by: ["source_zone"],
    fold: "max",
    where: ({ path_type, source_zone = "" }) => path_type === kind && selected.zone(source_zone),
  });
  return new Map([...figuresBy("source_zone", seconds)].map(([zone, value]) => [zone, 1000 * value]));
}

/** The percentage of the zones' requests or queries that fail. */
function failureShare(look: GraphContext, kind: "http" | "dns"): (zones: readonly Name[]) => number | undefined {
  const { http, dns } = ended(look);
  const [all, lost] =
    kind === "http"
      ? [tally(look.inWindow(http), zoneOf), tally(look.inWindow(http).filter(hasFailed.http), zoneOf)]
      : [tally(look.inWindow(dns), zoneOf), tally(look.inWindow(dns).filter(hasFailed.dns), zoneOf)];
  return (zones) => {
    const whole = sumOf(all, zones);
    return whole === 0 ? undefined : (100 * sumOf(lost, zones)) / whole;
  };
}

/** Edges from zones to the proxy and AdGuard Home, and from these to services and resolvers. */
export function coreEdges(look: GraphContext): readonly ExpectedEdges[] {
  return [...throughProxy(look), ...throughDns(look)];
}

function throughProxy(look: GraphContext): readonly ExpectedEdges[] {
  const { requests, inWindow, window, moment } = look;
  const proxy = partOf(look, "proxy");
  if (proxy === undefined) return [];
  const fromZones = tally(inWindow(requests), zoneOf);
  const slowest = latency(look, "http");
  const lost = failureShare(look, "http");
  const flying = inFlight(look, "zone");
  const routed = routedNames(look);
  const onward = requests.filter(({ service }) => moment.selected.service(service) && !routed.has(service));
  const serviceOf = ({ service }: HttpRequest): Name => [service];
  const toServices = tally(inWindow(onward), serviceOf);
  const looks = { color: colours.http, detail__connection: "http" } as const;
  return [
    {
      name: "http",
      connections: connected(
        distinctNames(requests, zoneOf),
        ([zone = ""]) => ["zone", zone],
        () => ["infrastructure", proxy],
      ),
      fields: (zones) => ({
        ...busy(sumOf(fromZones, zones) / window),
        secondarystat: known(slowest, zones, Math.max),
        detail__failures: lost(zones),
        detail__requests_in_flight: sumOf(flying, zones),
        ...looks,
      }),
    },
    {
      name: "proxied",
      connections: connected(
        distinctNames(onward, serviceOf),
        () => ["infrastructure", proxy],
        ([service = ""]) => ["service", service],
      ),
      fields: (services) => ({ ...busy(sumOf(toServices, services) / window), ...looks }),
    },
  ];
}

function throughDns(look: GraphContext): readonly ExpectedEdges[] {
  const { queries, inWindow, window } = look;
  const dns = partOf(look, "dns");
  if (dns === undefined) return [];
  const fromZones = tally(inWindow(queries), zoneOf);
  const slowest = latency(look, "dns");
  const lost = failureShare(look, "dns");
  const asked = resolved(look);
  const upstreamOf = ({ upstream }: { readonly upstream: string }): Name => [upstream];
  const toResolvers = tally(inWindow(asked), upstreamOf);
  const looks = { color: colours.dns, detail__connection: "dns" } as const;
  return [
    {
      name: "dns",
      connections: connected(
        distinctNames(queries, zoneOf),
        ([zone = ""]) => ["zone", zone],
        () => ["infrastructure", dns],
      ),
      fields: (zones) => ({
        ...busy(sumOf(fromZones, zones) / window),
        secondarystat: known(slowest, zones, Math.max),
        detail__failures: lost(zones),
        ...looks,
      }),
    },
    {
      name: "resolved",
      connections: connected(
        distinctNames(asked, upstreamOf),
        () => ["infrastructure", dns],
        ([upstream = ""]) => ["resolver", upstream],
      ),
      fields: (upstreams) => ({ ...busy(sumOf(toResolvers, upstreams) / window), ...looks }),
    },
  ];
}

/**
 * Edges from services to their servers, through a backend where it has its own name. The requests of a service
 * follow the selection; the distribution within a backend has no label for zone, client or service.
 */
export function loadEdges(look: GraphContext): readonly ExpectedEdges[] {
  const { requests, inWindow, window, moment } = look;
  const everything = moment.simulation.requests.filter(isAnswered);
  const own = requests.filter(
    ({ service, backend }) =>
      moment.selected.service(service) && backend !== service && backend !== partOf(look, "proxy"),
  );
  const pairOf = ({ service, backend }: HttpRequest): Name => [service, backend];
  const serverOf = ({ backend, server }: HttpRequest): Name => [backend, server];
  const toBackends = tally(inWindow(own), pairOf);
  const toServers = tally(inWindow(everything), serverOf);
  const plain = new Set(everything.flatMap(({ service, backend }) => (service === backend ? [backend] : [])));
  const servers = distinctNames(everything, serverOf);
  const fields = (of: Tally) => (abouts: readonly Name[]) => busy(sumOf(of, abouts) / window);
  const toServer = ([backend = "", server = ""]: Name): End => ["server", backend, server];
  return [
    {
      name: "backend",
      connections: connected(
        distinctNames(own, pairOf),
        ([service = ""]) => ["service", service],
        ([, backend = ""]) => ["backend", backend],
      ),
      fields: fields(toBackends),
    },
    {
      name: "server",
      connections: connected(
        servers.filter(([backend = ""]) => plain.has(backend)),
        ([backend = ""]) => ["service", backend],
        toServer,
      ),
      fields: fields(toServers),
    },
    {
      name: "balanced",
      connections: connected(
        servers.filter(([backend = ""]) => !plain.has(backend)),
        ([backend = ""]) => ["backend", backend],
        toServer,
      ),
      fields: fields(toServers),
    },
  ];
}

/** Edges from clients to their zones. */
export function clientEdges(look: GraphContext): readonly ExpectedEdges[] {
  const { requests, queries, inWindow, window } = look;
  const growth = grown(look);
  const rates = [tally(inWindow(requests), clientOf), tally(inWindow(queries), clientOf)];
  return [
    {
      name: "in-zone",
      connections: connected(
        distinctNames([...requests, ...queries], clientOf).filter((name) => growth.has(keyOf(name))),
        ([zone = "", client = ""]) => ["client", zone, client],
        ([zone = ""]) => ["zone", zone],
      ),
      fields: (clients) => busy(rates.reduce((sum, of) => sum + sumOf(of, clients), 0) / window),
    },
  ];
}

/** Edges from clients to the domains that they queried. */
export function domainEdges(look: GraphContext): readonly ExpectedEdges[] {
  const asked = pairsInRange(look);
  const pairOf = ({ zone, client, domain }: (typeof asked)[number]): Name => [zone, client, domain];
  const counts = tally(asked, pairOf);
  return [
    {
      name: "domain",
      connections: connected(
        distinctNames(asked, pairOf),
        ([zone = "", client = ""]) => ["client", zone, client],
        ([, , domain = ""]) => ["domain", domain],
      ),
      fields: (pairs) => ({
        color: colours.domain,
        detail__connection: "dns",
        detail__queries_in_the_range: sumOf(counts, pairs),
      }),
    },
  ];
}

/** Edges of scrapes and of declared dependencies. */
export function internalEdges(look: GraphContext): readonly ExpectedEdges[] {
  const { lab, moment, at } = look;
  const prometheus = partOf(look, "metrics");
  const parts = new Set(lab.infrastructure.map(({ name }) => name));
  const scraped = lab.infrastructure.filter(
    ({ job }) => job !== undefined && rowsAt(moment, "up", at, (labels) => labels["job"] === job).length > 0,
  );
  const needs = rowsAt(moment, "service_dependency_graph", at)
    .map(([{ source_service = "", target_service = "" }]): Name => [source_service, target_service])
    .filter(([source = ""]) => !parts.has(source));
  const fields = () => ({
    color: colours.internal,
    strokedasharray: "5 5",
    detail__connection: "internal",
  });
  const declared = (name: string, kind: string, onParts: boolean): ExpectedEdges => ({
    name,
    connections: connected(
      distinctNames(needs, (one) => one).filter(([, target = ""]) => parts.has(target) === onParts),
      ([source = ""]) => ["service", source],
      ([, target = ""]) => [kind, target],
    ),
    fields,
  });
  return [
    ...(prometheus === undefined
      ? []
      : [
          {
            name: "scrape",
            connections: connected(
              scraped.map(({ name }) => [name]),
              () => ["infrastructure", prometheus],
              ([name = ""]) => ["infrastructure", name],
            ),
            fields,
          },
        ]),
    declared("needs", "service", false),
    declared("needs-infrastructure", "infrastructure", true),
  ];
}
