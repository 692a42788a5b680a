/**
 * A dashboard for metrics of one's own, with the checks of the library's dashboards.
 * In another repository the imports are `homelab-dashboards/metrics`, `…/promql`, `…/grafana` and so on.
 */
import { dashboardScope } from "../src/dashboards/index.js";
import { dashboard, datasourceVariable, group, queryResult, queryVariable, series } from "../src/grafana/index.js";
import { defaultLab } from "../src/lab/index.js";
import { extendMetrics, metrics } from "../src/metrics/index.js";
import { variable } from "../src/promql/index.js";
import { metricQueries, query } from "../src/queries/index.js";

const own = metricQueries(
  extendMetrics(metrics, {
    jellyfin_plays_total: {
      type: "counter",
      unit: "plays",
      labels: ["user", "client_zone"],
      sources: ["exporter"],
      help: "Films and episodes that were started.",
    },
  }),
);

const plays = query(
  { unit: "suffix: plays/s", meaning: "Plays started per second" },
  own.rateOf("jellyfin_plays_total", dashboardScope(defaultLab, "zone"), ["user"]),
);

export const streaming = dashboard({
  uid: "streaming",
  title: "Streaming",
  question: "Who watches how much?",
  tags: ["streaming"],
  refresh: "1m",
  range: "24h",
  variables: [
    datasourceVariable(),
    queryVariable({
      variable: variable("zone"),
      label: "Zone",
      description: "Zone from which was watched.",
      query: queryResult(
        own.present("jellyfin_plays_total", dashboardScope(defaultLab), ["client_zone"]),
        "client_zone",
      ),
    }),
  ],
  groups: [
    group("plays", "Plays", {
      "plays-by-user": series("Plays by user", plays, "{user}").about({ normal: "most in the evening" }),
    }),
  ],
});
