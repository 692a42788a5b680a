import { format } from "prettier";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { defaultLab } from "../../src/lab/index.js";
import type { CommittedFile } from "../committed-files.js";
import { picturesOf } from "../pictures/list.js";
import { dashboardIndex, dashboardPage } from "./dashboard-pages.js";
import { documentedDashboards } from "./dashboard-model.js";
import { exporterMetricsPage } from "./exporter-metrics-page.js";
import { indexFiles } from "./indexes.js";
import { labPage } from "./lab-page.js";
import { metricsPage } from "./metrics-page.js";
import { scoresPage } from "./scores-page.js";

/** The generated pages of docs/. */
export async function documentationFiles(): Promise<readonly CommittedFile[]> {
  const dashboards = documentedDashboards();
  const pictures = picturesOf(dashboardsOf(defaultLab).map((definition) => definition.finalize()));
  const pages = [
    { path: "docs/reference/lab.md", content: labPage() },
    { path: "docs/reference/metrics.md", content: metricsPage(dashboards) },
    { path: "docs/reference/exporter-metrics.md", content: exporterMetricsPage() },
    { path: "docs/reference/scores.md", content: scoresPage() },
    { path: "docs/reference/dashboards/README.md", content: dashboardIndex(dashboards) },
    ...dashboards.map((dashboard) => ({
      path: `docs/reference/dashboards/${dashboard.uid}.md`,
      content: dashboardPage(dashboard, pictures),
    })),
  ];
  return Promise.all(
    [...pages, ...(await indexFiles(pages))].map(async ({ path, content }) => ({
      path,
      content: await format(content, { parser: "markdown", printWidth: 120 }),
    })),
  );
}
