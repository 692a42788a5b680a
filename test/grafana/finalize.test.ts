/** The effects of finalize on every panel, and one test for each wrong default of the SDK (0.0.21) that it removes. */
import { LegendDisplayMode, VizLegendOptionsBuilder } from "@grafana/grafana-foundation-sdk/common";
import {
  AnnotationQueryBuilder,
  DashboardLinkBuilder,
  IntervalVariableBuilder,
  PanelBuilder as LibraryPanel,
  ThresholdsConfigBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { HeatmapColorOptionsBuilder } from "@grafana/grafana-foundation-sdk/heatmap";
import { PanelBuilder as PlainGraph } from "@grafana/grafana-foundation-sdk/nodegraph";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as PlainStat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as PlainSeries } from "@grafana/grafana-foundation-sdk/timeseries";
import { describe, expect, it } from "vitest";
import {
  annotation,
  barGauge,
  dashboardLink,
  datasourceVariable,
  group,
  heatmap,
  labelValues,
  properties,
  queryVariable,
  series,
  stat,
  stateTimeline,
  table,
  target,
  targetsOf,
  text,
} from "../../src/grafana/index.js";
import { objectAt, objectsAt } from "../../src/grafana/json.js";
import { variable } from "../../src/promql/index.js";
import {
  buckets,
  complete,
  fieldDefaults,
  finalized,
  optionsOf,
  panelOf,
  perService,
  select,
  total,
  upPerService,
} from "./samples.js";

const plain = () => new PlainSeries().title("Plain").description("x").unit("s").noValue("–");
const positions = (json: ReturnType<typeof finalized>["json"]) =>
  objectsAt(json, "panels").map((panel) => objectAt(panel, "gridPos"));

describe("a panel that sets no field options", () => {
  it("has empty ones, as Grafana writes them", () => {
    const graph = new PlainGraph().title("Graph").description("x").withTarget(new DataqueryBuilder().expr("up"));
    expect(panelOf(graph)["fieldConfig"]).toEqual({ defaults: {}, overrides: [] });
  });
});

