import {
  dashboard,
  dashboardLink,
  grayMissing,
  sayUnfiltered,
  tablesForLongLegends,
  type DashboardContent,
  type DashboardDefinition,
  type DashboardFilter,
} from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { legendLengths } from "../panels/legend-lengths.js";
import { showTitles } from "../panels/label-values.js";
import { variables } from "./scope.js";
import { datasource } from "./variables.js";

/** The filters that every figure should follow. A host is chosen for the panels about hosts alone. */
const filters: readonly DashboardFilter[] = [
  { name: variables.zone.name },
  { name: variables.client.name },
  { name: variables.service.name, followers: [variables.backend.name] },
  { name: variables.domain.name },
];

/**
 * A dashboard with the data source, tag, links, range, refresh, titles and colors of the lab, tables for long legends, gray
 * for missing values, and a word where figures leave out a filter.
 */
export function labDashboard<const K extends string>(
  lab: Lab,
  content: Omit<DashboardContent<K>, "tags" | "links" | "refresh" | "range" | "everyPanel" | "everyGroup">,
): DashboardDefinition<K> {
  const { uid_prefix: tag, refresh, range } = lab.dashboards;
  const withTitles = showTitles(lab);
  const withTables = tablesForLongLegends(legendLengths(lab));
  const chosen = new Set(content.variables.map((one) => one.build().name));
  return dashboard<K>({
    ...content,
    variables: [datasource(lab), ...content.variables],
    tags: [tag],
    links: [dashboardLink({ title: "Homelab", tags: [tag] })],
    refresh,
    range,
    everyPanel: (panel) => withTables(withTitles(grayMissing(panel))),
    everyGroup: sayUnfiltered(filters.filter(({ name }) => chosen.has(name))),
  });
}
