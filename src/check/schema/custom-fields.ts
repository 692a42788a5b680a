import { z } from "zod";
import { visibility } from "./display.js";
import { color } from "./field-values.js";

/** Field options under `custom` that several panel types share, under Grafana's names. */

export const scaleDistribution = z
  .strictObject({
    type: z.enum(["linear", "log", "ordinal", "symlog"]),
    log: z.number().optional(),
    linearThreshold: z.number().optional(),
  })
  .meta({ id: "ScaleDistribution" });

export const hiding = {
  hideFrom: z.strictObject({ legend: z.boolean(), tooltip: z.boolean(), viz: z.boolean() }).meta({ id: "HideFrom" }),
};

export const axis = {
  axisBorderShow: z.boolean(),
  axisCenteredZero: z.boolean(),
  axisColorMode: z.enum(["text", "series"]),
  axisGridShow: z.boolean(),
  axisLabel: z.string(),
  axisPlacement: z.enum(["auto", "left", "right", "top", "bottom", "hidden"]),
  axisSoftMax: z.number(),
  axisSoftMin: z.number(),
  axisWidth: z.number().min(0),
  scaleDistribution,
};

/** A number is a gap in milliseconds up to which a line is drawn through missing values. */
const gap = z.union([z.boolean(), z.number().min(0)]);

/** Lines, bars and points of a graph. */
export const graph = {
  ...axis,
  ...hiding,
  drawStyle: z.enum(["line", "bars", "points"]),
  gradientMode: z.enum(["none", "opacity", "hue", "scheme"]),
  insertNulls: gap,
  showValues: z.boolean(),
  thresholdsStyle: z
    .strictObject({ mode: z.enum(["off", "line", "dashed", "area", "line+area", "dashed+area", "series"]) })
    .meta({ id: "ThresholdsStyle" }),
  transform: z.enum(["constant", "negative-Y"]),
  lineColor: color,
  lineInterpolation: z.enum(["linear", "smooth", "stepBefore", "stepAfter"]),
  lineStyle: z
    .strictObject({
      fill: z.enum(["solid", "dash", "dot", "square", "accessible"]).optional(),
      dash: z.array(z.number().min(0)).optional(),
    })
    .meta({ id: "LineStyle" }),
  lineWidth: z.number().min(0).max(10),
  spanNulls: gap,
  barAlignment: z.literal([-1, 0, 1]),
  barMaxWidth: z.number().min(0),
  barWidthFactor: z.number().min(0).max(1),
  fillBelowTo: z.string(),
  fillColor: color,
  fillOpacity: z.number().min(0).max(100),
  pointColor: color,
  pointSize: z.number().min(1),
  pointSymbol: z.string(),
  showPoints: visibility,
  stacking: z
    .strictObject({ mode: z.enum(["none", "normal", "percent"]).optional(), group: z.string().optional() })
    .meta({ id: "Stacking" }),
};
