import { describe, expect, it } from "vitest";
import { query } from "../../src/queries/index.js";
import { stat, target } from "../../src/grafana/index.js";
import { objectAt, objectsAt } from "../../src/grafana/json.js";
import { increaseOf } from "../../src/queries/metric-queries.js";
import { dashboardRange } from "../../src/promql/index.js";
import { panelOf, total } from "./samples.js";

const scope = {
  filters: [],
  window: dashboardRange,
  shift: {},
  sources: { traefik: "siblings", adguard: "siblings", domain: "siblings", zone: "siblings" },
} as const;

const shown = (panel: Parameters<typeof panelOf>[0]) => {
  const json = panelOf(panel);
  return [objectAt(json, "options")["textMode"], ...objectsAt(json, "targets").map((one) => one["legendFormat"])];
};

describe("a stat", () => {
  const inRange = query({ unit: "count", meaning: "x" }, increaseOf("traefik_requests_total", scope, []));

  it("says that its figure is about the time range, unless it has a name or its title says it", () => {
    expect(shown(stat("x", inRange))).toEqual(["value_and_name", "in this range"]);
    expect(shown(stat("Requests in this range", inRange))).toEqual(["auto", "__auto"]);
    expect(shown(stat("x", target(inRange, "requests")).unit("none"))).toEqual(["auto", "requests"]);
  });

  it("says nothing about a figure of now", () => {
    expect(shown(stat("x", total).unit("none").description("x"))).toEqual(["auto", "__auto"]);
  });
});
