/**
 * Compares our schemas with the types that Grafana publishes (@grafana/schema, @grafana/data). The compiler compares:
 * `tsc --noEmit` fails where they differ.
 */
import type { DataLink, DataTransformerInfo, FieldConfigProperty, standardTransformers } from "@grafana/data";
import type * as G from "@grafana/schema";
import type * as BarGauge from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type * as Canvas from "@grafana/schema/dist/esm/raw/composable/canvas/panelcfg/x/CanvasPanelCfg_types.gen";
import type * as Geomap from "@grafana/schema/dist/esm/raw/composable/geomap/panelcfg/x/GeomapPanelCfg_types.gen";
import type * as Heatmap from "@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen";
import type * as NodeGraph from "@grafana/schema/dist/esm/raw/composable/nodegraph/panelcfg/x/NodeGraphPanelCfg_types.gen";
import type * as Stat from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type * as StateTimeline from "@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen";
import type * as Table from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type * as Text from "@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen";
import type * as TimeSeries from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";
import { describe, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { annotation } from "../../../src/check/schema/annotations.js";
import type { Dashboard } from "../../../src/check/schema/dashboard.js";
import type { dashboardLink, dataLink } from "../../../src/check/schema/links.js";
import type { standardFields } from "../../../src/check/schema/overrides.js";
import type { barGaugeOptions } from "../../../src/check/schema/panels/bargauge.js";
import type { canvasConnection, canvasElement, canvasOptions } from "../../../src/check/schema/panels/canvas.js";
import type { geomapGround, geomapLayer, geomapOptions } from "../../../src/check/schema/panels/geomap.js";
import type { heatmapCustom, heatmapOptions } from "../../../src/check/schema/panels/heatmap.js";
import type { nodeGraphOptions } from "../../../src/check/schema/panels/node-graph.js";
import type { row } from "../../../src/check/schema/panels/row.js";
import type { stat, statOptions } from "../../../src/check/schema/panels/stat.js";
import type { stateTimelineCustom, stateTimelineOptions } from "../../../src/check/schema/panels/state-timeline.js";
import type { tableCustom, tableOptions } from "../../../src/check/schema/panels/table.js";
import type { textOptions } from "../../../src/check/schema/panels/text.js";
import type { timeSeriesCustom, timeSeriesOptions } from "../../../src/check/schema/panels/timeseries.js";
import type { transformationOptions } from "../../../src/check/schema/transformations.js";
import type { variable } from "../../../src/check/schema/variables.js";

/** A type of Grafana as in files: enums by value, all keys optional, since Grafana has defaults. */
type Written<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Entry)[]
      ? Written<Entry>[]
      : T extends object
        ? { [K in keyof T]?: Written<T[K]> | undefined }
        : T;

type Keys<T> = T extends unknown ? keyof T : never;
type At<T, K extends PropertyKey> = T extends unknown ? (K extends keyof T ? NonNullable<T[K]> : never) : never;

/** Keys of our schema that Grafana's type lacks, at any depth. */
type Extra<Ours, Theirs> = Ours extends readonly (infer Entry)[]
  ? Theirs extends readonly (infer Other)[]
    ? Extra<Entry, Other>
    : never
  : Ours extends object
    ? { [K in keyof Ours]-?: K extends Keys<Theirs> ? Extra<NonNullable<Ours[K]>, At<Theirs, K>> : K }[keyof Ours]
    : never;

/** A value of our schema is one of Grafana's type, and has none but its keys. */
type Honest<Ours, Theirs> = [Extra<Ours, Theirs>] extends [never]
  ? Ours extends Written<Theirs>
    ? "honest"
    : {
        readonly notAssignable: {
          [K in keyof Ours]: K extends keyof Written<Theirs> ? (Ours[K] extends Written<Theirs>[K] ? never : K) : K;
        }[keyof Ours];
      }
  : { readonly unknownToGrafana: Extra<Ours, Theirs> };

