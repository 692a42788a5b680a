import type { Lab } from "../../lab/index.js";
import type { Filter, Scope } from "../../queries/index.js";
import { nodeGraph } from "../node-graph/index.js";
import type { GraphTargets } from "./context.js";
import { coreEdges } from "./edges.js";
import { networkLayout } from "./layout.js";
import { limitsNote, limitsOf } from "./limits.js";
import { coreNodes, kindsOf } from "./nodes.js";
import { look, ringDescription } from "./style.js";

/** Zones, Traefik, AdGuard Home, services and resolvers. The anonymous zone is the internet. */
export const zoneGraph = (lab: Lab, scope: Scope<Filter>, targets: GraphTargets) => {
  const context = { lab, scope, targets };
  const limits = limitsOf(lab, { hasClients: false });
  const layout = networkLayout(lab, limits, { hasClients: false });
  const note = limitsNote(lab, limits);
  const nodes = coreNodes(context, { limits, isDetailed: true });
  return nodeGraph("Network by zones", {
    nodes: kindsOf(nodes),
    edges: coreEdges(context, nodes),
    positions: layout.positions(nodes, undefined),
    ...look,
  })
    .about({
      shows: ringDescription,
      ...(note === "" ? {} : { note }),
      normal: "rings without a red part",
      otherwise: "click the node with a red part",
    })
    .height(layout.height);
};
