import { z } from "zod";
import { graph } from "../custom-fields.js";
import { annotationDisplay, legendFields, orientation, timezones, tooltip } from "../display.js";
import { fieldConfig } from "../field-config.js";
import { dataPanel } from "./panel.js";

export const timeSeriesOptions = z.strictObject({
  legend: z.strictObject({
    ...legendFields,
    enableFacetedFilter: z.boolean().optional(),
    facetedFilterPinned: z.boolean().optional(),
  }),
  tooltip,
  orientation: orientation.optional(),
  timezone: timezones.optional(),
  annotations: annotationDisplay.optional(),
  timeCompare: z.strictObject({ timeCompare: z.boolean().optional() }).optional(),
  disableKeyboardEvents: z.boolean().optional(),
});

export const timeSeriesCustom = graph;

export const timeSeries = dataPanel("timeseries", timeSeriesOptions, fieldConfig(timeSeriesCustom));
