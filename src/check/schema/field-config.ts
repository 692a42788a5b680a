import { z } from "zod";
import { overrides, standardFields } from "./overrides.js";

/**
 * `fieldConfig` of one panel type.
 * @param custom options of the panel type under `custom`
 * @param paths ids of overrides that are paths into a custom option
 */
export const fieldConfig = <Custom extends z.core.$ZodShape>(custom: Custom, paths: z.core.$ZodShape = {}) =>
  z.strictObject({
    defaults: z.strictObject({ ...standardFields, custom: z.strictObject(custom).partial() }).partial(),
    overrides: overrides(custom, paths),
  });