describe("the SDK's wrong defaults", () => {
  it("1: links and annotations are in the bar, not in a menu, whichever builder made them", () => {
    const { json } = finalized(
      { it: complete() },
      {
        links: [
          new DashboardLinkBuilder("Elsewhere").url("https://example.org"),
          dashboardLink({ title: "Lab", tags: [] }),
        ],
        annotations: [
          new AnnotationQueryBuilder().name("x"),
          annotation({ name: "y", query: perService, title: "{service}", color: "#f00" }),
        ],
      },
    );
    expect(objectsAt(json, "links")).toHaveLength(2);
    expect(objectsAt(objectAt(json, "annotations"), "list")).toHaveLength(2);
    expect(JSON.stringify(json)).not.toContain("inControlsMenu");
  });

  it("2: a data link has no fields of a dashboard link, whichever builder made it", () => {
    const link = () => new DashboardLinkBuilder("x").url("/d/y").targetBlank(true);
    const expected = [{ title: "x", url: "/d/y", targetBlank: true }];
    expect(fieldDefaults(plain().dataLinks([link()]))["links"]).toEqual(expected);
    expect(panelOf(plain().links([link()]))["links"]).toEqual(expected);
    const overridden = plain().overrideByName("y", [{ id: "links", value: [link().build()] }]);
    expect(objectsAt(objectAt(panelOf(overridden), "fieldConfig"), "overrides")).toEqual([
      { matcher: { id: "byName", options: "y" }, properties: [{ id: "links", value: expected }] },
    ]);
  });

  it("3: legends are shown unless their display mode hides them, and a tooltip shows all series, highest first", () => {
    const showLegend = (panel: PlainSeries) => objectAt(optionsOf(panel), "legend")["showLegend"];
    expect(showLegend(plain())).toBe(true);
    expect(showLegend(plain().legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.Table)))).toBe(true);
    const hidden = plain().legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.Hidden));
    expect(objectAt(optionsOf(hidden), "legend")).toMatchObject({ displayMode: "list", showLegend: false });
    expect(optionsOf(complete())).toEqual({
      legend: { displayMode: "list", placement: "bottom", showLegend: true, calcs: [] },
      tooltip: { mode: "multi", sort: "desc" },
    });
  });

  it("4: a heat map has as many colors as Grafana's default", () => {
    const map = () => heatmap("x", buckets, { bounds: "s", cells: "reqps" }).description("x");
    expect(objectAt(optionsOf(map()), "color")).toMatchObject({ mode: "scheme", steps: 64, exponent: 0.5 });
    const recoloured = map().color(new HeatmapColorOptionsBuilder().scheme("Turbo"));
    expect(objectAt(optionsOf(recoloured), "color")).toEqual({
      scheme: "Turbo",
      steps: 64,
      exponent: 0.5,
      fill: "dark-orange",
      reverse: false,
    });
  });

  it("5: rows and panels have ids of their own, made from their keys", () => {
    const { json, keys } = finalized(
      {},
      {
        groups: [
          group("a", "A", { one: complete(), two: complete() }),
          group("b", "B", { three: complete() }, { collapsed: true }),
        ],
      },
    );
    const all = objectsAt(json, "panels").flatMap((panel) => [panel, ...objectsAt(panel, "panels")]);
    const ids = all.map(({ id }) => id);
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
    expect(ids).not.toContain(0);
    expect(Object.keys(keys)).toEqual(["one", "two", "three"]);
    expect(ids).toEqual(expect.arrayContaining(Object.values(keys)));
  });

  it("6: panels wrap, a builder's own position is ignored, and sizes are checked", () => {
    const { json } = finalized({
      wide: complete().span(16).height(8),
      half: complete().span(12).height(6),
      placed: complete().gridPos({ x: 0, y: 0, w: 12, h: 4 }),
    });
    expect(positions(json)).toEqual([
      { x: 0, y: 0, w: 24, h: 1 },
      { x: 0, y: 1, w: 16, h: 8 },
      { x: 0, y: 9, w: 12, h: 6 },
      { x: 12, y: 9, w: 12, h: 6 },
    ]);
    expect(() => finalized({ it: complete().gridPos({ x: 30, y: -1, w: 40, h: 0 }) })).toThrow(
      'dashboard "lab-services": panel "it": a span of 40 is not a whole number from 1 to 24',
    );
  });

  it("7: one builder in two dashboards gives two panels without shared objects", () => {
    const shared = complete();
    const first = finalized({ before: complete(), shared });
    const second = finalized({ shared });
    expect(positions(first.json)[2]).toEqual({ x: 12, y: 1, w: 12, h: 8 });
    expect(positions(second.json)[1]).toEqual({ x: 0, y: 1, w: 12, h: 8 });
    expect(first.keys["shared"]).toBe(second.keys["shared"]);
    expect(shared.build().id).toBeUndefined();
    shared.title("Changed afterwards");
    expect(JSON.stringify([first, second])).not.toContain("Changed afterwards");
  });

  it("8: nothing but plain JSON is left", () => {
    const { json } = finalized({ it: complete() });
    expect(structuredClone(json)).toEqual(json);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });

  it("9: every query has a refId, and a datasource", () => {
    const panel = plain()
      .withTarget(new DataqueryBuilder().expr("up"))
      .withTarget(new DataqueryBuilder().expr("up").refId("A"))
      .withTarget(new DataqueryBuilder().expr("up"));
    expect(objectsAt(panelOf(panel), "targets").map(({ refId, datasource }) => [refId, datasource])).toEqual(
      ["B", "A", "C"].map((refId) => [refId, { type: "prometheus", uid: "${datasource}" }]),
    );
    const twice = series("x", target(perService, "a", { refId: "A" }), target(perService, "b", { refId: "A" }));
    expect(() => finalized({ it: twice.unit("s").description("x") })).toThrow(
      'dashboard "lab-services": panel "it": two queries have the refId "A"',
    );
  });

  it("10: variables and panels have no settings of other kinds", () => {
    const { json } = finalized(
      { it: complete() },
      {
        variables: [
          datasourceVariable(),
          queryVariable({
            variable: variable("service"),
            label: "Service",
            description: "x",
            query: labelValues(select("up"), "service"),
          }),
          new IntervalVariableBuilder("step"),
        ],
      },
    );
    const variables = objectsAt(objectAt(json, "templating"), "list");
    expect(variables.map(({ name, auto, skipUrlSync }) => [name, auto, skipUrlSync])).toEqual([
      ["datasource", undefined, undefined],
      ["service", undefined, undefined],
      ["step", false, undefined],
    ]);
    expect(panelOf(complete())).not.toHaveProperty("transparent");
    expect(panelOf(complete())).not.toHaveProperty("repeatDirection");
    expect(panelOf(complete().transparent(true))).toHaveProperty("transparent", true);
    expect(panelOf(complete().repeat("service"))).toMatchObject({ repeat: "service", repeatDirection: "h" });
  });

  it("11: a library panel is refused, since no file can contain it", () => {
    const library = new LibraryPanel().libraryPanel({ name: "x", uid: "y" }).title("x").description("x");
    expect(() => finalized({ it: library })).toThrow('panel "it" has no type (a library panel can\'t be provisioned)');
  });

  it("12: a figure is the last value, also in a plain builder of the SDK", () => {
    const figure = new PlainStat().title("x").description("x").unit("s").noValue("–");
    expect(objectAt(optionsOf(figure), "reduceOptions")).toEqual({ calcs: ["lastNotNull"] });
  });
});

