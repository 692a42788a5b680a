/** Where the figures come from, and whether it can be reached. */
import { divide, greater, subtract, sum } from "../promql/index.js";
import { ask } from "./ask.js";
import { query, type Query } from "./query.js";
import { before, everything, type Filter, type Scope } from "./scope.js";

/** Whether the exporter can read each of its sources: 1 yes, 0 no. */
export const sourceUp = (scope: Scope<Filter>): Query<"source"> =>
  query(
    { unit: "boolean", meaning: "Whether the exporter can read a source" },
    ask.lowestOf("homelab_source_up", everything(scope), ["source"]),
  );

/** Share of all scraped targets that are up. */
export const targetsUp = (scope: Scope<Filter>): Query => {
  const all = everything(scope);
  return query(
    { unit: "share", meaning: "Share of the scraped targets that are up" },
    divide(sum(ask.lowestOf("up", all, ["job", "instance"])), ask.numberOf("up", all, ["job", "instance"], [])),
  );
};

/** How far the rate of a metric departs from its mean over 7 days: 0.5 is half above. */
export const baselineDeviation = (scope: Scope<Filter>): Query<"metric_name"> =>
  query(
    { unit: "ratio", meaning: "Departure from the mean of 7 days" },
    ask.highestOf("traffic_baseline_deviation", everything(scope), ["metric_name"]),
  );

/** Seconds by which Traefik's last reload moved within a minute: above 0 just after one. */
export const reloadNow = (scope: Scope<Filter>): Query => {
  const all = everything(scope);
  return query(
    { unit: "seconds", meaning: "Traefik took up a new configuration" },
    greater(
      subtract(
        ask.highestOf("traefik_config_last_reload_success", all, []),
        ask.highestOf("traefik_config_last_reload_success", before(all, "1m"), []),
      ),
      0,
    ),
  );
};

/** Alerts that are firing. */
export const firingAlerts = (scope: Scope<Filter>): Query<"alertname"> =>
  query(
    { unit: "count", meaning: "Series of an alert that are firing" },
    ask.sumOf("ALERTS", everything(scope), ["alertname"], { alertstate: "firing" }),
  );
