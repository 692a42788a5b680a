import { createDedupWindow, type DedupWindow } from "./dedup-window.js";
import { fromMilliseconds, nanosecondsPerSecond } from "./timestamp.js";

/** Largest clock lag that the guard waits out. */
const maxClockSkew = 600n * nanosecondsPerSecond;

/**
 * Compares AdGuard Home's clock with the window, and returns the window to continue with.
 *
 * @param serverTime unix milliseconds
 */
export type ClockGuard = (serverTime: number, window: DedupWindow) => DedupWindow;

/**
 * Detects that AdGuard Home's clock went back. Entries logged until it has caught up are before the window's floor, and
 * can't be distinguished from handled ones. A clock that is at most ten minutes behind is waited for. After a larger
 * step a new window starts at its time, and entries with later timestamps are read again once the clock passes them.
 *
 * @param onClockWentBack is called once per step back
 */
export function createClockGuard(onClockWentBack: () => void): ClockGuard {
  let isBehind = false;
  return (serverTime, window) => {
    const now = fromMilliseconds(serverTime);
    const { floor } = window;
    if (now >= floor) {
      isBehind = false;
      return window;
    }
    if (!isBehind) onClockWentBack();
    isBehind = now >= floor - maxClockSkew;
    return isBehind ? window : createDedupWindow(now);
  };
}
