/** Edges from zones to Traefik and AdGuard Home, and on to services and resolvers. */
import type { Lab } from "../../lab/index.js";
import {
  activeConnections,
  dnsQueryRate,
  onlyFilters,
  protocolRate,
  requestRate,
  serviceRate,
  upstreamRate,
  zoneLatency,
} from "../../queries/index.js";
import { edgeKind, relabel, type EdgeKind } from "../node-graph/index.js";
import { colors } from "../tokens.js";
import type { GraphContext } from "./context.js";
import type { CoreNodes } from "./nodes.js";
import { rateEdge } from "./style.js";

/** The name of the first part of a kind: the one at which edges end. */
export const partOf = (lab: Lab, kind: "proxy" | "dns" | "metrics") =>
  lab.infrastructure.find((part) => part.kind === kind)?.name;

export function coreEdges(context: GraphContext, nodes: CoreNodes): readonly EdgeKind[] {
  const proxy = partOf(context.lab, "proxy");
  const dns = partOf(context.lab, "dns");
  return [
    ...(proxy === undefined ? [] : [requestsToProxy(context, nodes, proxy), proxyToServices(context, nodes, proxy)]),
    ...(dns === undefined ? [] : [queriesToDns(context, nodes, dns), dnsToResolvers(context, nodes, dns)]),
  ];
}

function requestsToProxy({ scope }: GraphContext, nodes: CoreNodes, proxy: string): EdgeKind {
  const clients = onlyFilters(scope, "zone", "client");
  const zone = { client_zone: "source_zone" } as const;
  return edgeKind("http", {
    ...rateEdge(requestRate(clients, ["client_zone"])),
    from: nodes.zone.at({ zone: "client_zone" }),
    to: nodes.infrastructure.at({ name: { text: proxy } }),
    secondary: { query: relabel(zoneLatency(scope, "http"), zone), aggregate: "max", scale: 1000 },
    color: colors.notice,
    details: {
      Connection: { text: "http" },
      "Requests in flight": { query: activeConnections(scope, ["client_zone"]) },
      "Failures (%)": {
        part: relabel(protocolRate(scope, "http", ["source_zone"], "failed"), zone),
        whole: relabel(protocolRate(scope, "http", ["source_zone"]), zone),
      },
    },
  });
}

function proxyToServices({ lab, scope }: GraphContext, nodes: CoreNodes, proxy: string): EdgeKind {
  return edgeKind("proxied", {
    ...rateEdge(serviceRate(scope, lab)),
    from: nodes.infrastructure.at({ name: { text: proxy } }),
    to: nodes.service.at({ service: "service" }),
    color: colors.notice,
    details: { Connection: { text: "http" } },
  });
}

function queriesToDns({ scope }: GraphContext, nodes: CoreNodes, dns: string): EdgeKind {
  const zone = { network_zone: "source_zone" } as const;
  return edgeKind("dns", {
    ...rateEdge(dnsQueryRate(scope, ["network_zone"])),
    from: nodes.zone.at({ zone: "network_zone" }),
    to: nodes.infrastructure.at({ name: { text: dns } }),
    secondary: { query: relabel(zoneLatency(scope, "dns"), zone), aggregate: "max", scale: 1000 },
    color: colors.accent,
    details: {
      Connection: { text: "dns" },
      "Failures (%)": {
        part: relabel(protocolRate(scope, "dns", ["source_zone"], "failed"), zone),
        whole: relabel(protocolRate(scope, "dns", ["source_zone"]), zone),
      },
    },
  });
}

function dnsToResolvers({ scope }: GraphContext, nodes: CoreNodes, dns: string): EdgeKind {
  return edgeKind("resolved", {
    ...rateEdge(upstreamRate(scope)),
    from: nodes.infrastructure.at({ name: { text: dns } }),
    to: nodes.resolver.at({ upstream: "upstream" }),
    color: colors.accent,
    details: { Connection: { text: "dns" } },
  });
}
