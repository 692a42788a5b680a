import { limitsOf } from "../../../../src/panels/network-graph/limits.js";
import type { Evaluation } from "../../evaluation.js";
import type { ExpectedGraph } from "./expected.js";
import { loadGraph } from "./load.js";
import { graphContext, type GraphLab } from "./look.js";
import { clientEdges, coreEdges, scrapeEdges } from "./network-edges.js";
import { clients, infrastructure, resolvers, services, zones } from "./network-kinds.js";

/*
 * The graphs of Network Topology. The lab is that of the dashboards; by default the simulated one.
 */

export function zoneGraph(moment: Evaluation, lab?: GraphLab): ExpectedGraph {
  const look = graphContext(moment, lab);
  const detail = { isDetailed: true };
  const limits = limitsOf(look.lab, { hasClients: false });
  return {
    kinds: [
      zones(look, limits.zones, detail),
      infrastructure(look),
      services(look, limits.services, detail),
      resolvers(look, limits.resolvers),
    ],
    edges: coreEdges(look, limits),
  };
}

export const distributionGraph = (moment: Evaluation, lab?: GraphLab): ExpectedGraph =>
  loadGraph(graphContext(moment, lab));

export function fullGraph(moment: Evaluation, lab?: GraphLab): ExpectedGraph {
  const look = graphContext(moment, lab);
  const detail = { isDetailed: false };
  const limits = limitsOf(look.lab, { hasClients: true });
  return {
    kinds: [
      clients(look, limits),
      zones(look, limits.zones, detail),
      infrastructure(look),
      services(look, limits.services, detail),
      resolvers(look, limits.resolvers),
    ],
    edges: [...clientEdges(look), ...coreEdges(look, limits), ...scrapeEdges(look)],
  };
}
