import type { Evaluation } from "../../evaluation.js";
import { clientDomainGraph } from "./domains.js";
import type { ExpectedGraph } from "./expected.js";
import type { GraphLab } from "./look.js";
import { distributionGraph, fullGraph, zoneGraph } from "./network.js";

/** The expected graphs by the key of the panel. The lab is that of the dashboards. */
export const expectedGraphs: Readonly<Record<string, (moment: Evaluation, lab?: GraphLab) => ExpectedGraph>> = {
  "zone-graph": zoneGraph,
  "distribution-graph": distributionGraph,
  "full-graph": fullGraph,
  "client-domain-graph": clientDomainGraph,
};
