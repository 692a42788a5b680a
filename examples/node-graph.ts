/**
 * A node graph of a bakery: a counter of loaves by oven and shop.
 * In another repository the imports are `homelab-dashboards/panels`, `…/promql` and so on.
 */
import { dashboard, dataLink, datasourceVariable, group } from "../src/grafana/index.js";
import { extendMetrics, metrics } from "../src/metrics/index.js";
import { mapLabel, edgeKind, lookup, nodeGraph, nodeKind } from "../src/panels/node-graph/index.js";
import { promql, range, rate, rateInterval, sum, group as each } from "../src/promql/index.js";

const select = promql(
  extendMetrics(metrics, {
    bakery_loaves_total: {
      type: "counter",
      unit: "loaves",
      labels: ["oven", "street", "shop", "burnt"],
      values: { burnt: ["yes", "no"] },
      sources: ["exporter"],
      help: "Loaves by oven and shop.",
    },
    bakery_oven_info: {
      type: "info",
      unit: "1",
      labels: ["oven", "title"],
      sources: ["exporter"],
      help: "The title of each oven.",
    },
  }),
);

const loaves = range(select("bakery_loaves_total"), rateInterval);
const burnt = range(select("bakery_loaves_total", { burnt: "yes" }), rateInterval);
const titles = { expression: each.by(["oven", "title"], select("bakery_oven_info")) };

const streets = { uid: "bakery-streets", variables: ["street"] } as const;

const oven = nodeKind("oven", ["oven"], {
  always: { expression: each.by(["oven"], select("bakery_oven_info")) },
  limit: 20,
  title: lookup(titles, "title", "oven"),
  subtitle: { text: "Oven" },
  main: { query: { expression: sum.by(["oven"], rate(loaves)) }, scale: 60 },
  secondary: {
    part: { expression: sum.by(["oven"], rate(burnt)) },
    whole: { expression: sum.by(["oven"], rate(loaves)) },
  },
  arcs: {
    whole: { expression: sum.by(["oven"], rate(loaves)) },
    parts: { burnt: { title: "Burnt", color: "#D55E00", query: { expression: sum.by(["oven"], rate(burnt)) } } },
    rest: { name: "good", title: "Good", color: "#0072B2" },
  },
  link: dataLink({ title: "All streets", to: streets }),
});

const shop = nodeKind("shop", ["street", "shop"], {
  limit: 3,
  overflow: { title: "other shops", by: ["street"], limit: 4 },
  title: "shop",
  subtitle: "street",
  main: { query: { expression: sum.by(["street", "shop"], rate(loaves)) }, scale: 60 },
  color: mapLabel("street", { "High Street": "#009E73" }, "#8E8E8E"),
  details: { Street: "street" },
  link: dataLink({ title: "This street", to: streets, set: { street: "street" } }),
});

const deliveries = edgeKind("deliveries", {
  query: { expression: sum.by(["oven", "street", "shop"], rate(loaves)) },
  from: oven.at({ oven: "oven" }),
  to: shop.at({ street: "street", shop: "shop" }),
  main: { query: { expression: sum.by(["oven", "street", "shop"], rate(loaves)) }, scale: 60 },
  thickness: {
    query: { expression: sum.by(["oven", "street", "shop"], rate(loaves)) },
    thin: 0.01,
    thick: 10,
  },
  details: { Goes: { text: "by bicycle" } },
});

export const bread = nodeGraph("Who gets whose bread", {
  nodes: [oven, shop],
  edges: [deliveries],
  statistics: {
    nodes: { main: { title: "Loaves", unit: "/min" }, secondary: { title: "Burnt", unit: "% burnt" } },
    edges: { main: { title: "Loaves", unit: "/min" } },
  },
  maxNodes: 50,
}).about({ shows: "Loaves per minute from ovens to shops", normal: "no ring shows red" });

export const bakery = dashboard({
  uid: "bakery-streets",
  title: "Bakery",
  question: "Who gets whose bread?",
  tags: ["bakery"],
  refresh: "1m",
  range: "6h",
  variables: [datasourceVariable()],
  groups: [group("bread", "Bread", { "bread-graph": bread })],
});
