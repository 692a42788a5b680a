import { z } from "zod";
import { datasourceReference, interval } from "./references.js";

/**
 * A query to Prometheus. `instant` and `range` are both required: where both are missing or true, Grafana runs the query
 * twice. Transformations, overrides and alerts refer to the refId.
 */
export const target = z
  .strictObject({
    refId: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
    expr: z.string().min(1),
    datasource: datasourceReference,
    instant: z.boolean(),
    range: z.boolean(),
    format: z.enum(["time_series", "table", "heatmap"]),
    legendFormat: z.string().optional(),
    exemplar: z.boolean().optional(),
    editorMode: z.enum(["code", "builder"]).optional(),
    interval: interval.optional(),
    intervalFactor: z.int().min(1).optional(),
    hide: z.boolean().optional(),
  })
  .meta({ id: "Target", description: "One query to Prometheus" });
