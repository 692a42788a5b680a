/** Panels about the sources of the figures: whether they can be reached, and deviations from the baseline. */
import { barGauge, mapValues, series, stat, stateTimeline, thresholds } from "../grafana/index.js";
import {
  baselineDeviation,
  refusedLines,
  sourceUp,
  targetHealth,
  targetsUp,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { colors, healthWords, reachableWords } from "./tokens.js";

/** Share of all targets that Prometheus can scrape, as a stat; follows no filter. */
export const targetsUpNow = (scope: Scope<Filter>) =>
  stat("Sources up", targetsUp(scope))
    .about({
      normal: "100 %",
      otherwise:
        "see which target is down in “Sources of the figures” of “Service Performance”; the panels that need it are empty or old",
    })
    .decimals(0)
    .thresholds(thresholds(colors.bad, [0.5, colors.warning], [1, colors.good]));

/** Health of each scraped job as a state timeline: degraded with some instances up; follows no filter. */
export const targetStates = (scope: Scope<Filter>) =>
  stateTimeline("Sources of the figures", targetHealth(scope), "{job}")
    .about({ normal: "healthy throughout", otherwise: "look at the target's page in Prometheus" })
    .mappings([mapValues(healthWords)])
    .span(8);

/** State of each source of the exporter as a state timeline; down if any of its exporters says so. */
export const exporterSources = (scope: Scope<Filter>) =>
  stateTimeline("Sources of the exporter", sourceUp(scope), "{source}")
    .about({
      normal: "up throughout",
      otherwise:
        "the metrics of a source that is down are missing, and their panels say “no data”: look at the exporter's log",
    })
    .mappings([mapValues(reachableWords)])
    .span(8);

/** Bar gauge of the lines in this range that the exporter refused, by log and reason; follows no filter. */
export const refusedLinesInRange = (scope: Scope<Filter>) =>
  barGauge("Refused lines", refusedLines(scope), "{source}: {reason}")
    .about({
      normal: "none, or a few that scanners caused",
      otherwise:
        "many that are not-json, incomplete or traefik-1 mean that the log has another format, or lacks fields: the exporter's log says which, and what to set",
    })
    .decimals(0);

/** Deviation of each rate from its own mean over 7 days, over time; follows no filter. */
export const deviation = (scope: Scope<Filter>) =>
  series("Deviation from the baseline", baselineDeviation(scope), "{metric_name}")
    .about({
      normal: "between −50 and 100 %, more by day than at night",
      otherwise: "far above for long, something new causes traffic: look at “Top talkers” in “Zone Traffic”",
    })
    .span(8);
