import type { Aggregator } from "../aggregator/aggregator.js";
import type { Network } from "../network/network.js";
import type { LogSource, SourceObserver } from "../source.js";

/** Names of the logs, also the names of their sections in the state file. */
export type LogName = "access-log" | "query-log";

/** Where a source starts to read. */
export interface StartPosition {
  /** The saved position; undefined for a first start. */
  readonly position: unknown;
  /** Whether existing content is skipped, because it was counted in another mode. */
  readonly skipExisting: boolean;
}

/** How a log is read and how its events are aggregated. */
export interface SourceDefinition<Event> {
  readonly name: LogName;
  /** How the log is read. A saved position is valid for the same mode only. */
  readonly mode: "file" | "api";
  readonly createAggregator: (network: Network) => Aggregator<Event>;
  readonly createSource: (observer: SourceObserver, start: StartPosition) => LogSource<Event>;
}

/** Adds a source. Sources differ in the type of their events. */
export type AddSource = <Event extends { readonly time: number }>(definition: SourceDefinition<Event>) => void;
