import { z } from "zod";
import { color } from "./field-values.js";
import { datasourceReference, duration, panelId } from "./references.js";
import { target } from "./targets.js";

/**
 * Marks on the time axis: from a query to Prometheus or, with `builtIn: 1`, Grafana's own annotations and alerts.
 * `placement` is not allowed: its only value hides the switch in a menu.
 */
export const annotation = z
  .strictObject({
    name: z.string().min(1),
    datasource: datasourceReference,
    enable: z.boolean(),
    hide: z.boolean().optional(),
    iconColor: color,
    filter: z.strictObject({ exclude: z.boolean().optional(), ids: z.array(panelId) }).optional(),
    builtIn: z.literal([0, 1]).optional(),
    type: z.literal("dashboard").optional(),
    expr: z.string().min(1).optional(),
    step: duration.optional(),
    target: target.optional(),
    titleFormat: z.string().optional(),
    textFormat: z.string().optional(),
    tagKeys: z.string().optional(),
    useValueForTime: z.boolean().optional(),
  })
  .meta({ id: "Annotation" });
