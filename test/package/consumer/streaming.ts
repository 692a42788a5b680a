import { dashboardScope, variables, references } from "homelab-dashboards/dashboards";
import {
  dashboard,
  dataLink,
  group,
  queryResult,
  queryVariable,
  series,
  table,
  target,
} from "homelab-dashboards/grafana";
import { extendMetrics, metrics } from "homelab-dashboards/metrics";
import { nodeGraphs } from "homelab-dashboards/panels";
import { promql, range, rate, rateInterval, sum, variable } from "homelab-dashboards/promql";
import { metricQueries, query } from "homelab-dashboards/queries";
import { lab } from "./lab.js";

/** The library's metrics and one more. */
const known = extendMetrics(metrics, {
  jellyfin_plays_total: {
    type: "counter",
    unit: "plays",
    labels: ["user", "library", "client_zone", "method"],
    values: { method: ["direct", "transcode"] },
    sources: ["jellyfin-exporter"],
    help: "Films and episodes that were started.",
  },
});

// With a scope, as in the library's queries: filters and replicas of a source are considered.
const { present, rateOf } = metricQueries(known);
const scope = dashboardScope(lab, "zone");
const perPerson = { unit: "plays per second", meaning: "Plays started per second" } as const;
const playsByUser = query(perPerson, rateOf("jellyfin_plays_total", scope, ["user"]));
const transcodedByUser = query(perPerson, rateOf("jellyfin_plays_total", scope, ["user"], { method: "transcode" }));

// Without a scope: plain PromQL, with the same types.
const select = promql(known);
const plays = rate(range(select("jellyfin_plays_total", { client_zone: variable("zone") }), rateInterval));
const byLibrary = { expression: sum.by(["library"], plays) };
const byUser = { expression: sum.by(["user"], plays) };
const byBoth = { expression: sum.by(["user", "library"], plays) };

const { edgeKind, nodeGraph, nodeKind } = nodeGraphs;
const user = nodeKind("user", ["user"], { limit: 20, title: "user", main: { query: byUser } });
const library = nodeKind("library", ["library"], { limit: 20, title: "library", main: { query: byLibrary } });
const watching = edgeKind("watching", {
  query: byBoth,
  from: user.at({ user: "user" }),
  to: library.at({ library: "library" }),
  main: { query: byBoth },
});

export const streaming = dashboard({
  uid: "attic-streaming",
  title: "Streaming",
  question: "Who watches what?",
  tags: ["attic"],
  refresh: "1m",
  range: "24h",
  variables: [
    variables.datasource(lab),
    queryVariable({
      variable: variable("zone"),
      label: "Zone",
      description: "Zone from which was watched.",
      query: queryResult(present("jellyfin_plays_total", dashboardScope(lab), ["client_zone"]), "client_zone"),
    }),
  ],
  groups: [
    group("plays", "Plays", {
      "plays-by-user": series("Plays by user", target(playsByUser, "{user}"))
        .description("Plays started per second by user, from jellyfin_plays_total. Normal: evenings.")
        .unit("suffix: plays/s"),
      "user-table": table("Users", {
        rows: ["user"],
        labels: { user: "User" },
        columns: {
          Plays: { query: playsByUser, unit: "suffix: plays/s" },
          Transcoded: { query: transcodedByUser, unit: "suffix: plays/s", cell: "bar", min: 0 },
        },
        sort: { column: "Plays", descending: true },
      }).description("Plays started per second, and those that had to be transcoded, from jellyfin_plays_total."),
    }),
    group("graph", "Who watches what", {
      "watching-graph": nodeGraph("Users and libraries", {
        nodes: [user, library],
        edges: [watching],
        statistics: { nodes: { main: { title: "Plays", unit: "plays/s" } } },
      }).description("Plays started per second from users to libraries, from jellyfin_plays_total."),
      "plays-by-library": series("Plays by library", target(byLibrary, "{library}"))
        .description("Plays started per second by library, from jellyfin_plays_total.")
        .unit("suffix: plays/s")
        .link(dataLink({ title: "Zones", to: references(lab).zones, keep: ["zone"] })),
    }),
  ],
});
