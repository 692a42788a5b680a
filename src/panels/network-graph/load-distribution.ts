/** Services, their backends and servers: how load is distributed. */
import type { Lab } from "../../lab/index.js";
import { backendToServer, serviceToBackend, serviceToServer, type Filter, type Scope } from "../../queries/index.js";
import { edgeKind, nodeGraph, nodeKind, type EdgeKind, type NodeKind } from "../node-graph/index.js";
import { colors } from "../tokens.js";
import type { GraphContext, GraphTargets } from "./context.js";
import { serviceNodes } from "./nodes.js";
import { maxQueryBytes, openServices, rateEdge, statistics } from "./style.js";

interface BackendNodes {
  readonly backend: NodeKind<"backend">;
  readonly server: NodeKind<"backend" | "server">;
}

export function backendNodes(
  { targets }: GraphContext,
  limits: { readonly backends: number; readonly servers: number },
): BackendNodes {
  const plain = { color: { text: colors.neutral }, link: openServices(targets) };
  return {
    backend: nodeKind("backend", ["backend"], { limit: limits.backends, title: "backend", ...plain }),
    server: nodeKind("server", ["backend", "server"], {
      limit: limits.servers,
      title: "server",
      subtitle: "backend",
      ...plain,
    }),
  };
}

/** Edges from services to their servers, through a backend if that has its own name. */
export function backendEdges(
  { lab, scope }: GraphContext,
  service: NodeKind<"service">,
  { backend, server }: BackendNodes,
): readonly EdgeKind[] {
  const toServer = server.at({ backend: "backend", server: "server" });
  return [
    edgeKind("backend", {
      ...rateEdge(serviceToBackend(scope, lab)),
      from: service.at({ service: "service" }),
      to: backend.at({ backend: "backend" }),
    }),
    edgeKind("server", {
      ...rateEdge(serviceToServer(scope)),
      from: service.at({ service: "backend" }),
      to: toServer,
    }),
    edgeKind("balanced", {
      ...rateEdge(backendToServer(scope)),
      from: backend.at({ backend: "backend" }),
      to: toServer,
    }),
  ];
}

/** Services, their backends and servers. */
export const distributionGraph = (lab: Lab, scope: Scope<Filter>, targets: GraphTargets) => {
  const context = { lab, scope, targets };
  const service = serviceNodes(context, 60);
  const nodes = backendNodes(context, { backends: 20, servers: 60 });
  return nodeGraph("Load distribution", {
    nodes: [service, nodes.backend, nodes.server],
    edges: backendEdges(context, service, nodes),
    statistics: { nodes: statistics.nodes, edges: { main: statistics.edges.main } },
    maxQueryBytes,
  })
    .about({
      shows:
        "Requests per second of each service to its servers. A backend is a node of its own only where its name is not that of the service",
      normal: "the servers of a backend get requests by their weights",
      otherwise: "compare with “Share per server against its weight”",
    })
    .span(12)
    .height(12);
};
