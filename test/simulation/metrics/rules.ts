import { isActive } from "../events.js";
import { phase, withOptional, type Exposure } from "../exposure.js";
import type { Simulation } from "../network.js";
import { combined, gaugeSource, reading, type Source } from "../source.js";
import { routeHealth } from "./traefik.js";
import { entities, zoneUtilisation } from "./zone.js";

/** Results of recording and alerting rules: series without job and instance. */
export function ruleResults(simulation: Simulation, exposure: Exposure): Source {
  return combined([
    routeHealth(simulation, exposure),
    zoneUtilisation(simulation, exposure),
    entities(simulation.lab),
    baseline(simulation, exposure),
    gaugeSource(function* (at) {
      for (const anomaly of simulation.anomalies) {
        const labels = {
          source: anomaly.source,
          destination: anomaly.destination,
          anomaly_type: anomaly.anomaly,
          severity: anomaly.severity,
        };
        yield reading("network_anomaly_detection", labels, isActive(anomaly, at) ? 1 : 0);
      }
      for (const alert of simulation.alerts) {
        if (!isActive(alert, at)) continue;
        const alertstate = at < alert.from + alert.pending ? "pending" : "firing";
        yield reading("ALERTS", { alertname: alert.alertname, alertstate, severity: alert.severity }, 1);
      }
    }),
  ]);
}

/** The metrics whose rate is compared with its mean over seven days. */
const comparedMetrics = ["traefik_requests_total", "adguard_dns_queries_total", "zone_traffic_bytes_total"] as const;

/** The deviation from the mean of seven days: 0.5 is half above it. Daily waves, and a step in the last minutes. */
function deviation(simulation: Simulation, metric: (typeof comparedMetrics)[number], at: number): number {
  const wave = 0.2 * Math.sin((2 * Math.PI * at) / 86_400 + comparedMetrics.indexOf(metric));
  const step = metric === "traefik_requests_total" && at >= simulation.focus - 15 * simulation.minute ? 0.6 : 0;
  return wave + step;
}

export function baseline(simulation: Simulation, exposure: Exposure): Source {
  return gaugeSource((at) =>
    comparedMetrics.map((metric) => {
      const moment = phase(simulation, at);
      const optional = { current_value: moment, baseline_value: moment, deviation_percentage: moment };
      const labels = withOptional(exposure, { metric_name: metric }, optional);
      return reading("traffic_baseline_deviation", labels, deviation(simulation, metric, at));
    }),
  );
}
