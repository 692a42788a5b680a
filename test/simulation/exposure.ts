import type { Simulation } from "./network.js";
import type { Labels } from "./source.js";

/** How a source speaks. */
export interface Exposure {
  /** The shard, 0 or 1; undefined for a source that observes every event: a single one, or a replica. */
  readonly shard?: 0 | 1;
  /**
   * Optional labels: left out; or filled, on counters with what is constant for the life of a series, on gauges and
   * info metrics with what changes (every 30 minutes of the story, for the last time ten minutes before its end).
   */
  readonly optional: "absent" | "filled";
  /**
   * What counters show before their first event: a number, as with a source that has run for long and knows all its
   * series, or nothing. Live, a large number keeps Prometheus from guessing that a counter began within the window.
   */
  readonly beforeFirstEvent: number | "absent";
  /** The states that don't hold: exposed as 0, or absent. */
  readonly otherStates: "zero" | "absent";
}

export const plainExposure: Exposure = { optional: "absent", beforeFirstEvent: 0, otherStates: "zero" };

/** The events that this source sees. */
export function own<E extends { readonly shard: number }>(events: readonly E[], exposure: Exposure): readonly E[] {
  return exposure.shard === undefined ? events : events.filter(({ shard }) => shard === exposure.shard);
}

/** The labels, with the optional ones where the source fills them. */
export function withOptional(exposure: Exposure, carried: Labels, optional: Labels): Labels {
  return exposure.optional === "filled" ? { ...carried, ...optional } : carried;
}

/** A number that changes now and then, for optional labels that hold a value or a time. */
export function phase(simulation: Simulation, at: number): string {
  return String(Math.floor((at - simulation.start - 10 * simulation.minute) / (30 * simulation.minute)));
}

/** Seconds over which the sources take their means ("over the last minute"). Real seconds, whatever the story's pace. */
export const lastMinute = 60;
