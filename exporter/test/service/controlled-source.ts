import type { EventHandler, LogSource, SourceObserver } from "../../src/source.js";

export interface ControlledSource<Event> {
  /** Makes the source that this object controls, as a source definition does. */
  readonly create: (observer: SourceObserver, start?: { readonly position: unknown }) => LogSource<Event>;
  /** Handles the events up to a position. The source must be running. */
  readonly feed: (upTo: number) => Promise<void>;
  /** Changes the position up to which a catch-up reads, or the problem that it reports instead. */
  catchUpTo: number | string;
  /** Positions of the checkpoints that the source was notified of. */
  readonly checkpoints: unknown[];
  readonly observer: () => SourceObserver;
}

/**
 * A source over a fixed list of events. Its position is the number of events that were handled.
 *
 * @param first the position of the first event of the list
 */
export function controlledSource<Event>(events: readonly Event[], first = 0): ControlledSource<Event> {
  let position = first;
  let handler: EventHandler<Event> | undefined;
  let observer: SourceObserver | undefined;

  const handle = async (onEvent: EventHandler<Event>, upTo: number) => {
    for (const event of events.slice(position - first, upTo - first)) {
      await onEvent(event);
      position += 1;
    }
  };

  const controlled: ControlledSource<Event> = {
    catchUpTo: first,
    checkpoints: [],
    create: (created, start) => {
      observer = created;
      if (typeof start?.position === "number") position = start.position;
      return {
        get position() {
          return position;
        },
        catchUp: async (onEvent) => {
          const { catchUpTo } = controlled;
          if (typeof catchUpTo === "number") await handle(onEvent, catchUpTo);
          created.status(typeof catchUpTo === "number" ? undefined : catchUpTo);
        },
        run: (onEvent, signal) => {
          handler = onEvent;
          return new Promise((resolve) => {
            signal.addEventListener("abort", () => resolve());
          });
        },
        onCheckpointed: async (saved) => void controlled.checkpoints.push(saved),
      };
    },
    feed: async (upTo) => {
      if (handler === undefined) throw new Error("The source does not run yet.");
      await handle(handler, upTo);
    },
    observer: () => {
      if (observer === undefined) throw new Error("The source was not created yet.");
      return observer;
    },
  };
  return controlled;
}
