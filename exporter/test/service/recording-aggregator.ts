import type { Aggregator } from "../../src/aggregator/aggregator.js";
import { createNetwork } from "../../src/network/network.js";
import { Registry } from "../../src/registry/registry.js";
import { SnapshotError } from "../../src/registry/snapshot.js";
import { trafficLab } from "../logs/lab.js";

export interface TimedEvent {
  readonly time: number;
}

export interface RecordingAggregator extends Aggregator<TimedEvent> {
  /** Calls in order: `add 1000`, `tick 2000`. */
  readonly calls: string[];
}

/** An aggregator without metrics that records its calls. Its saved state is one number: how many events it counted. */
export function recordingAggregator(): RecordingAggregator {
  const calls: string[] = [];
  let events = 0;
  let time = 0;
  return {
    calls,
    network: createNetwork(trafficLab),
    registry: new Registry({ counters: 1, histograms: 0, gauges: 0 }),
    add: (event) => {
      events += 1;
      time = event.time;
      calls.push(`add ${event.time}`);
    },
    keepNamed: () => undefined,
    tick: (now) => {
      calls.push(`tick ${now}`);
      return false;
    },
    refresh: (now) => void calls.push(`refresh ${now}`),
    get time() {
      return time;
    },
    save: () => [events],
    restore: (parts) => {
      const [saved] = parts;
      if (typeof saved !== "number") throw new SnapshotError("the saved state is damaged");
      events = saved;
      calls.push(`restore ${saved}`);
    },
  };
}

/** Events at the seconds 1, 2, 3 and so on. */
export const timedEvents = (count: number): readonly TimedEvent[] =>
  Array.from({ length: count }, (_, index) => ({ time: 1000 * (index + 1) }));

/** Metrics of a source that record the reported problems and nothing else. */
export function recordingMetrics() {
  const problems: (string | undefined)[] = [];
  return {
    problems,
    isUp: true,
    eventCounted: () => undefined,
    rejected: () => undefined,
    gap: () => undefined,
    status: (problem: string | undefined) => void problems.push(problem),
    refresh: () => undefined,
  };
}