describe("a missing part of a panel", () => {
  it("is named together with all others, with dashboard and panel", () => {
    const bare = series("", target(perService));
    expect(() =>
      finalized({ rates: bare.noValue(""), errors: stat("Errors", target(total)).unit("percentunit") }),
    ).toThrow(
      'dashboard "lab-services": panel "rates" has no title; panel "rates" has no description; ' +
        'panel "rates" has no unit (.unit("none") for plain numbers); ' +
        'panel "rates" has no noValue (what stands there when there is nothing); panel "errors" has no description',
    );
  });

  it("is not the unit of a text panel", () => {
    expect(panelOf(text("About", "# Hello").description("x"))).toMatchObject({
      type: "text",
      options: { mode: "markdown", content: "# Hello" },
    });
  });

  it("is not a unit that a field has", () => {
    const panel = new PlainSeries().title("x").description("x").noValue("–");
    expect(() => finalized({ it: panel })).toThrow("has no unit");
    expect(panelOf(panel.overrideByName("y", properties({ unit: "s" })))).toBeDefined();
  });
});

describe("our panels", () => {
  const defaults = { noValue: "no data" };

  it("draw lines without fill, from zero up, with gaps", () => {
    expect(fieldDefaults(complete())).toMatchObject({
      ...defaults,
      custom: { lineWidth: 1, fillOpacity: 0, showPoints: "never", spanNulls: false, axisSoftMin: 0 },
    });
    expect(fieldDefaults(complete().stacked())).toMatchObject({
      custom: { fillOpacity: 40, stacking: { mode: "normal", group: "A" } },
    });
    expect(fieldDefaults(complete().thresholdLines("#0a0", [1, "#f00"]))).toMatchObject({
      custom: { thresholdsStyle: { mode: "dashed" } },
      thresholds: {
        mode: "absolute",
        steps: [
          { value: null, color: "#0a0" },
          { value: 1, color: "#f00" },
        ],
      },
    });
    expect(objectAt(optionsOf(complete().legendTable("right", "mean", "max")), "legend")).toEqual({
      displayMode: "table",
      placement: "right",
      showLegend: true,
      calcs: ["mean", "max"],
    });
  });

  it("color no figure as bad without thresholds; Grafana would from 80 on", () => {
    const by = target(upPerService, "{service}");
    const panels = [
      stat("x", by).unit("s"),
      barGauge("x", by).unit("s"),
      stateTimeline("x", by),
      table("x", { rows: ["service"], columns: { Rate: { query: perService, unit: "reqps" } } }),
    ];
    const colours = panels.map((panel) =>
      objectsAt(objectAt(fieldDefaults(panel.description("x")), "thresholds"), "steps"),
    );
    expect(colours).toEqual(["text", "blue", "blue", "text"].map((color) => [{ value: null, color }]));
  });

  it("query a range or an instant, as they need", () => {
    const asked = (panel: Parameters<typeof panelOf>[0]) => {
      const [query] = objectsAt(panelOf(panel), "targets");
      return [query?.["range"], query?.["instant"], query?.["format"], query?.["legendFormat"]];
    };
    const by = target(upPerService, "{service}");
    expect(asked(complete())).toEqual([true, false, "time_series", "{{service}}"]);
    expect(asked(stateTimeline("x", by).description("x"))).toEqual([true, false, "time_series", "{{service}}"]);
    expect(asked(stat("x", by).description("x").unit("s"))).toEqual([false, true, "time_series", "{{service}}"]);
    expect(asked(barGauge("x", by).description("x").unit("s"))).toEqual([false, true, "time_series", "{{service}}"]);
    expect(asked(heatmap("x", buckets, { bounds: "s", cells: "reqps" }).description("x"))).toEqual([
      true,
      false,
      "heatmap",
      "{{le}}",
    ]);
  });

  it("draw a heat map of buckets only", () => {
    expect(optionsOf(heatmap("x", buckets, { bounds: "s", cells: "reqps" }).description("x"))).toMatchObject({
      calculate: false,
      yAxis: { unit: "s" },
      cellValues: { unit: "reqps" },
    });
    // @ts-expect-error no buckets
    expect(() => heatmap("x", total, { bounds: "s", cells: "reqps" })).toThrow('the label "le"');
    // @ts-expect-error no buckets
    expect(() => heatmap("x", perService, { bounds: "s", cells: "reqps" })).toThrow('the label "le"');
  });

  it("give a table pages and frozen columns", () => {
    const pages = table("x", { rows: ["service"], columns: { Rate: { query: perService, unit: "reqps" } } })
      .paginated()
      .frozenColumns(1)
      .description("x");
    expect(optionsOf(pages)).toMatchObject({ enablePagination: true, frozenColumns: { left: 1 } });
    expect(optionsOf(pages)).not.toHaveProperty("footer");
  });

  it("keep every method of the SDK", () => {
    const changed = complete().thresholds(new ThresholdsConfigBuilder()).lineWidth(3).maxDataPoints(100).interval("1m");
    expect(panelOf(changed)).toMatchObject({ maxDataPoints: 100, interval: "1m" });
  });
});

