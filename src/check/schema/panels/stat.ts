import { z } from "zod";
import { orientation, reduceOptions, textSizes } from "../display.js";
import { fieldConfig } from "../field-config.js";
import { dataPanel } from "./panel.js";

export const statOptions = z.strictObject({
  reduceOptions,
  orientation: orientation.optional(),
  colorMode: z.enum(["none", "value", "background", "background_solid"]).optional(),
  graphMode: z.enum(["none", "line", "area"]).optional(),
  justifyMode: z.enum(["auto", "center"]).optional(),
  percentChangeColorMode: z.enum(["standard", "inverted", "same_as_value"]).optional(),
  showPercentChange: z.boolean().optional(),
  textMode: z.enum(["auto", "value", "value_and_name", "name", "none"]).optional(),
  wideLayout: z.boolean().optional(),
  text: textSizes.optional(),
});

export const stat = dataPanel("stat", statOptions, fieldConfig({}));
