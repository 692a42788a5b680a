import { dashboardScope, variables } from "homelab-dashboards/dashboards";
import { dashboard, group, series, target } from "homelab-dashboards/grafana";
import { extendMetrics, metrics } from "homelab-dashboards/metrics";
import { nodeGraphs } from "homelab-dashboards/panels";
import { metricQueries, query } from "homelab-dashboards/queries";
import { lab } from "./lab.js";

const { rateOf } = metricQueries(
  extendMetrics(metrics, {
    radio_bytes_total: {
      type: "counter",
      unit: "bytes",
      labels: ["from", "to"],
      sources: ["exporter"],
      help: "Bytes sent by radio.",
    },
  }),
);
const sent = query(
  { unit: "bytes per second", meaning: "Sent" },
  rateOf("radio_bytes_total", dashboardScope(lab), ["from"]),
);
const between = query(
  { unit: "bytes per second", meaning: "Sent between two stations" },
  rateOf("radio_bytes_total", dashboardScope(lab), ["from", "to"]),
);

const { edgeKind, nodeGraph, nodeKind, relabel } = nodeGraphs;
const station = nodeKind("station", ["name"], {
  limit: 30,
  title: "name",
  main: { query: relabel(sent, { name: "from" }) },
});

/** A node graph whose edges connect nodes of one kind. */
export const radio = dashboard({
  uid: "attic-radio",
  title: "Radio",
  question: "Which stations send to each other?",
  tags: ["attic"],
  refresh: "1m",
  range: "6h",
  variables: [variables.datasource(lab)],
  groups: [
    group("radio", "Radio", {
      sent: series("Sent", target(sent, "{from}"))
        .description("Bytes per second by sender, from radio_bytes_total.")
        .unit("Bps"),
      stations: nodeGraph("Stations", {
        nodes: [station],
        edges: [
          edgeKind("radio", {
            query: between,
            from: station.at({ name: "from" }),
            to: station.at({ name: "to" }),
            main: { query: between },
          }),
        ],
        statistics: {
          nodes: { main: { title: "Sent", unit: "B/s" } },
          edges: { main: { title: "Sent", unit: "B/s" } },
        },
      }).description("Bytes per second between stations, from radio_bytes_total."),
    }),
  ],
});
