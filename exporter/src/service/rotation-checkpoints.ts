import { isAborted, pause } from "../pause.js";

/** Writes checkpoints after rotations of the logs. */
export interface RotationCheckpoints {
  /** A log was rotated. Requests that wait are answered by one checkpoint. */
  readonly request: () => void;
  /** Writes the requested checkpoints until the signal. */
  run(signal: AbortSignal): Promise<void>;
}

export interface RotationCheckpointsOptions {
  /** Writes a checkpoint. Returns whether it is on the disk. */
  readonly write: () => Promise<boolean>;
  /** Checkpoints that are written without a delay. Default: 20. */
  readonly burst?: number;
  /** Milliseconds after which one more may be written, so that many rotations don't wear out a disk. Default: 30,000. */
  readonly interval?: number;
  /** Monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/** The longest delay of a timer, in milliseconds. */
const maxDelay = 2_147_483_647;

export function createRotationCheckpoints(options: RotationCheckpointsOptions): RotationCheckpoints {
  const { write, burst = 20, interval = 30_000, now = () => performance.now() } = options;
  let isRequested = false;
  let wake: (() => void) | undefined;
  /** The time at which the whole burst is available again. */
  let replenished = now();

  const waitForRequest = async (signal: AbortSignal) => {
    while (!isRequested && !isAborted(signal))
      await pause(maxDelay, signal, (end) => {
        wake = end;
      });
  };

  return {
    request: () => {
      isRequested = true;
      wake?.();
    },
    run: async (signal) => {
      for (;;) {
        await waitForRequest(signal);
        const delay = replenished - (burst - 1) * interval - now();
        if (delay > 0) await pause(delay, signal);
        if (isAborted(signal)) return;
        replenished = Math.max(replenished, now()) + interval;
        isRequested = false;
        // A failed one is repeated, but not at once.
        if (await write()) continue;
        isRequested = true;
        await pause(interval, signal);
      }
    },
  };
}
