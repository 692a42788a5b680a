/** The network as graphs: zones, clients, what they ask, and where it goes. */
import { dataLink, type DashboardReference } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { namedByLab, titlesOf, zonesOf } from "../queries/graph.js";
import {
  activeConnections,
  inFlightToServices,
  backendToServer,
  bandwidthInUse,
  clientDevices,
  clientGrowth,
  clientRate,
  clientHttpRate,
  clientLastSeen,
  clientToDomain,
  dependencies,
  domainGrowth,
  endedByKind,
  endedFromZones,
  fromZones,
  latencyFromZones,
  scrapes,
  serviceToBackend,
  serviceToServer,
  toInfrastructure,
  toResolvers,
  toServices,
  zoneToDns,
  zoneToProxy,
  type Filter,
  type Scope,
} from "../queries/index.js";
import {
  mapLabel,
  edgeKind,
  lookup,
  nodeGraph,
  nodeKind,
  relabel,
  type EdgeKind,
  type NodeKind,
} from "./node-graph/index.js";
import { colors } from "./tokens.js";

/** Where clicks lead. */
export interface GraphTargets {
  readonly zones: DashboardReference<"zone" | "client" | "service">;
  readonly services: DashboardReference<"zone" | "service" | "instance">;
  readonly dns: DashboardReference<"zone" | "client" | "domain">;
}

const ok = { name: "ok", title: "Answered", color: colors.good } as const;
const failed = { title: "Failed", color: colors.bad } as const;
const statistics = {
  nodes: { main: { title: "Requests and queries", unit: "/s" }, secondary: { title: "Failed", unit: "% failed" } },
  edges: { main: { title: "Requests and queries", unit: "/s" }, secondary: { title: "Latency", unit: "ms" } },
} as const;

/**
 * At sixty services and twelve zones no query is longer than 8 KiB. Copies that are folded, long names and many parts of
 * the infrastructure make them longer; such a lab gets its graph nevertheless.
 */
const longest = 65_536;

/** From one in a hundred seconds to a hundred a second: the range of thickness. */
const wide = { thin: 0.01, thick: 100 } as const;

type Asked = Scope<Filter>;

const openServices = (to: GraphTargets) => dataLink({ title: "Service performance/Open", to: to.services });

const zones = (lab: Lab, scope: Asked, to: GraphTargets, most: number) => {
  const all = endedFromZones(scope);
  const timeouts = endedFromZones(scope, "timeout");
  return nodeKind("zone", ["zone"], {
    always: namedByLab(
      scope,
      "zone",
      "zone",
      lab.zones.map(({ name }) => name),
    ),
    limit: most,
    rank: all,
    title: lookup(titlesOf(scope, "zone", "zone"), "title", "zone"),
    subtitle: mapLabel("zone", Object.fromEntries(lab.zones.map(({ name, type }) => [name, type])), "unknown"),
    main: { query: fromZones(scope) },
    secondary: { part: timeouts, whole: all },
    arcs: { whole: all, parts: { failed: { ...failed, query: timeouts } }, rest: ok },
    details: { Zone: "zone", "Bandwidth use (%)": { query: bandwidthInUse(scope), aggregate: "max", scale: 100 } },
    link: dataLink({ title: "Zone traffic/Open", to: to.zones, set: { zone: "zone" } }),
  });
};

/** The addresses that the lab gives to parts of the infrastructure, by their names. */
const addressesOf = ({ infrastructure: parts }: Lab): Record<string, string> =>
  Object.fromEntries(parts.flatMap(({ name, address }) => (address === undefined ? [] : [[name, address]])));

const infrastructure = (lab: Lab, scope: Asked, to: GraphTargets) => {
  const all = toInfrastructure(scope, lab);
  const failures = toInfrastructure(scope, lab, true);
  const named = namedByLab(
    scope,
    "infrastructure",
    "name",
    lab.infrastructure.map(({ name }) => name),
  );
  return nodeKind("infrastructure", ["name"], {
    always: named,
    limit: lab.infrastructure.length + 1,
    rank: named,
    title: lookup(titlesOf(scope, "infrastructure", "name"), "title", "name"),
    subtitle: lookup(zonesOf(scope, "infrastructure", "name"), "of_zone"),
    main: { query: all },
    secondary: { part: failures, whole: all },
    arcs: { whole: all, parts: { failed: { ...failed, query: failures } }, rest: ok },
    details: {
      Type: mapLabel("name", Object.fromEntries(lab.infrastructure.map(({ name, kind }) => [name, kind]))),
      // Without any address there is nothing to show.
      ...(Object.keys(addressesOf(lab)).length === 0 ? {} : { Address: mapLabel("name", addressesOf(lab)) }),
    },
    link: dataLink({ title: "Service performance/Open", to: to.services }),
  });
};

