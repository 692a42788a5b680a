import { z } from "zod";
import { fieldConfig } from "../field-config.js";
import { color } from "../field-values.js";
import { dataLink } from "../links.js";
import { dataPanel } from "./panel.js";

const field = z.string().min(1).optional();

/** The color of a field's value, or the fixed one where the field is missing. */
const colorDimension = z.strictObject({ fixed: color, field }).meta({ id: "CanvasColor" });

const text = z
  .strictObject({ mode: z.enum(["fixed", "field", "template"]), fixed: z.string().optional(), field })
  .meta({ id: "CanvasText" });

const point = z.strictObject({ x: z.number(), y: z.number() }).meta({ id: "CanvasPoint" });

/**
 * A line to another element. Grafana's published types lack `lineStyle`, which its own editor writes since version 11.1
 * and without which nothing moves.
 */
export const canvasConnection = z
  .strictObject({
    targetName: z.string().min(1).optional(),
    source: point,
    target: point,
    path: z.literal("straight"),
    color: colorDimension.optional(),
    size: z
      .strictObject({
        fixed: z.number().min(0).optional(),
        field,
        min: z.number().min(0),
        max: z.number().min(0),
        mode: z.enum(["linear", "quad"]).optional(),
      })
      .optional(),
    direction: z
      .strictObject({
        mode: z.enum(["fixed", "field"]),
        fixed: z.enum(["forward", "reverse", "both", "none"]).optional(),
        field,
      })
      .optional(),
    lineStyle: z
      .strictObject({ style: z.enum(["solid", "dashed", "dotted"]), animate: z.boolean().optional() })
      .optional(),
    vertices: z.array(point).optional(),
    sourceOriginal: point.optional(),
    targetOriginal: point.optional(),
  })
  .meta({ id: "CanvasConnection" });

const part = z.number().optional();

/** An element. The published types lack `links`, and leave `config` open, which depends on the type. */
export const canvasElement = z
  .strictObject({
    name: z.string().min(1),
    type: z.enum(["rectangle", "ellipse"]),
    constraint: z
      .strictObject({
        horizontal: z.enum(["left", "right", "leftright", "center", "scale"]).optional(),
        vertical: z.enum(["top", "bottom", "topbottom", "center", "scale"]).optional(),
      })
      .optional(),
    placement: z
      .strictObject({ left: part, right: part, top: part, bottom: part, width: part, height: part, rotation: part })
      .optional(),
    background: z.strictObject({ color: colorDimension.optional() }).optional(),
    border: z
      .strictObject({
        color: colorDimension.optional(),
        width: z.number().min(0).optional(),
        radius: z.number().min(0).optional(),
      })
      .optional(),
    config: z
      .strictObject({
        text: text.optional(),
        size: z.number().min(1).optional(),
        color: colorDimension.optional(),
        align: z.enum(["left", "center", "right"]).optional(),
        valign: z.enum(["top", "middle", "bottom"]).optional(),
      })
      .optional(),
    links: z.array(dataLink).optional(),
    connections: z.array(canvasConnection).optional(),
  })
  .meta({ id: "CanvasElement" });

export const canvasOptions = z.strictObject({
  inlineEditing: z.boolean().optional(),
  showAdvancedTypes: z.boolean().optional(),
  panZoom: z.boolean().optional(),
  zoomToContent: z.boolean().optional(),
  tooltip: z
    .strictObject({ mode: z.enum(["single", "multi", "none"]), disableForOneClick: z.boolean().optional() })
    .optional(),
  root: z.strictObject({
    name: z.string().min(1),
    type: z.literal("frame"),
    elements: z.array(canvasElement),
  }),
});

export const canvas = dataPanel("canvas", canvasOptions, fieldConfig({}));