type Fields<Shape extends Readonly<Record<string, z.ZodType>>> = { [K in keyof Shape]: z.infer<Shape[K]> };

describe("every allowed option is one of Grafana's, with values of its type", () => {
  it("stat", () => {
    expectTypeOf<Honest<z.infer<typeof statOptions>, Stat.Options>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof Stat.Options, keyof z.infer<typeof statOptions>>>().toEqualTypeOf<never>();
  });

  it("time series", () => {
    expectTypeOf<Honest<z.infer<typeof timeSeriesOptions>, TimeSeries.Options>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof TimeSeries.Options, keyof z.infer<typeof timeSeriesOptions>>>().toEqualTypeOf<never>();
    expectTypeOf<Honest<Fields<typeof timeSeriesCustom>, TimeSeries.FieldConfig>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof TimeSeries.FieldConfig, keyof typeof timeSeriesCustom>>().toEqualTypeOf<never>();
    // The older way to hide a legend or to make it a table.
    expectTypeOf<
      Exclude<keyof TimeSeries.TimeSeriesLegendOptions, keyof z.infer<typeof timeSeriesOptions>["legend"]>
    >().toEqualTypeOf<"asTable" | "isVisible">();
  });

  it("table", () => {
    expectTypeOf<Honest<z.infer<typeof tableOptions>, Table.Options>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof Table.Options, keyof z.infer<typeof tableOptions>>>().toEqualTypeOf<never>();
    expectTypeOf<Honest<Fields<typeof tableCustom>, Table.FieldConfig>>().toEqualTypeOf<"honest">();
    // The older place of cellOptions.type.
    expectTypeOf<Exclude<keyof Table.FieldConfig, keyof typeof tableCustom>>().toEqualTypeOf<"displayMode">();
  });

  it("heat map", () => {
    expectTypeOf<Honest<z.infer<typeof heatmapOptions>, Heatmap.Options>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof Heatmap.Options, keyof z.infer<typeof heatmapOptions>>>().toEqualTypeOf<never>();
    expectTypeOf<Honest<Fields<typeof heatmapCustom>, Heatmap.FieldConfig>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof Heatmap.FieldConfig, keyof typeof heatmapCustom>>().toEqualTypeOf<never>();
  });

  it("bar gauge", () => {
    expectTypeOf<Honest<z.infer<typeof barGaugeOptions>, BarGauge.Options>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof BarGauge.Options, keyof z.infer<typeof barGaugeOptions>>>().toEqualTypeOf<never>();
  });

  it("state timeline", () => {
    expectTypeOf<Honest<z.infer<typeof stateTimelineOptions>, StateTimeline.Options>>().toEqualTypeOf<"honest">();
    expectTypeOf<
      Exclude<keyof StateTimeline.Options, keyof z.infer<typeof stateTimelineOptions>>
    >().toEqualTypeOf<never>();
    expectTypeOf<Honest<Fields<typeof stateTimelineCustom>, StateTimeline.FieldConfig>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof StateTimeline.FieldConfig, keyof typeof stateTimelineCustom>>().toEqualTypeOf<never>();
  });

  it("canvas", () => {
    type Options = z.infer<typeof canvasOptions>;
    type Element = z.infer<typeof canvasElement>;
    type Connection = z.infer<typeof canvasConnection>;
    // Keys that Grafana's editor writes and its published types lack or leave open.
    type Unpublished = { readonly element: "links" | "config" | "connections"; readonly connection: "lineStyle" };
    expectTypeOf<Exclude<keyof Element, keyof Canvas.CanvasElementOptions>>().toEqualTypeOf<"links">();
    expectTypeOf<Exclude<keyof Connection, keyof Canvas.CanvasConnection>>().toEqualTypeOf<Unpublished["connection"]>();
    expectTypeOf<Honest<Omit<Options, "root">, Canvas.Options>>().toEqualTypeOf<"honest">();
    expectTypeOf<Honest<Omit<Options["root"], "elements">, Canvas.Options["root"]>>().toEqualTypeOf<"honest">();
    // Grafana's newer files type the fixed value of a dimension beside the dimension.
    type Plain = Omit<Element, Unpublished["element"] | "background" | "border">;
    expectTypeOf<Honest<Plain, Canvas.CanvasElementOptions>>().toEqualTypeOf<"honest">();
    expectTypeOf<Honest<NonNullable<Element["background"]>, Canvas.BackgroundConfig>>().toEqualTypeOf<"honest">();
    expectTypeOf<Honest<NonNullable<Element["border"]>, Canvas.LineConfig>>().toEqualTypeOf<"honest">();
    expectTypeOf<
      Honest<Omit<Connection, Unpublished["connection"]>, Canvas.CanvasConnection>
    >().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof Canvas.Options, keyof Options>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<keyof Canvas.CanvasElementOptions, keyof Element>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<keyof Canvas.CanvasConnection, keyof Connection>>().toEqualTypeOf<never>();
    // A canvas has no pictures, which would be loaded from elsewhere.
    expectTypeOf<Exclude<keyof Canvas.BackgroundConfig, keyof NonNullable<Element["background"]>>>().toEqualTypeOf<
      "image" | "size"
    >();
  });

  it("geomap", () => {
    type Options = z.infer<typeof geomapOptions>;
    expectTypeOf<Honest<Omit<Options, "layers" | "basemap">, Geomap.Options>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof Geomap.Options, keyof Options>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<keyof Geomap.ControlsOptions, keyof Options["controls"]>>().toEqualTypeOf<never>();
    // A view that follows a variable.
    expectTypeOf<Exclude<keyof Geomap.MapViewConfig, keyof Options["view"]>>().toEqualTypeOf<
      "dashboardVariable" | "dashboardVariableName"
    >();
    type Layer = z.infer<typeof geomapLayer> | z.infer<typeof geomapGround>;
    // Grafana's types leave the configuration of a layer open.
    expectTypeOf<Honest<Omit<Layer, "config">, G.MapLayerOptions>>().toEqualTypeOf<"honest">();
    type Markers = Extract<Layer, { type: "markers" }>;
    expectTypeOf<Honest<Markers["location"], G.FrameGeometrySource>>().toEqualTypeOf<"honest">();
  });

  it("node graph", () => {
    expectTypeOf<Honest<z.infer<typeof nodeGraphOptions>, NodeGraph.Options>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof NodeGraph.Options, keyof z.infer<typeof nodeGraphOptions>>>().toEqualTypeOf<never>();
  });

  it("text", () => {
    expectTypeOf<Honest<z.infer<typeof textOptions>, Text.Options>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof Text.Options, keyof z.infer<typeof textOptions>>>().toEqualTypeOf<never>();
  });
});

