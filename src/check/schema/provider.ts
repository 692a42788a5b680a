import { z } from "zod";
import { uid } from "./references.js";

const provider = z.strictObject({
  name: z.string().min(1),
  type: z.literal("file"),
  orgId: z.int().min(1).optional(),
  folder: z.string().optional(),
  folderUid: uid.optional(),
  editable: z.boolean().optional(),
  disableDeletion: z.boolean().optional(),
  allowUiUpdates: z.boolean().optional(),
  updateIntervalSeconds: z.int().min(1).optional(),
  options: z.strictObject({
    path: z
      .string()
      .regex(/^\/.+$/)
      .meta({ description: "The folder of the dashboards, absolute, as Grafana sees it" }),
    foldersFromFilesStructure: z.literal(false).optional(),
  }),
});

/** A file of Grafana's provisioning with the folders of the dashboards. */
export const providerFile = z
  .strictObject({ apiVersion: z.literal(1), providers: z.array(provider).min(1) })
  .meta({ title: "Dashboard provider file", description: "Dashboard providers of Grafana's provisioning" });
