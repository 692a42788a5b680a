import { z } from "zod";
import { dataLink } from "../links.js";
import { datasourceReference, duration, gridPosition, interval, panelId } from "../references.js";
import { target } from "../targets.js";
import { transformation } from "../transformations.js";

/** Keys of every panel. */
export const panelFields = {
  id: panelId,
  gridPos: gridPosition,
  transparent: z.boolean().optional(),
  links: z.array(dataLink).optional(),
  repeat: z.string().min(1).optional(),
  repeatDirection: z.enum(["h", "v"]).optional(),
  maxPerRow: z.int().min(1).max(24).optional(),
  pluginVersion: z.string().optional(),
};

/** A panel that shows data. Title and description are required. */
export const dataPanel = <Type extends string, Options extends z.ZodType, FieldConfig extends z.ZodType>(
  type: Type,
  options: Options,
  fieldConfig: FieldConfig,
) =>
  z
    .strictObject({
      type: z.literal(type),
      ...panelFields,
      title: z.string().min(1),
      description: z.string().min(1),
      datasource: datasourceReference,
      targets: z.array(target).min(1),
      transformations: z.array(transformation).optional(),
      interval: interval.optional(),
      maxDataPoints: z.int().min(1).optional(),
      timeFrom: z.string().min(1).optional(),
      timeShift: duration.optional(),
      hideTimeOverride: z.boolean().optional(),
      options,
      fieldConfig,
    })
    .meta({ id: `Panel-${type}` });
