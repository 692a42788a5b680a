/** Compares our lists of names with the registries of @grafana/data and the defaults of @grafana/schema. */
import { createRequire } from "node:module";
import type * as GrafanaData from "@grafana/data";
import { defaultOptions as barGaugeDefaults } from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import { defaultOptions as canvasDefaults } from "@grafana/schema/dist/esm/raw/composable/canvas/panelcfg/x/CanvasPanelCfg_types.gen";
import {
  defaultMapViewConfig as geomapView,
  defaultOptions as geomapDefaults,
} from "@grafana/schema/dist/esm/raw/composable/geomap/panelcfg/x/GeomapPanelCfg_types.gen";
import { defaultOptions as heatmapDefaults } from "@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen";
import { defaultOptions as statDefaults } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import {
  defaultFieldConfig as stateTimelineFields,
  defaultOptions as stateTimelineDefaults,
} from "@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen";
import { defaultOptions as tableDefaults } from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import { defaultOptions as textDefaults } from "@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fieldMatcher } from "../../../src/check/schema/overrides.js";
import { barGaugeOptions } from "../../../src/check/schema/panels/bargauge.js";
import { canvasOptions } from "../../../src/check/schema/panels/canvas.js";
import { geomapOptions } from "../../../src/check/schema/panels/geomap.js";
import { heatmapOptions } from "../../../src/check/schema/panels/heatmap.js";
import { statOptions } from "../../../src/check/schema/panels/stat.js";
import { stateTimelineCustom, stateTimelineOptions } from "../../../src/check/schema/panels/state-timeline.js";
import { tableOptions } from "../../../src/check/schema/panels/table.js";
import { textOptions } from "../../../src/check/schema/panels/text.js";
import { reducerNames } from "../../../src/check/schema/reducers.js";
import { transformationOptions } from "../../../src/check/schema/transformations.js";
import { unitIds } from "../../../src/check/schema/units.js";

const grafana: typeof GrafanaData = createRequire(import.meta.url)("@grafana/data");

// Date formats read the language of the browser.
if (!("navigator" in globalThis)) {
  Object.defineProperty(globalThis, "navigator", { value: { language: "en-US", languages: ["en-US"] } });
}

describe("names in the schemas", () => {
  it("are all of its units", () => {
    const known = grafana.getValueFormats().flatMap(({ submenu }) => submenu?.map(({ value }) => value) ?? []);
    expect(known.length).toBeGreaterThan(200);
    expect([...unitIds].sort()).toEqual([...known].sort());
  });

  it("are calculations of Grafana", () => {
    const known: readonly string[] = grafana.fieldReducers.list().map(({ id }) => id);
    expect(reducerNames.filter((name) => !known.includes(name))).toEqual([]);
  });

  it("are transformations that run outside of Grafana, but for one", () => {
    const known: readonly string[] = Object.values(grafana.standardTransformers).map(({ id }) => id);
    expect(Object.keys(transformationOptions).filter((id) => !known.includes(id))).toEqual(["timeSeriesTable"]);
  });

  it("are matchers of Grafana", () => {
    const ids = fieldMatcher.options.map((option) => option.shape.id.value);
    expect(ids).toContain("byName");
    for (const id of ids) expect(grafana.fieldMatchers.getIfExists(id)?.id).toBe(id);
  });
});

describe("defaults of Grafana are allowed", () => {
  const needed = { reduceOptions: { calcs: ["lastNotNull"] } };

  it.each([
    ["stat", statOptions, { ...needed, ...statDefaults }],
    ["bar gauge", barGaugeOptions, { ...needed, ...barGaugeDefaults }],
    ["heat map", heatmapOptions, heatmapDefaults],
    ["canvas", canvasOptions.partial(), canvasDefaults],
    ["geomap", geomapOptions.partial(), geomapDefaults],
    ["a map's view", geomapOptions.shape.view, { id: "zero", ...geomapView }],
    ["table", tableOptions, tableDefaults],
    ["text", textOptions, textDefaults],
    ["state timeline", stateTimelineOptions, stateTimelineDefaults],
    ["fields of a state timeline", z.strictObject(stateTimelineCustom).partial(), stateTimelineFields],
  ])("%s", (_name, schema, defaults) => {
    expect(Object.keys(defaults).length).toBeGreaterThan(0);
    expect(schema.safeParse(defaults).error).toBeUndefined();
  });
});
