import type { Timed } from "./events.js";
import type { Simulation } from "./network.js";

/** Seconds: the exporter's scrape interval. */
const interval = 15;
/** Seconds from the scrape that carries the 0 of a new series to the one that carries its value. */
const zeroPhase = 2 * interval;
/** Seconds: expected values are computed for times and windows that are multiples of it. */
const grid = 60;

/** Further times at which expected values are computed, in seconds before the focus. */
export const halfMinutes = [1590, 1650, 2070, 2370] as const;

/** Seconds: graphs show the figures of this time before the end. */
const graphDelay = 30;

/** Seconds: the windows of rates and of shares, and the range of a graph. */
const windows = [0, 120, 600, 3600] as const;

/** These times, and the beginnings of the windows that end at them. */
const timesOffGrid = ({ focus, end }: Simulation): readonly number[] =>
  [...halfMinutes.map((before) => focus - before), end - graphDelay].flatMap((time) =>
    windows.map((window) => time - window),
  );

/** What distinguishes the series of an event: all but the time and what is counted. */
function seriesOf(event: Timed): string {
  const measured = ["time", "duration", "backendDuration", "bytesIn", "bytesOut"];
  return JSON.stringify(Object.entries(event).filter(([name]) => !measured.includes(name)));
}

/** The events, of which those that begin a series at a scrape that isn't allowed happen before the last allowed one. */
function aligned<E extends Timed>(events: readonly E[], isAllowed: (scrape: number) => boolean): readonly E[] {
  const begun = new Set<string>();
  const moved = events.map((event) => {
    const series = seriesOf(event);
    const first = Math.ceil(event.time / interval) * interval;
    if (begun.has(series)) return event;
    begun.add(series);
    let scrape = first;
    while (!isAllowed(scrape)) scrape -= interval;
    return scrape === first ? event : { ...event, time: scrape };
  });
  return moved.toSorted((one, other) => one.time - other.time);
}

/**
 * The simulation, in which no time with expected values lies between the first scrape of a series and the one that carries
 * its value. The exporter exposes a new series with 0 for more than one scrape interval. At each of those times every event
 * is then in the value of its series, and the expected values can be counted from the events.
 */
export function withAlignedBeginnings(simulation: Simulation): Simulation {
  const offGrid = timesOffGrid(simulation).filter((time) => time >= simulation.start + grid);
  const isAllowed = (first: number) =>
    first % grid > 0 &&
    first % grid <= grid - zeroPhase &&
    !offGrid.some((time) => first <= time && time < first + zeroPhase);
  return {
    ...simulation,
    requests: aligned(simulation.requests, isAllowed),
    queries: aligned(simulation.queries, isAllowed),
  };
}
