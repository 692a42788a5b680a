import type { Evaluation } from "../../evaluation.js";
import type { ExpectedGraph } from "./expected.js";
import { loadGraph } from "./load.js";
import { graphContext, type GraphLab } from "./look.js";
import { clientEdges, coreEdges, internalEdges } from "./network-edges.js";
import { clients, infrastructure, resolvers, services, zones } from "./network-kinds.js";

/*
 * The graphs of Network Topology. The lab is that of the dashboards; by default the simulated one.
 */

export function zoneGraph(moment: Evaluation, lab?: GraphLab): ExpectedGraph {
  const look = graphContext(moment, lab);
  const detail = { isDetailed: true };
  return {
    kinds: [
      zones(look, { listed: 24, busiest: 24 }, detail),
      infrastructure(look),
      services(look, 60, detail),
      resolvers(look, 16),
    ],
    edges: coreEdges(look, 60),
  };
}

export const distributionGraph = (moment: Evaluation, lab?: GraphLab): ExpectedGraph =>
  loadGraph(graphContext(moment, lab));

export function fullGraph(moment: Evaluation, lab?: GraphLab): ExpectedGraph {
  const look = graphContext(moment, lab);
  const detail = { isDetailed: false };
  return {
    kinds: [
      clients(look),
      zones(look, { listed: 12, busiest: 10 }, detail),
      infrastructure(look),
      services(look, 24, detail),
      resolvers(look, 8),
    ],
    edges: [...clientEdges(look), ...coreEdges(look, 24), ...internalEdges(look)],
  };
}
