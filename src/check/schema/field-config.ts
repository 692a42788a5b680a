import { z } from "zod";
import { overrides, standardFields } from "./overrides.js";

/**
 * `fieldConfig` of one panel type.
 * @param custom What the panel type keeps under `custom`.
 * @param paths Ids of overrides that lead into a custom option.
 */
export const fieldConfig = <Custom extends z.core.$ZodShape>(custom: Custom, paths: z.core.$ZodShape = {}) =>
  z.strictObject({
    defaults: z.strictObject({ ...standardFields, custom: z.strictObject(custom).partial() }).partial(),
    overrides: overrides(custom, paths),
  });
