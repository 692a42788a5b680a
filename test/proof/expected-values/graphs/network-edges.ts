import { gaugeAt } from "../../../simulation/expected-values.js";
import { rowsAt } from "../../evaluation.js";
import {
  distinctNames,
  known,
  tally,
  sumOf,
  type Connection,
  type ExpectedEdges,
  type Fields,
  type Name,
  type Tally,
} from "./expected.js";
import { entitiesOf, thickness, type GraphContext } from "./look.js";
import { activityOf, ended, figuresBy, namesIn, resolved, serviceRanks } from "./network-kinds.js";

const colours = { http: "#56B4E9", dns: "#009E73", internal: "#8E8E8E" } as const;

/** A rate as the figure of a graph, which is per minute, and the thickness of the edge for it. */
export const busy = (perSecond: number): Fields => ({ mainstat: 60 * perSecond, thickness: thickness(perSecond) });

export type End = readonly [kind: string, ...name: Name];

export const connected = (abouts: readonly Name[], from: (about: Name) => End, to: (about: Name) => End) => {
  const end = ([kind, ...name]: End) => ({ kind, name });
  return abouts.map((about): Connection => ({ from: end(from(about)), to: end(to(about)), about }));
};

/** The first infrastructure of a kind. */
export const partOf = ({ lab }: GraphContext, kind: string) =>
  lab.infrastructure.find((part) => part.kind === kind)?.name;

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

/** Edges from zones to the proxy and AdGuard Home, and from these to the busiest services and to resolvers. */
export const coreEdges = (
  look: GraphContext,
  limits: { readonly services: number; readonly resolvers: number },
): readonly ExpectedEdges[] => [...throughProxy(look, limits.services), ...throughDns(look, limits.resolvers)];

/** Edges from zones to a part of the infrastructure, of all clients. */
function fromZones(look: GraphContext, protocol: "http" | "dns", part: string): ExpectedEdges {
  const { inWindow, window } = look;
  const events = ended(look)[protocol];
  const all: Tally = tally<{ readonly zone: string; readonly time: number }>(inWindow<Zoned>(events), zoneOf);
  const slowest = latency(look, protocol);
  return {
    name: protocol,
    connections: connected(
      distinctNames<Zoned>(events, zoneOf),
      ([zone = ""]) => ["zone", zone],
      () => ["infrastructure", part],
    ),
    fields: (zones) => ({
      ...busy(sumOf(all, zones) / window),
      detail__latency_ms: known(slowest, zones, Math.max),
      color: colours[protocol],
      detail__connection: protocol,
    }),
  };
}

interface Zoned {
  readonly zone: string;
  readonly time: number;
}

function throughProxy(look: GraphContext, services: number): readonly ExpectedEdges[] {
  const proxy = partOf(look, "proxy");
  if (proxy === undefined) return [];
  const ranks = serviceRanks(look);
  return [
    fromZones(look, "http", proxy),
    {
      name: "proxied",
      connections: connected(
        namesIn(ranks),
        () => ["infrastructure", proxy],
        ([service = ""]) => ["service", service],
      ),
      strongest: { limit: services, rank: (name) => sumOf(ranks, [name]) },
      fields: (names) => ({
        ...busy(sumOf(ranks, names) / look.window),
        color: colours.http,
        detail__connection: "http",
      }),
    },
  ];
}

function throughDns(look: GraphContext, resolvers: number): readonly ExpectedEdges[] {
  const { inWindow, window } = look;
  const dns = partOf(look, "dns");
  if (dns === undefined) return [];
  const asked = resolved(look);
  const upstreamOf = ({ upstream }: { readonly upstream: string }): Name => [upstream];
  const toResolvers = tally(inWindow(asked), upstreamOf);
  return [
    fromZones(look, "dns", dns),
    {
      name: "resolved",
      connections: connected(
        distinctNames(asked, upstreamOf),
        () => ["infrastructure", dns],
        ([upstream = ""]) => ["resolver", upstream],
      ),
      strongest: { limit: resolvers, rank: (name) => sumOf(toResolvers, [name]) },
      fields: (upstreams) => ({
        ...busy(sumOf(toResolvers, upstreams) / window),
        color: colours.dns,
        detail__connection: "dns",
      }),
    },
  ];
}

/** Edges from clients to their zones. */
export function clientEdges(look: GraphContext): readonly ExpectedEdges[] {
  const active = activityOf(look);
  // Zones of the lab without traffic have no clients; others have no node.
  const { http, dns } = ended(look);
  const zones = new Set([...http, ...dns].map(({ zone }) => zone));
  return [
    {
      name: "in-zone",
      connections: connected(
        [...active.keys()].map((key) => key.split("␟")).filter(([zone = ""]) => zones.has(zone)),
        ([zone = "", client = ""]) => ["client", zone, client],
        ([zone = ""]) => ["zone", zone],
      ),
      fields: (names) => busy(sumOf(active, names)),
    },
  ];
}

/** Edges of scrapes. */
export function scrapeEdges(look: GraphContext): readonly ExpectedEdges[] {
  const { moment, at } = look;
  const prometheus = partOf(look, "metrics");
  if (prometheus === undefined) return [];
  const parts = new Set(entitiesOf(look, "infrastructure").names);
  const scraped = rowsAt(moment, "homelab_infrastructure_info", at).flatMap(
    ([{ name = "", scrape_job: job = "" }]): Name[] =>
      job !== "" &&
      name !== prometheus &&
      parts.has(name) &&
      rowsAt(moment, "up", at, (labels) => labels["job"] === job).length > 0
        ? [[name]]
        : [],
  );
  return [
    {
      name: "scrape",
      connections: connected(
        scraped,
        () => ["infrastructure", prometheus],
        ([name = ""]) => ["infrastructure", name],
      ),
      fields: () => ({ color: colours.internal, strokedasharray: "5 5", detail__connection: "internal" }),
    },
  ];
}
