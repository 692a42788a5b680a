/** Dashed edges: scrapes of Prometheus, and dependencies that services declare. */
import { declaredDependencies, scrapeState } from "../../queries/index.js";
import { edgeKind, type EdgeKind } from "../node-graph/index.js";
import { colors } from "../tokens.js";
import type { GraphContext } from "./context.js";
import { partOf } from "./edges.js";
import type { CoreNodes } from "./nodes.js";

const internal = { dashed: true, color: colors.neutral, details: { Connection: { text: "internal" } } } as const;

export function internalEdges({ lab, scope }: GraphContext, nodes: CoreNodes): readonly EdgeKind[] {
  const prometheus = partOf(lab, "metrics");
  const scrapes =
    prometheus === undefined
      ? []
      : [
          edgeKind("scrape", {
            query: scrapeState(scope, lab),
            from: nodes.infrastructure.at({ name: { text: prometheus } }),
            to: nodes.infrastructure.at({ name: "name" }),
            ...internal,
          }),
        ];
  return [
    ...scrapes,
    edgeKind("needs", {
      query: declaredDependencies(scope, lab, "services"),
      from: nodes.service.at({ service: "source_service" }),
      to: nodes.service.at({ service: "target_service" }),
      ...internal,
    }),
    edgeKind("needs-infrastructure", {
      query: declaredDependencies(scope, lab, "infrastructure"),
      from: nodes.service.at({ service: "source_service" }),
      to: nodes.infrastructure.at({ name: "target_service" }),
      ...internal,
    }),
  ];
}
