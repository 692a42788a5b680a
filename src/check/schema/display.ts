import { z } from "zod";
import { reducer } from "./reducers.js";

/** Options that several panel types share, under Grafana's names. */

export const orientation = z.enum(["auto", "horizontal", "vertical"]);

export const visibility = z.enum(["auto", "always", "never"]);

export const reduceOptions = z
  .strictObject({
    calcs: z.array(reducer).min(1),
    fields: z.string().optional(),
    limit: z.int().min(1).optional(),
    values: z.boolean().optional(),
  })
  .meta({ id: "ReduceOptions" });

export const textSizes = z
  .strictObject({
    titleSize: z.number().min(1).optional(),
    valueSize: z.number().min(1).optional(),
    percentSize: z.number().min(1).optional(),
  })
  .meta({ id: "TextSizes" });

export const legendFields = {
  showLegend: z.boolean(),
  displayMode: z.enum(["list", "table"]).optional(),
  placement: z.enum(["bottom", "right"]).optional(),
  calcs: z.array(reducer).optional(),
  sortBy: z.string().optional(),
  sortDesc: z.boolean().optional(),
  width: z.union([z.number().min(1), z.string().min(1)]).optional(),
  limit: z.int().min(1).optional(),
  overflow: z.enum(["ellipsis", "wrap"]).optional(),
};

export const legend = z.strictObject(legendFields).meta({ id: "Legend" });

export const tooltip = z
  .strictObject({
    mode: z.enum(["single", "multi", "none"]),
    sort: z.enum(["asc", "desc", "none"]).optional(),
    hideZeros: z.boolean().optional(),
    maxHeight: z.number().min(1).optional(),
    maxWidth: z.number().min(1).optional(),
  })
  .meta({ id: "Tooltip" });

export const annotationDisplay = z
  .strictObject({
    clustering: z.number().optional(),
    multiLane: z.boolean().optional(),
    lines: z.strictObject({ width: z.number().optional() }).optional(),
    regions: z.strictObject({ opacity: z.number().optional() }).optional(),
  })
  .meta({ id: "AnnotationDisplay" });

export const timezones = z.array(z.string().min(1));
