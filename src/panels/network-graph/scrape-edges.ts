/** Dashed edges: scrapes of Prometheus. What services need is in the zone map: lines between any two would pass others. */
import { scrapeState } from "../../queries/index.js";
import { edgeKind, type EdgeKind } from "../node-graph/index.js";
import { colors } from "../tokens.js";
import type { GraphContext } from "./context.js";
import { partOf, type CoreNodes } from "./nodes.js";

export function scrapeEdges(context: GraphContext, nodes: CoreNodes): readonly EdgeKind[] {
  const prometheus = partOf(context, "metrics");
  if (prometheus === undefined) return [];
  return [
    edgeKind("scrape", {
      query: scrapeState(context.scope, prometheus),
      from: nodes.infrastructure.at({ name: { text: prometheus } }),
      to: nodes.infrastructure.listedAt({ name: "name" }),
      dashed: true,
      color: colors.neutral,
      details: { Connection: { text: "internal" } },
    }),
  ];
}
