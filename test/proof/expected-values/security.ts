import { isActive, type AnomalyEpisode, type DnsQuery } from "../../simulation/events.js";
import { figures, type Figures } from "../../simulation/figures.js";
import { gaugeAt, increase, pick, queryLabels, rate, drawnShare } from "../../simulation/expected-values.js";
import type { Labels } from "../../simulation/source.js";
import { exactly, minutesWithin, type Evaluation, type Expectation, type Expectations } from "../evaluation.js";
import { zoneOfClients } from "./clients.js";
import { labelsIn } from "./zones.js";

const chosenQuery =
  ({ selected }: Evaluation) =>
  ({ zone, client }: DnsQuery) =>
    selected.zone(zone) && selected.client(client);

const blocked = (moment: Evaluation) => ({
  events: moment.simulation.queries,
  where: (query: DnsQuery) => query.blocked && chosenQuery(moment)(query),
  at: moment.at,
  window: moment.window,
});

const threats = pick(queryLabels, "client_zone", "reason", "threat_type");

const threatsInRange = (moment: Evaluation): Figures =>
  new Map(
    [...increase({ ...blocked(moment), by: threats, window: moment.range })].filter(([, queries]) => queries > 0),
  );

/** Gauges of the clients of the selected zones, each with the zone of its client. */
const withZone =
  (name: string, by: readonly string[], least: number): Expectation =>
  (moment) => {
    const zones = zoneOfClients(moment);
    const held = gaugeAt(moment.series, name, {
      at: moment.at,
      by: ["client_ip", ...by],
      fold: "max",
      where: ({ client_ip = "" }) => moment.selected.client(client_ip),
    });
    return exactly(
      figures(
        [...held].flatMap(([key, score]) => {
          const labels = labelsIn(key);
          const zone = zones.get(labels["client_ip"] ?? "");
          return zone === undefined || score < least ? [] : [[{ ...labels, zone }, score] as const];
        }),
      ),
    );
  };

const labelsOf = ({ source, destination, anomaly, severity }: AnomalyEpisode): Labels => ({
  source,
  destination,
  anomaly_type: anomaly,
  severity,
});

const anomalies =
  (of: (minutes: readonly number[]) => number): Expectation =>
  ({ simulation, selected, at, range }) =>
    exactly(
      figures(
        simulation.anomalies.flatMap((anomaly) => {
          const minutes = minutesWithin(at, range).filter((minute) => isActive(anomaly, minute));
          return minutes.length === 0 || !selected.zone(anomaly.source)
            ? []
            : [[labelsOf(anomaly), of(minutes)] as const];
        }),
      ),
    );

export const security: Expectations = {
  "anomalies-now/A": ({ simulation, selected, at }) => {
    const seen = simulation.anomalies.filter(({ source }) => selected.zone(source));
    return exactly(
      seen.length === 0 ? new Map() : figures([[{}, seen.filter((anomaly) => isActive(anomaly, at)).length]]),
    );
  },
  "blocked-now/A": (moment) =>
    exactly(drawnShare({ ...blocked(moment), where: chosenQuery(moment), part: (query) => query.blocked })),
  "blocked-by-zone/A": (moment) => exactly(rate({ ...blocked(moment), by: pick(queryLabels, "client_zone") })),
  "blocked-table/A": (moment) => exactly(threatsInRange(moment)),
  "blocked-table/B": (moment) => {
    const inRange = threatsInRange(moment);
    return exactly(new Map([...rate({ ...blocked(moment), by: threats })].filter(([key]) => inRange.has(key))));
  },
  "suspicious-patterns/A": withZone("suspicious_pattern_score", ["domain", "pattern_type", "severity"], 0.5),
  "anomalies/A": anomalies((minutes) => minutes.length),
  "anomalies/B": anomalies((minutes) => 1000 * Math.max(...minutes)),
};
