/**
 * Waits, and no longer than until the signal.
 *
 * @param time milliseconds
 * @param early is given what ends the wait before its time
 */
export function pause(time: number, signal: AbortSignal, early?: (end: () => void) => void): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, time);
    signal.addEventListener("abort", end);
    early?.(end);
  });
}

/** Whether the signal was given. That may be at any moment, which a compiler that saw it asked once doesn't believe. */
export const isAborted = (signal: AbortSignal): boolean => signal.aborted;