const services = (lab: Lab, scope: Asked, to: GraphTargets, most: number) => {
  const all = toServices(scope, lab);
  const failures = toServices(scope, lab, true);
  return nodeKind("service", ["service"], {
    always: namedByLab(
      scope,
      "service",
      "service",
      lab.services.map(({ name }) => name),
    ),
    limit: most,
    rank: all,
    title: lookup(titlesOf(scope, "service", "service"), "title", "service"),
    subtitle: lookup(zonesOf(scope, "service", "service"), "of_zone"),
    main: { query: all },
    secondary: { part: failures, whole: all },
    arcs: { whole: all, parts: { failed: { ...failed, query: failures } }, rest: ok },
    details: { "Requests in flight": { query: inFlightToServices(scope, lab) } },
    link: dataLink({ title: "Service performance/Open", to: to.services, set: { service: "service" } }),
  });
};

const resolvers = (lab: Lab, scope: Asked, to: GraphTargets) => {
  const all = toResolvers(scope);
  const failures = toResolvers(scope, true);
  return nodeKind("resolver", ["upstream"], {
    always: namedByLab(
      scope,
      "resolver",
      "upstream",
      lab.resolvers.map(({ name }) => name),
    ),
    limit: 8,
    title: lookup(titlesOf(scope, "resolver", "upstream"), "title", "upstream"),
    subtitle: lookup(zonesOf(scope, "resolver", "upstream"), "of_zone"),
    main: { query: all },
    secondary: { part: failures, whole: all },
    arcs: { whole: all, parts: { failed: { ...failed, query: failures } }, rest: ok },
    link: dataLink({ title: "DNS/Open", to: to.dns }),
  });
};

/** The first part of a kind, by which edges find it. */
const partOf = (lab: Lab, kind: "proxy" | "dns" | "metrics") =>
  lab.infrastructure.find((part) => part.kind === kind)?.name;

interface Core {
  readonly zone: NodeKind<"zone">;
  readonly infrastructure: NodeKind<"name">;
  readonly service: NodeKind<"service">;
  readonly resolver: NodeKind<"upstream">;
}

/** Share of what a zone asks for that gets no answer. */
const httpTimeouts = (scope: Asked) => ({
  part: relabel(endedByKind(scope, "http", "timeout"), { client_zone: "source_zone" }),
  whole: relabel(endedByKind(scope, "http"), { client_zone: "source_zone" }),
});
const dnsTimeouts = (scope: Asked) => ({
  part: relabel(endedByKind(scope, "dns", "timeout"), { network_zone: "source_zone" }),
  whole: relabel(endedByKind(scope, "dns"), { network_zone: "source_zone" }),
});

/** Zones to Traefik and AdGuard Home, and on to services and resolvers. */
function coreEdges(lab: Lab, scope: Asked, kinds: Core): EdgeKind[] {
  const proxy = partOf(lab, "proxy");
  const dns = partOf(lab, "dns");
  const [http, queries, onward, asked] = [
    zoneToProxy(scope),
    zoneToDns(scope),
    toServices(scope, lab),
    toResolvers(scope),
  ];
  return [
    ...(proxy === undefined
      ? []
      : [
          edgeKind("http", {
            query: http,
            from: kinds.zone.at({ zone: "client_zone" }),
            to: kinds.infrastructure.at({ name: { text: proxy } }),
            main: { query: http },
            secondary: {
              query: relabel(latencyFromZones(scope, "http"), { client_zone: "source_zone" }),
              aggregate: "max",
              scale: 1000,
            },
            thickness: { query: http, ...wide },
            color: colors.notice,
            details: {
              Connection: { text: "http" },
              "Requests in flight": { query: activeConnections(scope, ["client_zone"]) },
              "Timeouts (%)": httpTimeouts(scope),
            },
          }),
          edgeKind("proxied", {
            query: onward,
            from: kinds.infrastructure.at({ name: { text: proxy } }),
            to: kinds.service.at({ service: "service" }),
            main: { query: onward },
            thickness: { query: onward, ...wide },
            color: colors.notice,
            details: { Connection: { text: "http" } },
          }),
        ]),
    ...(dns === undefined
      ? []
      : [
          edgeKind("dns", {
            query: queries,
            from: kinds.zone.at({ zone: "network_zone" }),
            to: kinds.infrastructure.at({ name: { text: dns } }),
            main: { query: queries },
            secondary: {
              query: relabel(latencyFromZones(scope, "dns"), { network_zone: "source_zone" }),
              aggregate: "max",
              scale: 1000,
            },
            thickness: { query: queries, ...wide },
            color: colors.accent,
            details: { Connection: { text: "dns" }, "Timeouts (%)": dnsTimeouts(scope) },
          }),
          edgeKind("resolved", {
            query: asked,
            from: kinds.infrastructure.at({ name: { text: dns } }),
            to: kinds.resolver.at({ upstream: "upstream" }),
            main: { query: asked },
            thickness: { query: asked, ...wide },
            color: colors.accent,
            details: { Connection: { text: "dns" } },
          }),
        ]),
  ];
}

