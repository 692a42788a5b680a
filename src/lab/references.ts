import type * as z from "zod";
import { lenientLab } from "./lenient-lab.js";
import { boundIssues } from "./references/bounds.js";
import { clientIssues } from "./references/clients.js";
import { exporterIssues } from "./references/exporter.js";
import { nameIssues } from "./references/names.js";
import { serviceIssues } from "./references/services.js";
import { doubleSpellingIssues } from "./references/spellings.js";
import { zoneIssues } from "./references/zones.js";

const checks = [
  boundIssues,
  doubleSpellingIssues,
  zoneIssues,
  nameIssues,
  clientIssues,
  serviceIssues,
  exporterIssues,
] as const;

/** Adds an issue for each place that contradicts another one. Single values of the lab may still be wrong. */
export const checkReferences = (lab: unknown, context: z.core.$RefinementCtx): void => {
  const lenient = lenientLab(lab);
  for (const { path, value, reason, fix } of checks.flatMap((check) => check(lenient))) {
    context.addIssue({ code: "custom", path: [...path], input: value, message: reason, params: { fix } });
  }
};
