/**
 * Cast: the SDK types the links of a field and of a panel as `DashboardLink`. Grafana reads another type there: title,
 * address, and whether to open a new tab.
 */
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { DashboardLink } from "@grafana/grafana-foundation-sdk/dashboard";

/** A link of a field or panel, as Grafana stores it. */
export interface DataLinkModel {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

/** Data links in the shape that the SDK's `.dataLinks()` and `.links()` ask for. */
export function asSdkLinks(links: readonly DataLinkModel[]): Builder<DashboardLink>[] {
  return links.map((link) => ({ build: () => ({ ...link }) as unknown as DashboardLink }));
}
