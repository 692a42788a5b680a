import { describe, expect, it } from "vitest";
import {
  barGauge,
  dashboard,
  properties,
  series,
  showLabelValues,
  stat,
  target,
  type JsonObject,
  type PanelBuilder,
  type Series,
} from "../../src/grafana/index.js";
import { objectAt, objectsAt } from "../../src/grafana/json.js";
import { complete, content, finalized, perService, perServiceAndCode, upPerService } from "./samples.js";

const colored = (colors: Readonly<Record<string, string>>) => {
  const values = new Map(Object.entries(colors).map(([value, color]) => [value, { color }]));
  return showLabelValues({ legends: new Map([["service", { values }]]), columns: new Map() });
};

const everyPanel = colored({ wiki: "#111111", "wiki.": "#222222" });

const overridesOf = (panel: PanelBuilder, change = everyPanel): readonly JsonObject[] => {
  const [, found = {}] = objectsAt(finalized({ it: panel }, { everyPanel: change }).json, "panels");
  return objectsAt(objectAt(found, "fieldConfig"), "overrides");
};

const about = <L extends string>(panel: Series<L>) => panel.unit("reqps").description("Requests per second.");

describe("the colors of labels", () => {
  it("gives each series the color of its label, by name", () => {
    expect(overridesOf(about(series("Requests", target(perService, "{service} now"))))).toEqual([
      {
        matcher: { id: "byName", options: "wiki now" },
        properties: [{ id: "color", value: { mode: "fixed", fixedColor: "#111111" } }],
      },
      {
        matcher: { id: "byName", options: "wiki. now" },
        properties: [{ id: "color", value: { mode: "fixed", fixedColor: "#222222" } }],
      },
    ]);
  });

  it("gives one color to series that differ in a further label", () => {
    expect(overridesOf(about(series("Requests", target(perServiceAndCode, "{code} by {service}"))))).toMatchObject([
      { matcher: { id: "byRegexp", options: "/^[^]* by wiki$/" }, properties: [{ value: { mode: "fixed" } }] },
      { matcher: { id: "byRegexp", options: "/^[^]* by wiki\\.$/" }, properties: [{ value: { mode: "fixed" } }] },
    ]);
  });

  it("writes a value with the signs of a variable as a pattern that has none", () => {
    const odd = colored({ "$zone [[zone]] ${zone}": "#111111" });
    const [first] = overridesOf(about(series("Requests", target(perService, "{service}"))), odd);
    expect(first?.["matcher"]).toEqual({ id: "byRegexp", options: "/^[$]zone \\[\\[zone\\]\\] [$]\\{zone\\}$/" });
  });

  it("gives way to an override of the panel's own", () => {
    const own = properties({ color: { mode: "fixed", fixedColor: "text" } });
    const panel = about(series("Requests", target(perService, "{service}"))).overrideByName("wiki", own);
    expect(overridesOf(panel).at(-1)).toEqual({ matcher: { id: "byName", options: "wiki" }, properties: own });
  });

  it("leaves legends without the label, and panels whose color means a state, as they are", () => {
    expect(overridesOf(about(series("Requests", target(perServiceAndCode, "{code}"))))).toEqual([]);
    const up = target(upPerService, "{service}");
    expect(overridesOf(stat("Up", up).unit("none").description("Up."))).toEqual([]);
    expect(overridesOf(barGauge("Up", up).unit("none").description("Up."))).toHaveLength(2);
  });

  it("is applied to panels that come later, too", () => {
    const later = dashboard(content({ it: complete() }, { everyPanel })).insert("new", complete("New"), {
      after: "it",
    });
    const panels = objectsAt(later.finalize().json, "panels").filter(({ type }) => type === "timeseries");
    expect(panels.map((panel) => objectsAt(objectAt(panel, "fieldConfig"), "overrides").length)).toEqual([2, 2]);
  });
});
