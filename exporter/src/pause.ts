/**
 * Waits for a time, at most until the signal.
 *
 * @param time milliseconds
 * @param early receives a function that ends the wait before its time
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

/** Whether a signal is aborted. A function, because the compiler narrows `signal.aborted` across an await. */
export const isAborted = (signal: AbortSignal): boolean => signal.aborted;
