import { pause } from "../pause.js";

export interface PollerOptions {
  /**
   * Polls once.
   *
   * @returns 0 after success; after a failure the shortest delay until the next poll, in milliseconds
   */
  readonly poll: (signal: AbortSignal) => Promise<number>;
  /** Milliseconds between two polls. */
  readonly interval: number;
  /** Waits for some milliseconds or until the signal. Default: the clock. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Polls at an interval until the signal. After each failure the delay doubles, up to a minute. */
export async function runPoller({ poll, interval, wait = pause }: PollerOptions, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    const retryAfter = await poll(signal);
    failures = retryAfter === 0 ? 0 : failures + 1;
    await wait(Math.max(retryAfter, backoffDelay(interval, failures)), signal);
  }
}

const maxBackoff = 60_000;

const backoffDelay = (interval: number, failures: number) =>
  Math.max(interval, Math.min(maxBackoff, interval * 2 ** Math.min(failures, 20)));