describe("the dashboard", () => {
  it("is classic JSON for Grafana 12 and 13", () => {
    const { json, uid, title } = finalized({ it: complete() }, { description: "More about it." });
    expect({ uid, title }).toEqual({ uid: "lab-services", title: "Services" });
    expect(json).toMatchObject({
      uid: "lab-services",
      title: "Services",
      description: "How are the services?\n\nMore about it.",
      tags: ["lab"],
      schemaVersion: 42,
      editable: false,
      graphTooltip: 1,
      timezone: "browser",
      refresh: "1m",
      time: { from: "now-6h", to: "now" },
      annotations: { list: [] },
      links: [],
    });
    expect(json).not.toHaveProperty("id");
    expect(json).not.toHaveProperty("version");
  });

  it("has its keys in an order that doesn't depend on the builders", () => {
    const one = series("x", target(perService)).unit("s").description("y").decimals(1).min(0);
    const two = series("x", target(perService)).min(0).decimals(1).description("y").unit("s");
    expect(JSON.stringify(finalized({ it: one }).json)).toBe(JSON.stringify(finalized({ it: two }).json));
    expect(Object.keys(panelOf(one)).slice(0, 5)).toEqual(["id", "type", "title", "description", "gridPos"]);
  });

  it("nests the panels of a collapsed group and moves the following panels up", () => {
    const { json } = finalized(
      {},
      {
        groups: [
          group("now", "Now", { a: complete() }),
          group("host", "Host", { b: complete(), c: complete().span(24) }, { collapsed: true }),
          group("more", "More", { d: complete() }),
        ],
      },
    );
    expect(positions(json).map(({ y }) => y)).toEqual([0, 1, 9, 10, 11]);
    const host = objectsAt(json, "panels")[2] ?? {};
    expect(host).toMatchObject({ type: "row", title: "Host", collapsed: true });
    expect(objectsAt(host, "panels").map((panel) => objectAt(panel, "gridPos"))).toEqual([
      { x: 0, y: 10, w: 12, h: 8 },
      { x: 0, y: 18, w: 24, h: 8 },
    ]);
  });

  it("lists its queries under stable names", () => {
    const built = finalized(
      {},
      {
        groups: [
          group("now", "Now", {
            rate: series("x", target(perService, "a"), target(total, "b")).unit("s").description("y"),
          }),
          group("host", "Host", { up: complete() }, { collapsed: true }),
        ],
      },
    );
    expect(targetsOf(built).map(({ id, panel, refId, expr }) => ({ id, panel, refId, expr }))).toEqual([
      {
        id: "lab-services/rate/A",
        panel: "rate",
        refId: "A",
        expr: "sum by (service) (rate(requests_total[$__rate_interval]))",
      },
      { id: "lab-services/rate/B", panel: "rate", refId: "B", expr: "sum(rate(requests_total[$__rate_interval]))" },
      {
        id: "lab-services/up/A",
        panel: "up",
        refId: "A",
        expr: "sum by (service) (rate(requests_total[$__rate_interval]))",
      },
    ]);
  });

  it("needs a datasource variable and a uid that Grafana takes", () => {
    expect(() => finalized({ it: complete() }, { variables: [] })).toThrow(
      'dashboard "lab-services": every query asks ${datasource}, but there is no such variable; add datasourceVariable()',
    );
    expect(() => finalized({ it: complete() }, { uid: "Lab services" })).toThrow(
      'dashboard "Lab services": a uid is 1 to 40 of a-z, 0-9 and -',
    );
  });
});
