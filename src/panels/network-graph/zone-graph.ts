import type { Lab } from "../../lab/index.js";
import type { Filter, Scope } from "../../queries/index.js";
import { nodeGraph } from "../node-graph/index.js";
import type { GraphTargets } from "./context.js";
import { coreEdges } from "./edges.js";
import { coreNodes, kindsOf } from "./nodes.js";
import { look, ringDescription } from "./style.js";

/** Zones, Traefik, AdGuard Home, services and resolvers. The anonymous zone is the internet. */
export const zoneGraph = (lab: Lab, scope: Scope<Filter>, targets: GraphTargets) => {
  const context = { lab, scope, targets };
  const nodes = coreNodes(context, {
    listed: { zones: 24, resolvers: 16 },
    busiest: { zones: 24, services: 60 },
    isDetailed: true,
  });
  return nodeGraph("Network by zones", { nodes: kindsOf(nodes), edges: coreEdges(context, nodes), ...look }).about({
    shows: ringDescription,
    normal: "rings without a red part",
    otherwise: "click the node with a red part",
  });
};