/** Scrapes and declared dependencies: how the lab holds together inside. */
function internalEdges(lab: Lab, scope: Asked, kinds: Core): EdgeKind[] {
  const prometheus = partOf(lab, "metrics");
  const internal = { dashed: true, color: colors.neutral, details: { Connection: { text: "internal" } } } as const;
  const onServices = dependencies(scope, lab, "services");
  const onInfrastructure = dependencies(scope, lab, "infrastructure");
  return [
    ...(prometheus === undefined
      ? []
      : [
          edgeKind("scrape", {
            query: scrapes(scope, lab),
            from: kinds.infrastructure.at({ name: { text: prometheus } }),
            to: kinds.infrastructure.at({ name: "name" }),
            ...internal,
          }),
        ]),
    edgeKind("needs", {
      query: onServices,
      from: kinds.service.at({ service: "source_service" }),
      to: kinds.service.at({ service: "target_service" }),
      ...internal,
    }),
    edgeKind("needs-infrastructure", {
      query: onInfrastructure,
      from: kinds.service.at({ service: "source_service" }),
      to: kinds.infrastructure.at({ name: "target_service" }),
      ...internal,
    }),
  ];
}

const graphDescription =
  "The ring of a node shows the share of what it answered and failed; the figures are requests and queries per second and the share that " +
  "failed; the second line of a name is its zone. Lines are as thick as they are busy; hover for figures, click for more. ";

/** Zones, Traefik, AdGuard Home, services and resolvers. The anonymous zone is the internet. */
export const zoneGraph = (lab: Lab, scope: Asked, to: GraphTargets) => {
  const kinds = {
    zone: zones(lab, scope, to, 24),
    infrastructure: infrastructure(lab, scope, to),
    service: services(lab, scope, to, 60),
    resolver: resolvers(lab, scope, to),
  };
  return nodeGraph("Network by zones", {
    nodes: Object.values(kinds),
    edges: coreEdges(lab, scope, kinds),
    statistics,
    maxQueryBytes: longest,
  }).description(
    graphDescription +
      "From traefik_requests_total, zone_connections_total, adguard_client_requests_total, adguard_upstream_queries_total, " +
      "network_path_latency and homelab_entity_info. Normal: rings without a red part. A red part: click that node.",
  );
};

/** From services to their servers; a backend stands between only where it has a name of its own. */
function distribution(
  service: NodeKind<"service">,
  scope: Asked,
  to: GraphTargets,
  most: { readonly backends: number; readonly servers: number },
) {
  const server = nodeKind("server", ["backend", "server"], {
    limit: most.servers,
    title: "server",
    subtitle: "backend",
    color: { text: colors.neutral },
    link: openServices(to),
  });
  const backend = nodeKind("backend", ["backend"], {
    limit: most.backends,
    title: "backend",
    color: { text: colors.neutral },
    link: openServices(to),
  });
  const toBackend = serviceToBackend(scope);
  const direct = serviceToServer(scope);
  const balanced = backendToServer(scope);
  return {
    nodes: [backend, server],
    edges: [
      edgeKind("backend", {
        query: toBackend,
        from: service.at({ service: "service" }),
        to: backend.at({ backend: "backend" }),
        main: { query: toBackend },
        thickness: { query: toBackend, ...wide },
      }),
      edgeKind("server", {
        query: direct,
        from: service.at({ service: "backend" }),
        to: server.at({ backend: "backend", server: "server" }),
        main: { query: direct },
        thickness: { query: direct, ...wide },
      }),
      edgeKind("balanced", {
        query: balanced,
        from: backend.at({ backend: "backend" }),
        to: server.at({ backend: "backend", server: "server" }),
        main: { query: balanced },
        thickness: { query: balanced, ...wide },
      }),
    ],
  };
}

