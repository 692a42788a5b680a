import { z } from "zod";
import { graph, hiding } from "../custom-fields.js";
import { fieldConfig } from "../field-config.js";
import { reducer } from "../reducers.js";
import { dataPanel } from "./panel.js";

const cellOptions = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("auto") }),
    z.strictObject({ type: z.literal("color-text") }),
    z.strictObject({
      type: z.literal("color-background"),
      mode: z.enum(["basic", "gradient"]).optional(),
      applyToRow: z.boolean().optional(),
    }),
    z.strictObject({
      type: z.literal("gauge"),
      mode: z.enum(["basic", "gradient", "lcd"]).optional(),
      valueDisplayMode: z.enum(["color", "text", "hidden"]).optional(),
    }),
    z
      .strictObject({ ...graph, hideValue: z.boolean() })
      .partial()
      .extend({ type: z.literal("sparkline") }),
    z.strictObject({ type: z.literal("image"), alt: z.string().optional(), title: z.string().optional() }),
    z.strictObject({ type: z.literal("markdown"), dynamicHeight: z.boolean().optional() }),
    z.strictObject({ type: z.literal("json-view") }),
    z.strictObject({ type: z.literal("data-links") }),
    z.strictObject({ type: z.literal("pill") }),
    z.strictObject({ type: z.literal("geo") }),
  ])
  .meta({ id: "TableCell" });

const tooltipPlacement = z.enum(["auto", "top", "bottom", "left", "right"]);

export const tableOptions = z.strictObject({
  showHeader: z.boolean().optional(),
  cellHeight: z.enum(["sm", "md", "lg", "auto"]).optional(),
  sortBy: z.array(z.strictObject({ displayName: z.string().min(1), desc: z.boolean().optional() })).optional(),
  enablePagination: z.boolean().optional(),
  pageSize: z.int().min(1).optional(),
  frameIndex: z.int().min(0).optional(),
  frozenColumns: z.strictObject({ left: z.int().min(0).optional() }).optional(),
  maxRowHeight: z.number().min(1).optional(),
  showTypeIcons: z.boolean().optional(),
  disableKeyboardEvents: z.boolean().optional(),
});

export const tableCustom = {
  ...hiding,
  align: z.enum(["auto", "left", "right", "center"]),
  cellOptions,
  filterable: z.boolean(),
  footer: z.strictObject({ reducers: z.array(reducer).optional() }),
  hideHeader: z.boolean(),
  inspect: z.boolean(),
  minWidth: z.number().min(0),
  sortable: z.boolean(),
  styleField: z.string().min(1),
  tooltip: z.strictObject({ field: z.string().min(1), placement: tooltipPlacement.optional() }),
  width: z.number().min(0),
  wrapHeaderText: z.boolean(),
  wrapText: z.boolean(),
};

/** Grafana's editor addresses these options by a path, which is the id of their overrides. */
const paths = {
  "hideFrom.viz": z.boolean(),
  /** Hides a column in Grafana 12.0, which doesn't know `hideFrom` of tables. Later versions ignore it. */
  hidden: z.boolean(),
  "footer.reducers": z.array(reducer),
  "tooltip.field": z.string().min(1),
  "tooltip.placement": tooltipPlacement,
};

export const table = dataPanel("table", tableOptions, fieldConfig(tableCustom, paths));
