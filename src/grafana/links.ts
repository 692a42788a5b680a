import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { DashboardLinkBuilder, DashboardLinkType, type DashboardLink } from "@grafana/grafana-foundation-sdk/dashboard";
import { asSdkLinks, type DataLinkModel } from "./boundary/data-links.js";

/** The address of a dashboard and the variables that links to it may set. */
export interface DashboardReference<V extends string = string> {
  readonly uid: string;
  readonly variables: readonly V[];
}

/** A link in the bar to all dashboards with these tags. It passes on time range and variables. */
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

/** A link from a series or row that has the labels `L`. */
export interface DataLink<out L extends string> {
  readonly title: string;
  readonly uid: string;
  /** Variables of the other dashboard with the labels that fill them. */
  readonly set: readonly (readonly [variable: string, label: L])[];
  readonly keep: readonly string[];
  readonly newTab: boolean;
}

/**
 * A link to another dashboard: `set` fills its variables from labels, `keep` passes on values of this dashboard's
 * variables. The time range is kept. A variable that the other dashboard doesn't have doesn't compile, nor does a label
 * that the panel's query doesn't have.
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

/** A link of rows that lead to different dashboards. */
export interface RowLink<out L extends string> {
  readonly title: string;
  /** The label with the uid of the dashboard. */
  readonly uid: L;
  /** The label with the name of the variable that is set. Grafana ignores one that the dashboard doesn't have. */
  readonly variable: L;
  /** The label with the value of the variable. */
  readonly value: L;
}

/** The link in Grafana's model, of the column `own`. The time range is kept. */
export const dataLinkOfRow = ({ title, uid, variable, value }: RowLink<string>, own: string): DataLinkModel => ({
  title: named(title, "row", value, own),
  url: `/d/\${__data.fields.${uid}:raw}?var-\${__data.fields.${variable}:raw}=\${${place("row", value, own)}:percentencode}&\${__url_time_range}`,
  targetBlank: false,
});

function givenEntries<L>(set: { readonly [variable: string]: L | undefined }): readonly (readonly [string, L])[] {
  return Object.entries(set).flatMap(([variable, label]) => (label === undefined ? [] : [[variable, label] as const]));
}

/** The place of the labels: the series itself, columns of the row, or the cell in the first column of a matrix. */
type LinkPlace = "series" | "row" | "first column";

/** The column of a label has its value as the value of the cell, whatever text the cell shows. */
function place(at: LinkPlace, label: string, own?: string): string {
  if (at === "series") return `__field.labels.${label}`;
  return at === "first column" || label === own ? "__value.raw" : `__data.fields.${label}`;
}

/** The title with the name of what the link chooses, since a legend or a cell shows a title instead. */
const named = (title: string, at: LinkPlace, label: string, own?: string) => `${title}: \${${place(at, label, own)}}`;

/** The link in Grafana's model. In a table, `own` is the label of the column that has the link. */
export function dataLinkModel<L extends string>(link: DataLink<L>, at: LinkPlace, own?: string): DataLinkModel {
  const [first] = link.set;
  const parameters = [
    ...link.set.map(
      ([variable, label]) => `var-${encodeURIComponent(variable)}=\${${place(at, label, own)}:percentencode}`,
    ),
    ...link.keep.map((variable) => `\${${variable}:queryparam}`),
    "${__url_time_range}",
  ];
  return {
    title: first === undefined ? link.title : named(link.title, at, first[1], own),
    url: `/d/${link.uid}?${parameters.join("&")}`,
    targetBlank: link.newTab,
  };
}

/** The links of a panel of series for the SDK's builders. */
export function seriesLinks<L extends string>(links: readonly DataLink<L>[]): Builder<DashboardLink>[] {
  return asSdkLinks(links.map((link) => dataLinkModel(link, "series")));
}
