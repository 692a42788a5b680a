import { z } from "zod";
import { annotation } from "./annotations.js";
import { dashboardLink } from "./links.js";
import { panelTypes, row } from "./panels/row.js";
import { uid } from "./references.js";
import { variable } from "./variables.js";

const refresh = z.string().regex(/^(\d+(s|m|h|d))?$/);

/** now, now-6h, now/d, now-1d/d, or a date and time. */
const moment = z.string().regex(/^(now([+-]\d+[smhdwMy])?(\/[smhdwMy])?|\d{4}-\d{2}-\d{2}T[\d:.]+Z)$/);

/**
 * A dashboard file for Grafana 12 and 13: classic JSON, schemaVersion 42. It is strict, since Grafana ignores unknown
 * options and a misspelt option has no effect.
 */
export const dashboard = z
  .strictObject({
    uid,
    title: z.string().min(1),
    description: z.string().min(1).optional(),
    tags: z.array(z.string().min(1)).optional(),
    schemaVersion: z.literal(42),
    editable: z.literal(false),
    timezone: z.literal("browser"),
    graphTooltip: z.literal([0, 1, 2]).optional(),
    refresh: refresh.optional(),
    time: z.strictObject({ from: moment, to: moment }).optional(),
    timepicker: z
      .strictObject({
        hidden: z.boolean().optional(),
        nowDelay: z.string().optional(),
        refresh_intervals: z.array(z.string().min(1)).optional(),
        quick_ranges: z.array(z.strictObject({ display: z.string().min(1), from: moment, to: moment })).optional(),
      })
      .optional(),
    fiscalYearStartMonth: z.int().min(0).max(11).optional(),
    weekStart: z.enum(["", "monday", "saturday", "sunday"]).optional(),
    liveNow: z.boolean().optional(),
    preload: z.boolean().optional(),
    links: z.array(dashboardLink).optional(),
    annotations: z.strictObject({ list: z.array(annotation) }).optional(),
    templating: z.strictObject({ list: z.array(variable) }).optional(),
    panels: z.array(z.discriminatedUnion("type", [...panelTypes, row])),
  })
  .meta({
    title: "Dashboard",
    description: "A Grafana dashboard in classic JSON, as file provisioning of Grafana 12 and 13 reads it",
  });

export type Dashboard = z.infer<typeof dashboard>;
