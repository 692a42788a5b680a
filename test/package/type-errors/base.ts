/** Declarations that the programs with mistakes share. */
import { references } from "homelab-dashboards/dashboards";
import { defaultLab } from "homelab-dashboards/lab";
import { extendMetrics, metrics } from "homelab-dashboards/metrics";
import { promql, range, rate, sum } from "homelab-dashboards/promql";
import { metricQueries, type Scope } from "homelab-dashboards/queries";

const extended = extendMetrics(metrics, {
  jellyfin_plays_total: { type: "counter", unit: "plays", labels: ["user"], sources: ["exporter"], help: "Plays." },
});
/** An interface: messages show its name instead of the definitions. */
interface Own extends Readonly<typeof extended> {}
const own: Own = extended;

export const selectOwn = promql(own);
export const select = promql(metrics);
export const { rateOf } = metricQueries(metrics);
export const requests = rate(range(select("traefik_requests_total"), "5m"));
export const byService = { expression: sum.by(["service"], requests) };
export const byServiceAndCode = { expression: sum.by(["service", "code"], requests) };
export const { zones } = references(defaultLab);
export declare const scope: Scope<"zone">;
