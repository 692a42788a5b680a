import { expect, test } from "vitest";
import { createClockGuard } from "../../src/adguard/clock-guard.js";
import { createDedupWindow } from "../../src/adguard/dedup-window.js";
import { fromMilliseconds } from "../../src/adguard/timestamp.js";

const minute = 60_000;
const start = 1_800_000_000_000;

/** A guard, the number of steps back that it has reported, and a window whose floor is the start. */
function guarded() {
  let steps = 0;
  const guard = createClockGuard(() => (steps += 1));
  return { guard, steps: () => steps, window: createDedupWindow(fromMilliseconds(start)) };
}

test("a clock at the window's floor or after it keeps the window", () => {
  const { guard, steps, window } = guarded();
  expect(guard(start, window)).toBe(window);
  expect(guard(start + minute, window)).toBe(window);
  expect(steps()).toBe(0);
});

test("a clock that is up to ten minutes behind keeps the window, and is reported once", () => {
  const { guard, steps, window } = guarded();
  expect(guard(start - 10 * minute, window)).toBe(window);
  expect(guard(start - minute, window)).toBe(window);
  expect(steps()).toBe(1);
});

test("a clock that goes back again after it has caught up is reported again", () => {
  const { guard, steps, window } = guarded();
  guard(start - minute, window);
  guard(start, window);
  guard(start - minute, window);
  expect(steps()).toBe(2);
});

test("a clock that is further behind starts a new window at its time, and is reported once", () => {
  const { guard, steps, window } = guarded();
  const next = guard(start - 10 * minute - 1, window);
  expect(next.floor).toBe(fromMilliseconds(start - 10 * minute - 1));
  expect(next.newest).toBe(0n);
  expect(guard(start - 10 * minute, next)).toBe(next);
  expect(steps()).toBe(1);
});
