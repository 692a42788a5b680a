/** A cast for `Panel.options`, which is `any` in the SDK. Its node graph is that of Grafana 11.6, without a layout. */
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

/** The arrangement of nodes: layers from left to right, a simulation of forces, or rows. */
export type Layout = "layered" | "force" | "grid";

export function setLayout(panel: Panel, layout: Layout): void {
  panel.options = { ...(panel.options as Record<string, unknown>), layoutAlgorithm: layout };
}
