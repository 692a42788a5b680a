import * as z from "zod";
import { complete } from "./complete.js";
import { checkReferences } from "./references.js";
import { writtenLab } from "./written.js";

/**
 * The one schema of the lab. Lists replace their defaults wholly, and a default that depends on the rest of the lab
 * (a zone, a title, a colour) is filled in once everything is known to be right. References are checked even where
 * single values are wrong, so that all mistakes come at once.
 */
export const labSchema = writtenLab.check(z.superRefine(checkReferences, { when: () => true })).transform(complete);
