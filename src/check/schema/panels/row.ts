import { z } from "zod";
import { gridPosition, panelId } from "../references.js";
import { barGauge } from "./bargauge.js";
import { canvas } from "./canvas.js";
import { geomap } from "./geomap.js";
import { heatmap } from "./heatmap.js";
import { nodeGraph } from "./node-graph.js";
import { stat } from "./stat.js";
import { stateTimeline } from "./state-timeline.js";
import { table } from "./table.js";
import { text } from "./text.js";
import { timeSeries } from "./timeseries.js";

/** The panel types but the row: a row holds no row. */
export const panelTypes = [
  stat,
  text,
  timeSeries,
  table,
  heatmap,
  barGauge,
  stateTimeline,
  canvas,
  geomap,
  nodeGraph,
] as const;

/** A collapsed row holds its panels; the panels of an open row follow it in the dashboard. */
export const row = z
  .strictObject({
    type: z.literal("row"),
    id: panelId,
    gridPos: gridPosition,
    title: z.string().min(1),
    collapsed: z.boolean(),
    panels: z.array(z.discriminatedUnion("type", panelTypes)),
    repeat: z.string().min(1).optional(),
  })
  .meta({ id: "Panel-row" });