describe("the parts of a dashboard are those of Grafana", () => {
  it("the dashboard itself", () => {
    expectTypeOf<Exclude<keyof Dashboard, keyof G.Dashboard>>().toEqualTypeOf<never>();
    // Ids of a Grafana instance and of snapshots don't belong in a provisioned file.
    expectTypeOf<Exclude<keyof G.Dashboard, keyof Dashboard>>().toEqualTypeOf<
      "gnetId" | "id" | "revision" | "snapshot" | "version"
    >();
    type Plain = Omit<Dashboard, "panels" | "templating" | "annotations" | "links">;
    expectTypeOf<Honest<Plain, G.Dashboard>>().toEqualTypeOf<"honest">();
  });

  it("panels and rows", () => {
    expectTypeOf<Exclude<keyof z.infer<typeof stat>, keyof G.Panel>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<keyof z.infer<typeof row>, keyof G.RowPanel>>().toEqualTypeOf<never>();
    type Place = Pick<z.infer<typeof stat>, "id" | "gridPos" | "title" | "interval" | "timeFrom" | "repeatDirection">;
    expectTypeOf<Honest<Place, G.Panel>>().toEqualTypeOf<"honest">();
  });

  it("field options", () => {
    expectTypeOf<Exclude<keyof typeof standardFields, `${FieldConfigProperty}`>>().toEqualTypeOf<"description">();
    expectTypeOf<Exclude<`${FieldConfigProperty}`, keyof typeof standardFields>>().toEqualTypeOf<"actions">();
    type Values = Omit<Fields<typeof standardFields>, "links" | "mappings" | "fieldMinMax">;
    expectTypeOf<Honest<Values, G.FieldConfig>>().toEqualTypeOf<"honest">();
    expectTypeOf<Fields<typeof standardFields>["mappings"][number]>().toExtend<Written<G.ValueMapping>>();
  });

  it("links", () => {
    expectTypeOf<Honest<z.infer<typeof dashboardLink>, G.DashboardLink>>().toEqualTypeOf<"honest">();
    expectTypeOf<Exclude<keyof z.infer<typeof dataLink>, keyof DataLink>>().toEqualTypeOf<never>();
  });

  it("variables and annotations", () => {
    type Query = Extract<z.infer<typeof variable>, { type: "query" }>;
    // Grafana's editor stores the text of the query there as well.
    expectTypeOf<Exclude<keyof Query, keyof G.VariableModel>>().toEqualTypeOf<"definition">();
    expectTypeOf<z.infer<typeof variable>["type"]>().toExtend<G.VariableType>();
    // Fields of Prometheus' annotations, which Grafana's general type doesn't list.
    expectTypeOf<Exclude<keyof z.infer<typeof annotation>, keyof G.AnnotationQuery>>().toEqualTypeOf<
      "expr" | "step" | "titleFormat" | "textFormat" | "tagKeys" | "useValueForTime"
    >();
  });
});

