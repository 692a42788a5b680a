/** Dashed edges: scrapes of Prometheus, and dependencies that services declare. */
import { declaredDependencies, scrapeState } from "../../queries/index.js";
import { edgeKind, type EdgeKind } from "../node-graph/index.js";
import { colors } from "../tokens.js";
import type { GraphContext } from "./context.js";
import { partOf, type CoreNodes } from "./nodes.js";

const internal = { dashed: true, color: colors.neutral, details: { Connection: { text: "internal" } } } as const;

export function internalEdges(context: GraphContext, nodes: CoreNodes): readonly EdgeKind[] {
  const { scope } = context;
  const prometheus = partOf(context, "metrics");
  const scrapes =
    prometheus === undefined
      ? []
      : [
          edgeKind("scrape", {
            query: scrapeState(scope, prometheus),
            from: nodes.infrastructure.at({ name: { text: prometheus } }),
            to: nodes.infrastructure.listedAt({ name: "name" }),
            ...internal,
          }),
        ];
  const needs = { query: declaredDependencies(scope), from: nodes.service.listedAt({ service: "source_service" }) };
  return [
    ...scrapes,
    edgeKind("needs", { ...needs, to: nodes.service.listedAt({ service: "target_service" }), ...internal }),
    edgeKind("needs-infrastructure", {
      ...needs,
      to: nodes.infrastructure.listedAt({ name: "target_service" }),
      ...internal,
    }),
  ];
}
