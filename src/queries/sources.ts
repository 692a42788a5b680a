/** Where the figures come from, and whether it can be reached. */
import { divide, greater, subtract, sum } from "../promql/index.js";
import { countDistinct, highestOf, lowestOf, sumOf } from "./metric-queries.js";
import { query, type Query } from "./query.js";
import { withOffset, unfiltered, type Filter, type Scope } from "./scope.js";

/** Whether the exporter can read each of its sources: 1 yes, 0 no. */
export const sourceUp = (scope: Scope<Filter>): Query<"source"> =>
  query(
    { unit: "boolean", meaning: "Whether the exporter can read a source" },
    lowestOf("homelab_source_up", unfiltered(scope), ["source"]),
  );

/** Share of all scraped targets that are up. */
export const targetsUp = (scope: Scope<Filter>): Query => {
  const all = unfiltered(scope);
  return query(
    { unit: "share", meaning: "Share of the scraped targets that are up" },
    divide(sum(lowestOf("up", all, ["job", "instance"])), countDistinct("up", all, ["job", "instance"], [])),
  );
};

/** How far the rate of a metric departs from its mean over 7 days: 0.5 is half above. */
export const baselineDeviation = (scope: Scope<Filter>): Query<"metric_name"> =>
  query(
    { unit: "ratio", meaning: "Departure from the mean of 7 days" },
    highestOf("traffic_baseline_deviation", unfiltered(scope), ["metric_name"]),
  );

/** Seconds by which Traefik's last reload moved within a minute: above 0 just after one. */
export const reloadNow = (scope: Scope<Filter>): Query => {
  const all = unfiltered(scope);
  return query(
    { unit: "seconds", meaning: "Traefik took up a new configuration" },
    greater(
      subtract(
        highestOf("traefik_config_last_reload_success", all, []),
        highestOf("traefik_config_last_reload_success", withOffset(all, "1m"), []),
      ),
      0,
    ),
  );
};

/** Alerts that are firing. */
export const firingAlerts = (scope: Scope<Filter>): Query<"alertname"> =>
  query(
    { unit: "count", meaning: "Series of an alert that are firing" },
    sumOf("ALERTS", unfiltered(scope), ["alertname"], { alertstate: "firing" }),
  );
