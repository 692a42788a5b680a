/** Small metrics, queries and dashboards for the tests of this folder. */
import { max, promql, range, rate, rateInterval, sum, type InstantVector } from "../../src/promql/index.js";
import {
  dashboard,
  datasourceVariable,
  group,
  series,
  target,
  type DashboardContent,
  type JsonObject,
  type PanelBuilder,
} from "../../src/grafana/index.js";
import { objectAt, objectsAt } from "../../src/grafana/json.js";

const metrics = {
  requests_total: { type: "counter", labels: ["service", "code"], instances: false },
  duration_seconds: { type: "histogram", labels: ["service"], instances: false },
  up: { type: "gauge", labels: ["service"], instances: false },
  open: { type: "gauge", labels: ["service", "zone"], optional: ["extra"] },
} as const;

export const select = promql(metrics);

export const query = <L extends string>(expression: InstantVector<L>) => ({ expression });

export const perService = query(sum.by(["service"], rate(range(select("requests_total"), rateInterval))));
export const perServiceAndCode = query(
  sum.by(["service", "code"], rate(range(select("requests_total"), rateInterval))),
);
export const total = query(sum(rate(range(select("requests_total"), rateInterval))));
export const upPerService = query(max.by(["service"], select("up")));
export const buckets = query(sum.by(["le"], rate(range(select("duration_seconds_bucket"), rateInterval))));

/** A panel that lacks nothing. */
export const complete = (title = "Requests") =>
  series(title, target(perService, "{service}")).unit("reqps").description("Requests per second by service.");

export const content = (panels: { readonly [key: string]: PanelBuilder }, more: Partial<DashboardContent> = {}) => ({
  uid: "lab-services",
  title: "Services",
  question: "How are the services?",
  tags: ["lab"],
  variables: [datasourceVariable()],
  groups: [group("now", "Now", panels)],
  refresh: "1m",
  range: "6h",
  ...more,
});

export const finalized = (panels: { readonly [key: string]: PanelBuilder }, more: Partial<DashboardContent> = {}) =>
  dashboard(content(panels, more)).finalize();

/** A panel as part of the finished dashboard. */
export const panelOf = (panel: PanelBuilder): JsonObject => {
  const [, found] = objectsAt(finalized({ it: panel }).json, "panels");
  if (found === undefined) throw new Error("the dashboard has no panel");
  return found;
};

export const optionsOf = (panel: PanelBuilder): JsonObject => objectAt(panelOf(panel), "options");

export const fieldDefaults = (panel: PanelBuilder): JsonObject =>
  objectAt(objectAt(panelOf(panel), "fieldConfig"), "defaults");
