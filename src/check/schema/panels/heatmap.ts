import { z } from "zod";
import { axis, hiding, scaleDistribution } from "../custom-fields.js";
import { annotationDisplay, visibility } from "../display.js";
import { fieldConfig } from "../field-config.js";
import { color } from "../field-values.js";
import { unit } from "../units.js";
import { dataPanel } from "./panel.js";

const bucket = z.strictObject({
  mode: z.enum(["size", "count"]).optional(),
  value: z.string().optional(),
  scale: scaleDistribution.optional(),
});

/** Names of d3's color scales, by which the panel looks up a scheme. */
const schemes = [
  "Oranges", "Reds", "Greens", "Blues", "Purples", "Greys", "Turbo", "Cividis", "Viridis", "Plasma", "Inferno", "Magma",
  "Rainbow", "Cool", "Warm", "BuGn", "BuPu", "GnBu", "OrRd", "PuBuGn", "PuBu", "PuRd", "RdPu", "YlGnBu", "YlGn",
  "YlOrBr", "YlOrRd", "BrBG", "PiYG", "PRGn", "PuOr", "RdBu", "RdGy", "RdYlBu", "RdYlGn", "Spectral", "Sinebow",
  "Cubehelix",
] as const; // prettier-ignore

export const heatmapOptions = z.strictObject({
  calculate: z.boolean().optional(),
  calculation: z.strictObject({ xBuckets: bucket.optional(), yBuckets: bucket.optional() }).optional(),
  cellGap: z.number().min(0).max(25).optional(),
  cellRadius: z.number().min(0).optional(),
  cellValues: z.strictObject({ unit: unit.optional(), decimals: z.int().min(0).optional() }).optional(),
  color: z.strictObject({
    mode: z.enum(["opacity", "scheme"]).optional(),
    scheme: z.enum(schemes).optional(),
    fill: color.optional(),
    scale: z.enum(["linear", "exponential"]).optional(),
    exponent: z.number().min(0.01).max(2).optional(),
    steps: z.int().min(2).max(128).optional(),
    reverse: z.boolean().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  exemplars: z.strictObject({ color: z.string().min(1) }).optional(),
  filterValues: z.strictObject({ le: z.number().optional(), ge: z.number().optional() }).optional(),
  legend: z
    .strictObject({
      show: z.boolean(),
      placement: z.enum(["bottom", "right"]).optional(),
      width: z.union([z.number().min(1), z.string().min(1)]).optional(),
    })
    .optional(),
  rowsFrame: z
    .strictObject({
      layout: z.enum(["auto", "le", "ge", "unknown"]).optional(),
      value: z.string().optional(),
      yBucketScale: scaleDistribution.optional(),
    })
    .optional(),
  selectionMode: z.enum(["x", "y", "xy"]).optional(),
  showValue: visibility.optional(),
  tooltip: z
    .strictObject({
      mode: z.enum(["single", "multi", "none"]),
      showColorScale: z.boolean().optional(),
      yHistogram: z.boolean().optional(),
      maxHeight: z.number().min(1).optional(),
      maxWidth: z.number().min(1).optional(),
    })
    .optional(),
  yAxis: z
    .strictObject({
      ...axis,
      unit,
      decimals: z.int().min(0),
      min: z.number(),
      max: z.number(),
      reverse: z.boolean(),
    })
    .partial()
    .optional(),
  annotations: annotationDisplay.optional(),
});

export const heatmapCustom = { ...hiding, scaleDistribution };

export const heatmap = dataPanel("heatmap", heatmapOptions, fieldConfig(heatmapCustom));
