import type { Evaluation } from "../../evaluation.js";
import type { ExpectedGraph } from "./expected.js";
import { graphContext, type GraphLab } from "./look.js";
import { clientEdges, coreEdges, domainEdges, internalEdges, loadEdges } from "./network-edges.js";
import { backends, clients, domains, infrastructure, resolvers, servers, services, zones } from "./network-kinds.js";

/*
 * The graphs of Network Topology. The lab is that of the dashboards; by default the simulated one.
 */

export function zoneGraph(moment: Evaluation, lab?: GraphLab): ExpectedGraph {
  const look = graphContext(moment, lab);
  return {
    kinds: [zones(look, 24), infrastructure(look), services(look, 60), resolvers(look)],
    edges: coreEdges(look),
  };
}

export function distributionGraph(moment: Evaluation, lab?: GraphLab): ExpectedGraph {
  const look = graphContext(moment, lab);
  return { kinds: [services(look, 60), backends(20), servers(60)], edges: loadEdges(look) };
}

export function fullGraph(moment: Evaluation, lab?: GraphLab): ExpectedGraph {
  const look = graphContext(moment, lab);
  return {
    kinds: [
      clients(look),
      zones(look, 10),
      infrastructure(look),
      services(look, 24),
      resolvers(look),
      backends(6),
      servers(20),
      domains(look),
    ],
    edges: [...clientEdges(look), ...coreEdges(look), ...loadEdges(look), ...domainEdges(look), ...internalEdges(look)],
  };
}
