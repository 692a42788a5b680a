import type { Simulation } from "./network.js";
import type { Labels } from "./source.js";

/** Options of a source. */
export interface Exposure {
  /** The shard, 0 or 1; undefined for a source that observes every event: a single one, or a replica. */
  readonly shard?: 0 | 1;
  /**
   * Optional labels: absent; or filled, with constant values on counters, and with changing values on gauges and info
   * metrics (every 30 minutes of the simulation, for the last time ten minutes before its end).
   */
  readonly optional: "absent" | "filled";
  /**
   * The beginning of counters: with 0 at the scrape after their first event and at the next one, and with their value from
   * then on, like the exporter's (`zero-first`); a number before their first event, like a source that has run for long and knows
   * all its series; or absent before it, and with their value from the first scrape on. In real time a large number
   * prevents Prometheus from extrapolating a counter to 0.
   */
  readonly beforeFirstEvent: number | "zero-first" | "absent";
  /** Inactive states: exposed as 0, or absent. */
  readonly otherStates: "zero" | "absent";
}

export const plainExposure: Exposure = { optional: "absent", beforeFirstEvent: "zero-first", otherStates: "zero" };

/** The events that a source observes. */
export function own<E extends { readonly shard: number }>(events: readonly E[], exposure: Exposure): readonly E[] {
  return exposure.shard === undefined ? events : events.filter(({ shard }) => shard === exposure.shard);
}

/** The labels, with the optional ones where the source fills them. */
export function withOptional(exposure: Exposure, carried: Labels, optional: Labels): Labels {
  return exposure.optional === "filled" ? { ...carried, ...optional } : carried;
}

/** A number that changes from time to time, for optional labels. */
export function phase(simulation: Simulation, at: number): string {
  return String(Math.floor((at - simulation.start - 10 * simulation.minute) / (30 * simulation.minute)));
}

/** Seconds: the window of the sources' means. Real seconds, at any pace of the simulation. */
export const lastMinute = 60;
