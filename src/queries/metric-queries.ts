import { metrics } from "../metrics/index.js";
import { metricQueries } from "./selector.js";

/** Queries for the metrics of the specification. */
export const {
  rateOf,
  increaseOf,
  countOf,
  sumOf,
  highestOf,
  lowestOf,
  lowestMeanOf,
  lowestInWindow,
  highestMeanOf,
  present,
  presentOverWindow,
  countDistinct,
  recorded,
} = metricQueries(metrics);
