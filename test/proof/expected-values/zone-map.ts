import { dnsState, dnsZone, httpState, isFailure } from "../../simulation/metrics/zone.js";
import type { Timed } from "../../simulation/events.js";
import { figures } from "../../simulation/figures.js";
import { between, type Labels } from "../../simulation/source.js";
import { exactly, type Selected, type Evaluation, type Expectation, type Expectations } from "../evaluation.js";

/** A request, a query, or a query that AdGuard Home forwarded, from one zone to another. */
interface Flow extends Timed {
  readonly from: string;
  readonly to: string;
  readonly failed: boolean;
}

function flowsOf({ simulation: { lab, requests, queries } }: Evaluation): readonly Flow[] {
  const dns = dnsZone(lab);
  const zoneOfResolver = new Map(lab.resolvers.map(({ name, zone }) => [name, zone]));
  return [
    ...requests.map(({ time, zone, serviceZone, code }) => ({
      time,
      from: zone,
      to: serviceZone,
      failed: isFailure(httpState(code)),
    })),
    ...queries.map((query) => ({
      time: query.time,
      from: query.zone,
      to: dns,
      failed: isFailure(dnsState(query)),
    })),
    ...queries.flatMap(({ time, answeredBy, upstream, status }) => {
      const to = zoneOfResolver.get(upstream);
      return answeredBy === "upstream" && to !== undefined ? [{ time, from: dns, to, failed: status !== "ok" }] : [];
    }),
  ].sort((a, b) => a.time - b.time);
}

interface Line {
  there: number;
  back: number;
  failures: number;
}

/** The flows between each two zones, in both directions. Pairs without a flow in the window are 0. */
function linesOf(moment: Evaluation): ReadonlyMap<string, Line> {
  const flows = flowsOf(moment).filter(({ from, to }) => from !== to);
  const lines = new Map<string, Line>();
  const note = (first: string, second: string, change: (line: Line) => void) => {
    const key = `${first}\n${second}`;
    const line = lines.get(key) ?? { there: 0, back: 0, failures: 0 };
    lines.set(key, line);
    change(line);
  };
  for (const { from, to } of flows) {
    note(from, to, () => undefined);
    note(to, from, () => undefined);
  }
  for (const { from, to, failed } of between(flows, moment.at - moment.window, moment.at)) {
    note(from, to, (line) => (line.there += 1));
    note(to, from, (line) => (line.back += 1));
    if (failed)
      for (const ends of [[from, to] as const, [to, from] as const]) note(...ends, (line) => (line.failures += 1));
  }
  return lines;
}

const onLines =
  (figure: string, value: (line: Line, busiest: number, window: number) => number | undefined): Expectation =>
  (moment) => {
    const lines = linesOf(moment);
    const busiest = Math.max(...[...lines.values()].map(({ there, back }) => there + back));
    return exactly(
      figures(
        [...lines].flatMap(([ends, line]) => {
          const given = value(line, busiest, moment.window);
          return given === undefined ? [] : [[{ element: `${figure}\n${ends}` }, given] as const];
        }),
      ),
    );
  };

const askedByZone: Expectation = (moment) => {
  const { requests, queries } = moment.simulation;
  const ended = [...requests, ...queries].sort((a, b) => a.time - b.time);
  const rates = new Map(ended.map(({ zone }) => [zone, 0]));
  for (const { zone } of between(ended, moment.at - moment.window, moment.at)) {
    rates.set(zone, (rates.get(zone) ?? 0) + 1 / moment.window);
  }
  return exactly(figures([...rates].map(([zone, rate]) => [{ element: `asked\n${zone}` }, rate] as const)));
};

const anything = () => true;
const everybody: Selected = {
  zone: anything,
  client: anything,
  domain: anything,
  service: anything,
  backend: anything,
  instance: anything,
};

/** The labels of a canonical key. */
function labelsOf(key: string): Labels {
  const labels = key.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g);
  return Object.fromEntries([...labels].map(([, name = "", value = '""']) => [name, String(JSON.parse(value))]));
}

/**
 * The five targets of the zone map, which ignores the selection.
 *
 * @param health the health of everything, by kind and name
 */
export const zoneMap = (health: Expectation): Expectations => ({
  "zone-map/A": onLines("width", ({ there, back }, busiest) =>
    busiest === 0 ? undefined : Math.sqrt((there + back) / busiest),
  ),
  "zone-map/B": onLines("failures", ({ there, back, failures }) =>
    there + back === 0 ? undefined : failures / (there + back),
  ),
  "zone-map/C": onLines("direction", ({ there, back }, _busiest, window) => (there - back) / window),
  "zone-map/D": askedByZone,
  "zone-map/E": (moment) => {
    const all = health({ ...moment, selected: everybody });
    if (!("figures" in all)) throw new Error("health is exact");
    return exactly(
      figures(
        [...all.figures].map(([key, value]) => {
          const { kind = "", name = "" } = labelsOf(key);
          return [{ element: ["health", kind, name].join("\n") }, value] as const;
        }),
      ),
    );
  },
});
