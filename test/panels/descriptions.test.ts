/** Descriptions of the panels of all dashboards. The metrics are read from the text of the emitted queries. */
import { describe, expect, it } from "vitest";
import { metricsIn } from "../../build/docs/promql.js";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { objectsAt, textAt, type JsonObject } from "../../src/grafana/json.js";
import { defaultLab, defineLab } from "../../src/lab/index.js";
import { metrics } from "../../src/metrics/index.js";

const isMetric = (name: string) => Object.hasOwn(metrics, name);

/** The names in `From a, b and c.`, at the end of the first paragraph. */
const metricsNamedIn = (description: string): string[] => {
  const [, names = ""] = / From ([\w:, ]+)\.(?:\n|$)/.exec(description) ?? [];
  return names.split(/, | and /).sort();
};

const metricsReadBy = (panel: JsonObject): string[] =>
  [
    ...new Set(objectsAt(panel, "targets").flatMap((target) => metricsIn(textAt(target, "expr") ?? "", isMetric))),
  ].sort();

// With coordinates the DNS dashboard has a map.
const lab = defineLab({
  ...defaultLab,
  zones: defaultLab.zones.map((zone) => ({ ...zone, latitude: 50, longitude: 8 })),
});

const panels = dashboardsOf(lab).flatMap((definition) => {
  const { title, json } = definition.finalize();
  return objectsAt(json, "panels")
    .flatMap((panel) => [panel, ...objectsAt(panel, "panels")])
    .filter((panel) => panel["type"] !== "row")
    .map((panel) => [title, textAt(panel, "title") ?? "", panel] as const);
});

describe("the description of each panel", () => {
  it("is there for more than a hundred panels", () => {
    expect(panels.length).toBeGreaterThan(100);
  });

  it.each(panels)("%s, %s: names the metrics that the panel reads, and no others", (_dashboard, _title, panel) => {
    const read = metricsReadBy(panel);
    expect(read).not.toEqual([]);
    expect(metricsNamedIn(textAt(panel, "description") ?? "")).toEqual(read);
  });

  it.each(panels)("%s, %s: gives the meaning, the normal figures and the action otherwise", (...[, , panel]) => {
    const paragraphs = (textAt(panel, "description") ?? "").split("\n\n");
    expect(paragraphs).toEqual([
      expect.stringMatching(/^\S.*\. From .*\.$/),
      expect.stringMatching(/^Normal: .*\.$/),
      expect.stringMatching(/^Otherwise: .*\.$/),
    ]);
  });
});
