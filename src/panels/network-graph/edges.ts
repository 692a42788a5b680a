/** Edges from zones to Traefik and AdGuard Home, and on to services and resolvers. */
import { protocolRate, serviceRate, upstreamRate, zoneLatency, type Protocol } from "../../queries/index.js";
import { edgeKind, type EdgeKind } from "../node-graph/index.js";
import { colors } from "../tokens.js";
import type { GraphContext } from "./context.js";
import { partOf, type CoreNodes } from "./nodes.js";
import { rateEdge } from "./style.js";

export function coreEdges(context: GraphContext, nodes: CoreNodes): readonly EdgeKind[] {
  const proxy = partOf(context, "proxy");
  const dns = partOf(context, "dns");
  return [
    ...(proxy === undefined ? [] : [fromZones(context, nodes, "http", proxy), toServices(context, nodes, proxy)]),
    ...(dns === undefined ? [] : [fromZones(context, nodes, "dns", dns), toResolvers(context, nodes, dns)]),
  ];
}

const colorOf = { http: colors.notice, dns: colors.accent } as const;

/** Of all clients of the zones. */
const fromZones = ({ scope }: GraphContext, nodes: CoreNodes, protocol: Protocol, part: string): EdgeKind =>
  edgeKind(protocol, {
    ...rateEdge(protocolRate(scope, protocol, ["source_zone"])),
    from: nodes.zone.at({ source_zone: "source_zone" }),
    to: nodes.infrastructure.at({ name: { text: part } }),
    color: colorOf[protocol],
    details: {
      Connection: { text: protocol },
      "Latency (ms)": { query: zoneLatency(scope, protocol), aggregate: "max", scale: 1000 },
    },
  });

const toServices = ({ scope }: GraphContext, nodes: CoreNodes, proxy: string): EdgeKind =>
  edgeKind("proxied", {
    ...rateEdge(serviceRate(scope)),
    from: nodes.infrastructure.at({ name: { text: proxy } }),
    to: nodes.service.at({ service: "service" }),
    color: colors.notice,
    details: { Connection: { text: "http" } },
  });

const toResolvers = ({ scope }: GraphContext, nodes: CoreNodes, dns: string): EdgeKind =>
  edgeKind("resolved", {
    ...rateEdge(upstreamRate(scope)),
    from: nodes.infrastructure.at({ name: { text: dns } }),
    to: nodes.resolver.at({ upstream: "upstream" }),
    color: colors.accent,
    details: { Connection: { text: "dns" } },
  });
