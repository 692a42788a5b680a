import {
  dashboard,
  dashboardLink,
  grayMissing,
  type DashboardContent,
  type DashboardDefinition,
} from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { showTitles } from "../panels/label-values.js";
import { datasource } from "./variables.js";

/** A dashboard with the data source, tag, links, range, refresh, titles and colors of the lab, and gray for missing values. */
export function labDashboard<const K extends string>(
  lab: Lab,
  content: Omit<DashboardContent<K>, "tags" | "links" | "refresh" | "range" | "everyPanel">,
): DashboardDefinition<K> {
  const { uid_prefix: tag, refresh, range } = lab.dashboards;
  const withTitles = showTitles(lab);
  return dashboard<K>({
    ...content,
    variables: [datasource(lab), ...content.variables],
    tags: [tag],
    links: [dashboardLink({ title: "Homelab", tags: [tag] })],
    refresh,
    range,
    everyPanel: (panel) => withTitles(grayMissing(panel)),
  });
}
