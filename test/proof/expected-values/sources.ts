import { figures, type Figures } from "../../simulation/figures.js";
import type { Labels } from "../../simulation/source.js";
import { gaugeAt, increase, lowestMean } from "../../simulation/expected-values.js";
import { isActive } from "../../simulation/events.js";
import type { Simulation } from "../../simulation/network.js";
import { exactly, rowsAt, type Expectations } from "../evaluation.js";

const sources = ["access-log", "query-log", "adguard-api", "probe"] as const;

/** The change of the time of Traefik's last successful reload within the window; absent where it is 0. */
function reloaded({ reloads }: Simulation, at: number, window: number): Figures {
  const last = (moment: number) => reloads.findLast(({ time, successful }) => successful && time <= moment)?.time;
  const [now, then] = [last(at), last(at - window)];
  return now === undefined || then === undefined || now === then ? new Map() : figures([[{}, now - then]]);
}

export const sourcesOfFigures: Expectations = {
  "targets-up-now/A": (moment) => {
    const targets = rowsAt(moment, "up", moment.at);
    const up = targets.filter(([, value]) => value === 1).length;
    return exactly(figures([[{}, up / targets.length]]));
  },
  "target-states/A": ({ series, at }) => {
    const best = gaugeAt(series, "up", { at, by: ["job"], fold: "max" });
    const worst = gaugeAt(series, "up", { at, by: ["job"], fold: "min" });
    return exactly(new Map([...best].map(([job, value]) => [job, value + (worst.get(job) ?? 0)])));
  },
  "exporter-sources/A": ({ simulation, at }) =>
    exactly(
      figures(
        sources.map((source) => {
          const down = simulation.sourcesDown.some((episode) => episode.source === source && isActive(episode, at));
          return [{ source }, down ? 0 : 1] as const;
        }),
      ),
    ),
  "refused-lines/A": ({ simulation, at, range }) =>
    exactly(
      increase({
        events: simulation.refusedLines,
        by: { source: ({ source }) => source, reason: ({ reason }) => reason },
        at,
        window: range,
        groups: "window",
      }),
    ),
  "deviation/A": ({ series, at }) =>
    exactly(gaugeAt(series, "traffic_baseline_deviation", { at, by: ["metric_name"], fold: "max" })),
};

export const sourceAnnotations: Expectations = {
  "annotation/Configuration reloads": ({ simulation, at, window }) => exactly(reloaded(simulation, at, window)),
  "annotation/Firing alerts": ({ series, at, window }) => {
    const where = ({ alertstate }: Labels) => alertstate === "firing";
    const fired = lowestMean(series, "ALERTS", { at, window, by: ["alertname"], where });
    return exactly(new Map([...fired.keys()].map((key) => [key, 1])));
  },
};
