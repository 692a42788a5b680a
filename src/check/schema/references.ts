import { z } from "zod";

/** Newer Grafana versions derive resource names from uids: lower-case letters, digits and dashes. */
export const uid = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .meta({ id: "Uid", description: "1 to 40 lower-case letters, digits and dashes" });

/** A reference of panels, targets, variables and annotations to a datasource: a variable or a uid. */
export const datasourceReference = z
  .strictObject({ type: z.enum(["prometheus", "grafana", "datasource"]), uid: z.string().min(1) })
  .meta({ id: "DatasourceReference" });

/** A duration of Prometheus and Grafana: 30s, 1m, 6h. */
export const duration = z
  .string()
  .regex(/^\d+(ms|[smhdwMy])$/)
  .meta({ id: "Duration", description: "A number and ms, s, m, h, d, w, M or y" });

/** The minimum step of a query: a duration, with `>` as a lower bound, or a variable. */
export const interval = z.union([z.string().regex(/^(>=?)?\d+(ms|[smhdwMy])$/), z.string().regex(/^\$(\w+|\{\w+\})$/)]);

export const gridPosition = z
  .strictObject({
    x: z.int().min(0).max(23),
    y: z.int().min(0),
    w: z.int().min(1).max(24),
    h: z.int().min(1),
  })
  .meta({ id: "GridPosition", description: "Place and size in a grid of 24 columns" });

/** Numeric id of a panel; Grafana keeps it in 32 bits. */
export const panelId = z.int().min(1).max(2_147_483_647);
