import * as z from "zod";
import { applyDefaults } from "./defaults.js";
import { checkReferences } from "./references.js";
import { inputSchema } from "./input-schema.js";

/**
 * The one schema of the lab. Lists replace their defaults wholly, and a default that depends on the rest of the lab
 * (a zone, a title, a colour) is filled in once everything is known to be right. References are checked even where
 * single values are wrong, so that all mistakes come at once.
 */
export const labSchema = inputSchema
  .check(z.superRefine(checkReferences, { when: () => true }))
  .transform(applyDefaults);
