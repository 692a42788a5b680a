import { z } from "zod";
import { legend, orientation, reduceOptions, textSizes } from "../display.js";
import { fieldConfig } from "../field-config.js";
import { dataPanel } from "./panel.js";

export const barGaugeOptions = z.strictObject({
  reduceOptions,
  orientation: orientation.optional(),
  displayMode: z.enum(["basic", "gradient", "lcd"]).optional(),
  valueMode: z.enum(["color", "text", "hidden"]).optional(),
  namePlacement: z.enum(["auto", "top", "left", "hidden"]).optional(),
  showUnfilled: z.boolean().optional(),
  sizing: z.enum(["auto", "manual"]).optional(),
  minVizWidth: z.number().min(0).optional(),
  minVizHeight: z.number().min(0).optional(),
  maxVizHeight: z.number().min(0).optional(),
  legend: legend.optional(),
  text: textSizes.optional(),
});

export const barGauge = dataPanel("bargauge", barGaugeOptions, fieldConfig({}));
