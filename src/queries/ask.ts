import { metrics } from "../metrics/index.js";
import { asking } from "./selector.js";

/** The metrics of the specification, asked through the one seam. */
export const ask = asking(metrics);
