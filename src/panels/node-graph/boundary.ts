/** Hole: `Panel.options` is `any` in the SDK, and its node graph is Grafana 11.6's, without a layout. */
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

/** How nodes are arranged: from left to right, as if by springs, or in rows. */
export type Layout = "layered" | "force" | "grid";

export function setLayout(panel: Panel, layout: Layout): void {
  panel.options = { ...(panel.options as Record<string, unknown>), layoutAlgorithm: layout };
}
