/** State of the sources: scraped targets, the exporter's sources, Traefik's configuration, alerts. */
import { dashboardRange, divide, greater, max, subtract, sum } from "../promql/index.js";
import { countDistinct, highestOf, increaseOf, lowestOf, presentOverWindow } from "./metric-queries.js";
import { emptyText, query, type Query } from "./query.js";
import { withOffset, withWindow, unfiltered, type Filter, type Scope } from "./scope.js";

export const sourceUp = (scope: Scope<Filter>): Query<"source"> =>
  query(
    {
      unit: "boolean",
      meaning: "State of the exporter's sources: Traefik's access log, AdGuard Home's query log and API, probes",
    },
    lowestOf("homelab_source_up", unfiltered(scope), ["source"]),
  );

/** Of the exporter that refused the most, since several may read the same log. */
export const refusedLines = (scope: Scope<Filter>): Query<"source" | "reason"> => {
  const range = withWindow(unfiltered(scope), dashboardRange);
  const each = increaseOf("homelab_exporter_refused_total", range, ["job", "instance", "source", "reason"]);
  return query(
    {
      unit: "count",
      meaning: "Lines of the logs in this range that the exporter refused, by what is wrong with them",
      noValue: emptyText.noneInRange,
    },
    greater(max.by(["source", "reason"], each), 0),
  );
};

export const targetsUp = (scope: Scope<Filter>): Query => {
  const all = unfiltered(scope);
  return query(
    { unit: "share", meaning: "Share of all targets that Prometheus can scrape" },
    divide(sum(lowestOf("up", all, ["job", "instance"])), countDistinct("up", all, ["job", "instance"], [])),
  );
};

/** 0.5 is half above the mean. */
export const baselineDeviation = (scope: Scope<Filter>): Query<"metric_name"> =>
  query(
    { unit: "ratio", meaning: "Deviation of a metric's rate from its own mean over 7 days: 50 % is half above" },
    highestOf("traffic_baseline_deviation", unfiltered(scope), ["metric_name"]),
  );

/**
 * Seconds by which the time of the last reload moved within the window of the scope: above 0 just after a reload. A
 * fixed window misses reloads between two distant points of a long range.
 */
export const reloadNow = (scope: Scope<Filter>): Query => {
  const all = unfiltered(scope);
  return query(
    { unit: "seconds", meaning: "Reloads of Traefik's configuration" },
    greater(
      subtract(
        highestOf("traefik_config_last_reload_success", all, []),
        highestOf("traefik_config_last_reload_success", withOffset(all, scope.window), []),
      ),
      0,
    ),
  );
};

/** Within the window of the scope: a short alert is between two distant points of a long range. */
export const firingAlerts = (scope: Scope<Filter>): Query<"alertname"> =>
  query(
    { unit: "boolean", meaning: "Alerts that fired within the window" },
    presentOverWindow("ALERTS", unfiltered(scope), ["alertname"], { alertstate: "firing" }),
  );
