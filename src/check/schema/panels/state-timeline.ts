import { z } from "zod";
import { axis, graph, hiding } from "../custom-fields.js";
import { annotationDisplay, legend, timezones, tooltip, visibility } from "../display.js";
import { fieldConfig } from "../field-config.js";
import { dataPanel } from "./panel.js";

export const stateTimelineOptions = z.strictObject({
  showValue: visibility.optional(),
  rowHeight: z.number().min(0).max(1).optional(),
  mergeValues: z.boolean().optional(),
  alignValue: z.enum(["left", "center", "right"]).optional(),
  perPage: z.int().min(0).optional(),
  legend: legend.optional(),
  tooltip: tooltip.optional(),
  timezone: timezones.optional(),
  annotations: annotationDisplay.optional(),
});

export const stateTimelineCustom = {
  ...axis,
  ...hiding,
  fillOpacity: graph.fillOpacity,
  lineWidth: graph.lineWidth,
};

export const stateTimeline = dataPanel("state-timeline", stateTimelineOptions, fieldConfig(stateTimelineCustom));
