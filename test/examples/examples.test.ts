import { describe, expect, it } from "vitest";
import { bakery, bread } from "../../examples/node-graph.js";
import { streaming } from "../../examples/own-metrics.js";
import { checkFiles } from "../../src/check/index.js";
import { targetsOf } from "../../src/grafana/index.js";
import { end, graphFrom, growing, prometheusWith } from "../panels/node-graph/panel-answers.js";

describe("examples", () => {
  it("own metrics: the dashboard passes every check", () => {
    const built = streaming.finalize();
    const content = JSON.stringify(built.json);
    expect(checkFiles([{ path: "grafana/dashboards/homelab/streaming.json", content }])).toEqual([]);
    expect(targetsOf(built).map(({ id, expr }) => [id, expr])).toEqual([
      [
        "streaming/plays-by-user/A",
        "sum by (user) (rate(jellyfin_plays_total{client_zone=~`${zone:regex}`}[$__rate_interval]))",
      ],
    ]);
  });

  it("node graph: the bakery's dashboard passes every check, and its graph shows the counters", async () => {
    const built = bakery.finalize();
    const content = JSON.stringify(built.json);
    expect(checkFiles([{ path: "grafana/dashboards/homelab/bakery.json", content }])).toEqual([]);
    const loaves = (street: string, shop: string, perSecond: number, burnt = "no") => ({
      name: "bakery_loaves_total",
      labels: { oven: "1", street, shop, burnt },
      value: growing(perSecond),
    });
    await using server = await prometheusWith([
      { name: "bakery_oven_info", labels: { oven: "1", title: "Old Berta" }, value: () => 1 },
      { name: "bakery_oven_info", labels: { oven: "2", title: "The new one" }, value: () => 1 },
      ...[1, 2, 3, 4].map((shop) => loaves("High Street", `shop ${String(shop)}`, shop / 60)),
      loaves("Low Street", "corner", 1 / 60),
      loaves("Low Street", "corner", 1 / 60, "yes"),
    ]);
    const graph = await graphFrom(server, bread, { at: end + 30 });
    const oven = graph.nodes.find(({ id }) => id === "oven/1");
    expect(oven).toMatchObject({ title: "Old Berta", subtitle: "Oven" });
    expect(oven?.["mainstat"]).toBeCloseTo(12);
    expect(oven?.["arc__burnt"]).toBeCloseTo(1 / 12);
    expect(graph.nodes.find(({ id }) => id === "oven/2")).toMatchObject({ title: "The new one", mainstat: 0 });
    expect(graph.nodes.filter(({ id }) => id.startsWith("shop/"))).toHaveLength(3);
    expect(graph.edges.map(({ mainstat }) => Math.round(Number(mainstat))).reduce((all, one) => all + one)).toBe(12);
  });
});
