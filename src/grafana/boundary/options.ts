/**
 * Cast: `Panel.options` is `any` in the SDK, and its option types are Grafana 11.6's. These are the options of
 * Grafana 12 and 13 that the builders have no method for.
 */
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";

export interface TableExtras {
  readonly enablePagination?: boolean;
  readonly frozenColumns?: { readonly left: number };
}

/** Sets options that the SDK doesn't have, and removes `footer`, which Grafana 13 doesn't have. */
export function extendTable(panel: Panel, extras: TableExtras): void {
  const { footer: _stale, ...options } = panel.options as Record<string, unknown>;
  panel.options = { ...options, ...extras };
}
