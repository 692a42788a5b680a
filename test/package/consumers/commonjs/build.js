// A lab of one's own, its four dashboards as they are, and again with one of them changed and one more.
const { build, defineLab } = require("homelab-dashboards");
const {
  variables,
  dashboardScope,
  domainAndDns,
  networkTopology,
  servicePerformance,
  zoneTraffic,
} = require("homelab-dashboards/dashboards");
const { dashboard, group, series, target } = require("homelab-dashboards/grafana");
const { extendMetrics, metrics } = require("homelab-dashboards/metrics");
const { nodeGraphs, services } = require("homelab-dashboards/panels");
const { metricQueries, query, requestRate } = require("homelab-dashboards/queries");

const lab = defineLab({
  zones: [
    { name: "ship", type: "trusted", cidrs: ["10.30.0.0/24"] },
    { name: "harbour", type: "external", cidrs: ["0.0.0.0/0", "::/0"], title: "Harbour" },
  ],
  services: [{ name: "logbook@docker", zone: "ship", title: "Logbook" }],
  dashboards: { folder: "Ship", uid_prefix: "ship" },
});

// One of our dashboards: a panel replaced, a group dropped, a panel added.
const scope = dashboardScope(lab, "zone", "service");
const changed = servicePerformance(lab)
  .replace(
    "requests-by-service",
    series("Requests by method", target(requestRate(scope, ["method"]), "{method}"))
      .description("Requests per second by method, from traefik_requests_total.")
      .unit("reqps"),
  )
  .drop("host")
  .insert("requests-of-zones", services.requestsByMethod(scope), { after: "requests" });

// A dashboard of one's own: metrics, a query, a panel and a node graph.
const { rateOf } = metricQueries(
  extendMetrics(metrics, {
    anchor_bytes_total: {
      type: "counter",
      unit: "bytes",
      labels: ["from", "to"],
      sources: ["exporter"],
      help: "Bytes that were sent by radio.",
    },
  }),
);
const whole = dashboardScope(lab);
const sent = query({ unit: "bytes per second", meaning: "Sent" }, rateOf("anchor_bytes_total", whole, ["from"]));
const between = query(
  { unit: "bytes per second", meaning: "Sent between two stations" },
  rateOf("anchor_bytes_total", whole, ["from", "to"]),
);
const { edgeKind, nodeGraph, nodeKind, relabelled } = nodeGraphs;
const station = nodeKind("station", ["name"], {
  most: 30,
  title: "name",
  main: { query: relabelled(sent, { name: "from" }) },
});
const radio = dashboard({
  uid: "ship-radio",
  title: "Radio",
  question: "Who talks to whom?",
  tags: ["ship"],
  refresh: "1m",
  range: "6h",
  variables: [variables.datasource(lab)],
  groups: [
    group("radio", "Radio", {
      sent: series("Sent", target(sent, "{from}"))
        .description("Bytes per second by sender, from anchor_bytes_total.")
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
      }).description("Bytes per second between stations, from anchor_bytes_total."),
    }),
  ],
});

build({ lab, out: "plain" });
build({
  lab,
  dashboards: [networkTopology(lab), zoneTraffic(lab), domainAndDns(lab), changed, radio],
  out: "provisioning",
});
