/** Panels about the figures themselves: whether they can be had, and whether they are out of the ordinary. */
import { mapValues, series, stat, stateTimeline, target, thresholds } from "../grafana/index.js";
import { baselineDeviation, sourceUp, targetHealth, targetsUp, type Filter, type Scope } from "../queries/index.js";
import { colors, healthWords, emptyText, reachableWords, unitOf } from "./tokens.js";


/** Share of the scraped targets that are up, now. From up. */
export const targetsUpNow = (scope: Scope<Filter>) => {
  const share = targetsUp(scope);
  return stat("Sources up", target(share))
    .description(
      "Share of all targets that Prometheus can scrape, from up. Normal: 100 %. Below: see which in “Sources of the figures”; " +
        "panels that read from it are empty or old.",
    )
    .unit(unitOf(share))
    .decimals(0)
    .thresholds(thresholds(colors.bad, [0.5, colors.warning], [1, colors.good]))
    .noValue(emptyText.noData);
};

/** Which targets can be scraped, over time. From up. */
export const targetStates = (scope: Scope<Filter>) =>
  stateTimeline("Sources of the figures", target(targetHealth(scope), "{job}"))
    .description(
      "Whether Prometheus can scrape each job, from up: healthy = all its instances, degraded = some, unhealthy = none. " +
        "Normal: healthy throughout. Otherwise look at the target's page in Prometheus.",
    )
    .mappings([mapValues(healthWords)])
    .span(10);

/** Which sources the exporter can read, over time. From homelab_source_up. */
export const exporterSources = (scope: Scope<Filter>) =>
  stateTimeline("Sources of the exporter", target(sourceUp(scope), "{source}"))
    .description(
      "Whether the exporter can read Traefik's access log, AdGuard's query log and interface, and the certificates, from homelab_source_up. " +
        "Normal: up throughout. A source that is down leaves its metrics out: their panels say “no data”.",
    )
    .mappings([mapValues(reachableWords)]);

/** Departure from the mean of 7 days. From traffic_baseline_deviation. */
export const deviation = (scope: Scope<Filter>) => {
  const ratio = baselineDeviation(scope);
  return series("Deviation from the baseline", target(ratio, "{metric_name}"))
    .description(
      "How far the rate of a metric departs from its own mean over 7 days, from traffic_baseline_deviation: 50 % is half above. " +
        "Normal: between −50 and 100 %, more by day than at night. Far above for long: something new is talking.",
    )
    .unit(unitOf(ratio))
    .axisSoftMin(-1);
};
