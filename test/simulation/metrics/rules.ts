import { isActive } from "../events.js";
import { phase, withOptional, type Exposure } from "../exposure.js";
import type { Simulation } from "../network.js";
import { namedClient } from "../lab.js";
import { between, combined, gaugeSource, reading, withCachedText, type Labels, type Source } from "../source.js";
import { deviceType } from "./adguard.js";
import { routeHealth } from "./traefik.js";
import { entities, zoneUtilisation } from "./zone.js";

/** Results of recording and alerting rules: series without job and instance. */
export function ruleResults(simulation: Simulation, exposure: Exposure): Source {
  return combined([
    routeHealth(simulation, exposure),
    zoneUtilisation(simulation, exposure),
    entities(simulation.lab),
    baseline(simulation, exposure),
    recordedActivity(simulation),
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

/** Seconds: the window of recorded rates. */
const recordedWindow = 120;

/** What the recording rule of clients records: events per second over two minutes, with the texts of clients. */
function recordedActivity(simulation: Simulation): Source {
  const { lab, requests, queries } = simulation;
  const titles = new Map(
    lab.clients.flatMap((named) => {
      const known = namedClient(lab, named);
      return known === undefined ? [] : [[known.client, named.title] as const];
    }),
  );
  const zoneTitles = new Map(lab.zones.map(({ name, title }) => [name, title]));
  const rows = new Map<string, { readonly labels: Labels; readonly first: number }>();
  const events = [...requests, ...queries].toSorted((a, b) => a.time - b.time);
  const keyOf = ({ zone, client }: (typeof events)[number]) => `${zone}\u241f${client}`;
  for (const event of events) {
    const { client, zone, time } = event;
    if (rows.has(keyOf(event))) continue;
    const texts = { title: titles.get(client) ?? client, zone_title: zoneTitles.get(zone) ?? zone };
    const labels = { zone, client_ip: client, ...texts, type: deviceType(lab, client) };
    rows.set(keyOf(event), { labels: withCachedText(labels), first: time });
  }
  return gaugeSource(function* (at) {
    const counts = new Map<string, number>();
    for (const event of between(events, at - recordedWindow, at)) {
      counts.set(keyOf(event), (counts.get(keyOf(event)) ?? 0) + 1);
    }
    for (const [key, { labels, first }] of rows) {
      if (first > at) continue;
      const value = (counts.get(key) ?? 0) / recordedWindow;
      yield reading("zone_client_ip:connections:rate2m", labels, value);
    }
  });
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
