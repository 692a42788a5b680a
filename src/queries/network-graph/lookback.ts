import { clampMax, dashboardRangeSeconds, vector, type InstantVector } from "../../promql/index.js";

/** Reading more than 6 hours of all clients and domains would take Prometheus too long. */
const maxLookbackSeconds = 21_600;

/** The window of clients and domains in the graph, in seconds: the dashboard's range, at most 6 hours. */
export const graphLookbackSeconds = (): InstantVector => clampMax(vector(dashboardRangeSeconds), maxLookbackSeconds);
