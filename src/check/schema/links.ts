import { z } from "zod";

/** A link on a value, a series, a row of a table, or in the corner of a panel. */
export const dataLink = z
  .strictObject({
    title: z.string().min(1),
    url: z.string().min(1),
    targetBlank: z.boolean().optional(),
    oneClick: z.boolean().optional(),
  })
  .meta({ id: "DataLink" });

const shown = {
  title: z.string().min(1),
  icon: z.string().optional(),
  tooltip: z.string().optional(),
  targetBlank: z.boolean().optional(),
  includeVars: z.boolean().optional(),
  keepTime: z.boolean().optional(),
};

/**
 * A link in the bar under a dashboard's title. `placement` is not allowed: its only value moves the link from the bar
 * into a menu.
 */
export const dashboardLink = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("link"),
      ...shown,
      url: z.string().min(1),
      asDropdown: z.literal(false).optional(),
      tags: z.array(z.string()).max(0).optional(),
    }),
    z.strictObject({
      type: z.literal("dashboards"),
      ...shown,
      tags: z.array(z.string().min(1)).min(1),
      asDropdown: z.boolean().optional(),
      url: z.literal("").optional(),
    }),
  ])
  .meta({ id: "DashboardLink" });