/** Every client by its zone, what it asks, and where that goes: servers, resolvers, domains. */
export const fullGraph = (lab: Lab, scope: Asked, to: GraphTargets, inRange: Asked) => {
  const grown = clientGrowth(inRange);
  const rate = clientRate(scope);
  const requests = clientHttpRate(scope);
  const failures = clientHttpRate(scope, true);
  const client = nodeKind("client", ["zone", "client_ip"], {
    limit: 30,
    rank: grown,
    overflow: { title: "other clients", by: ["zone"], limit: 12 },
    title: lookup(titlesOf(scope, "client", "client_ip"), "title", "client_ip"),
    subtitle: "zone",
    main: { query: rate },
    secondary: { part: failures, whole: requests },
    arcs: { whole: requests, parts: { failed: { ...failed, query: failures } }, rest: ok },
    details: {
      Address: "client_ip",
      Zone: "zone",
      Device: lookup(clientDevices(scope), "device"),
      "Last seen (minutes ago)": { query: clientLastSeen(inRange), aggregate: "min", scale: 1 / 60 },
    },
    link: dataLink({ title: "Zone traffic/Open", to: to.zones, set: { zone: "zone", client: "client_ip" } }),
  });
  const domain = nodeKind("domain", ["domain"], {
    limit: 10,
    rank: domainGrowth(inRange),
    overflow: { title: "other domains" },
    title: "domain",
    color: { text: colors.contrast },
    link: dataLink({ title: "DNS/Open", to: to.dns, set: { domain: "domain" } }),
  });
  const kinds = {
    zone: zones(lab, scope, to, 10),
    infrastructure: infrastructure(lab, scope, to),
    service: services(lab, scope, to, 24),
    resolver: resolvers(lab, scope, to),
  };
  const load = distribution(kinds.service, scope, to, { backends: 6, servers: 20 });
  const asked = clientToDomain(inRange);
  return nodeGraph("Network in full", {
    nodes: [client, ...Object.values(kinds), ...load.nodes, domain],
    edges: [
      edgeKind("in-zone", {
        query: grown,
        from: client.at({ zone: "zone", client_ip: "client_ip" }),
        to: kinds.zone.at({ zone: "zone" }),
        main: { query: rate },
        thickness: { query: rate, ...wide },
      }),
      ...coreEdges(lab, scope, kinds),
      ...load.edges,
      edgeKind("domain", {
        query: asked,
        from: client.at({ zone: "zone", client_ip: "client_ip" }),
        to: domain.at({ domain: "domain" }),
        color: colors.contrast,
        details: { Connection: { text: "dns" }, "Queries in the range": { query: asked } },
      }),
      ...internalEdges(lab, scope, kinds),
    ],
    statistics,
    maxQueryBytes: longest,
  })
    .description(
      graphDescription +
        "Clients and domains stand in it if they asked or were asked for in the range, at most 6 hours; the busiest by name, the others as one " +
        "per zone. Dashed lines are scrapes and declared dependencies. From traefik_requests_total, adguard_client_requests_total, " +
        "adguard_client_domain_frequency, traefik_load_balancer_distribution, service_dependency_graph, up and those of the graph above. " +
        "Normal: rings without a red part. A client that you don't know: click it.",
    )
    .height(20);
};

/** Services, their backends and servers: how load spreads. */
export const distributionGraph = (lab: Lab, scope: Asked, to: GraphTargets) => {
  const service = services(lab, scope, to, 60);
  const load = distribution(service, scope, to, { backends: 20, servers: 60 });
  return nodeGraph("Load distribution", {
    nodes: [service, ...load.nodes],
    edges: load.edges,
    statistics: { nodes: statistics.nodes, edges: { main: statistics.edges.main } },
    maxQueryBytes: longest,
  })
    .description(
      "Which servers answer for which service, and how much, from traefik_load_balancer_distribution and traefik_requests_total; a backend " +
        "stands between only where it has a name of its own. Normal: servers of one backend by their weights; compare with the panel beside.",
    )
    .span(12)
    .height(12);
};
