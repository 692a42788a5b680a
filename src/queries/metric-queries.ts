import { metrics } from "../metrics/index.js";
import { metricQueries } from "./selector.js";

/** Queries for the metrics of the specification. */
export const {
  rateOf,
  increaseOf,
  sumOf,
  highestOf,
  lowestOf,
  lowestMeanOf,
  present,
  presentOverWindow,
  countDistinct,
  recorded,
} = metricQueries(metrics);
