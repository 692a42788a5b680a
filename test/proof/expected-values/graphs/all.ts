import type { Evaluation } from "../../evaluation.js";
import { clientDomainGraph } from "./domains.js";
import type { ExpectedGraph } from "./expected.js";
import type { GraphLab } from "./look.js";
import { distributionGraph, fullGraph, zoneGraph } from "./network.js";

/** What each graph must show, by the key of its panel; the lab is the one of which the dashboards were built. */
export const expectedGraphs: Readonly<Record<string, (moment: Evaluation, lab?: GraphLab) => ExpectedGraph>> = {
  "zone-graph": zoneGraph,
  "distribution-graph": distributionGraph,
  "full-graph": fullGraph,
  "client-domain-graph": clientDomainGraph,
};
