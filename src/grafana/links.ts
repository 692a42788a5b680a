import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { DashboardLinkBuilder, DashboardLinkType, type DashboardLink } from "@grafana/grafana-foundation-sdk/dashboard";
import { asSdkLinks, type DataLinkModel } from "./boundary/data-links.js";

/** A dashboard as others refer to it: where it is, and which variables it takes. */
export interface DashboardReference<V extends string = string> {
  readonly uid: string;
  readonly variables: readonly V[];
}

/** A link in the bar of the dashboard to all others with these tags. Time range and variables go along. */
export function dashboardLink(link: {
  readonly title: string;
  readonly tags: readonly string[];
  readonly dropdown?: boolean;
  readonly tooltip?: string;
}): DashboardLinkBuilder {
  return new DashboardLinkBuilder(link.title)
    .type(DashboardLinkType.Dashboards)
    .tags([...link.tags])
    .asDropdown(link.dropdown ?? true)
    .tooltip(link.tooltip ?? "")
    .icon("external link")
    .includeVars(true)
    .keepTime(true);
}

/** A link from a series or a row, which needs the labels `L` of it. */
export interface DataLink<out L extends string> {
  readonly title: string;
  readonly uid: string;
  /** Variable of the other dashboard ← label of the series or row. */
  readonly set: readonly (readonly [variable: string, label: L])[];
  readonly keep: readonly string[];
  readonly newTab: boolean;
}

/**
 * A link to another dashboard: `set` fills its variables from labels, `keep` hands over what is chosen in this one. The
 * time range goes along. A variable that the other dashboard doesn't have doesn't compile; nor does, at the panel, a
 * label that its query lost.
 */
export function dataLink<const V extends string, const L extends string = never>(link: {
  readonly title: string;
  readonly to: DashboardReference<V>;
  readonly set?: { readonly [P in V]?: L };
  readonly keep?: readonly NoInfer<V>[];
  readonly newTab?: boolean;
}): DataLink<L> {
  const { title, to, set = {}, keep = [], newTab = false } = link;
  return { title, uid: to.uid, set: givenEntries<L>(set), keep, newTab };
}

function givenEntries<L>(set: { readonly [variable: string]: L | undefined }): readonly (readonly [string, L])[] {
  return Object.entries(set).flatMap(([variable, label]) => (label === undefined ? [] : [[variable, label] as const]));
}

/** Where Grafana finds the labels: on the series itself, as columns of the row, or, of a matrix, in its first column. */
type LinkPlace = "series" | "row" | "first column";

const labelAt: { readonly [P in LinkPlace]: (label: string) => string } = {
  series: (label) => `\${__field.labels.${label}:percentencode}`,
  row: (label) => `\${__data.fields.${label}:percentencode}`,
  "first column": () => "${__data.fields.0:percentencode}",
};

/** The link as Grafana stores it. */
export function dataLinkModel<L extends string>(link: DataLink<L>, place: LinkPlace): DataLinkModel {
  const value = labelAt[place];
  const parameters = [
    ...link.set.map(([variable, label]) => `var-${encodeURIComponent(variable)}=${value(label)}`),
    ...link.keep.map((variable) => `\${${variable}:queryparam}`),
    "${__url_time_range}",
  ];
  return { title: link.title, url: `/d/${link.uid}?${parameters.join("&")}`, targetBlank: link.newTab };
}

/** The links of a panel that draws series, as the SDK's builders take them. */
export function seriesLinks<L extends string>(links: readonly DataLink<L>[]): Builder<DashboardLink>[] {
  return asSdkLinks(links.map((link) => dataLinkModel(link, "series")));
}