describe("transformations", () => {
  // Grafana's program has it, the package doesn't.
  type Ours = Omit<Fields<typeof transformationOptions>, "timeSeriesTable">;
  type Transformers = typeof standardTransformers;
  type OptionsOf<T> = T extends DataTransformerInfo<infer Options> ? Options : never;
  type NameOf<Id extends string> = Id extends "organize" ? "organizeFieldsTransformer" : `${Id}Transformer`;
  type Theirs = { [Id in keyof Ours]: OptionsOf<At<Transformers, NameOf<Id>>> };
  type Verdicts = { [Id in keyof Ours]: Honest<Ours[Id], Theirs[Id]> };

  it("have the options of Grafana's code", () => {
    expectTypeOf<{ [Id in keyof Ours as Theirs[Id] extends never ? Id : never]: Id }>().toEqualTypeOf<
      Record<never, never>
    >();
    // merge has no options.
    expectTypeOf<Verdicts[Exclude<keyof Ours, "merge" | "sortBy" | "calculateField">]>().toEqualTypeOf<"honest">();
    // Grafana's code also reads the texts of older versions, which its type lacks: see test/grafana/transformations.test.ts.
    expectTypeOf<Verdicts["calculateField"]>().toEqualTypeOf<{
      readonly notAssignable: "binary" | undefined;
    }>();
    // Grafana's editor writes `fields`, and its code doesn't read it.
    expectTypeOf<Verdicts["sortBy"]>().toEqualTypeOf<{ readonly unknownToGrafana: "fields" }>();
  });
});

describe("the comparison itself", () => {
  interface Theirs {
    readonly mode: G.TooltipDisplayMode;
    readonly inner?: { readonly width: number };
  }

  it("fails for a key and for a value that Grafana's type lacks", () => {
    expectTypeOf<Honest<{ mode: "single" }, Theirs>>().toEqualTypeOf<"honest">();
    expectTypeOf<Honest<{ mode: "double" }, Theirs>>().toEqualTypeOf<{ readonly notAssignable: "mode" }>();
    expectTypeOf<Honest<{ inner: { widht: number } }, Theirs>>().toEqualTypeOf<{
      readonly unknownToGrafana: "widht";
    }>();
  });
});
