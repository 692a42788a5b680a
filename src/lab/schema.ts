import * as z from "zod";
import { applyDefaults } from "./defaults.js";
import { checkReferences } from "./references.js";
import { inputSchema } from "./input-schema.js";

/** References among more entries than a lab may have would be compared for minutes. */
const isWithinBounds = ({ issues }: z.core.ParsePayload) =>
  !issues.some(({ code, input }) => code === "too_big" && Array.isArray(input));

/**
 * The schema of the lab. A given list replaces its default wholly. Defaults that depend on the rest of the lab (a zone,
 * a title) are applied once the input is valid. References are checked even where single values are wrong, so that all
 * issues are reported at once.
 */
export const labSchema = inputSchema
  .check(z.superRefine(checkReferences, { when: isWithinBounds }))
  .transform(applyDefaults);
