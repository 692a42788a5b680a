import { expect, test } from "vitest";
import { runPoller } from "../../src/adguard/poller.js";

/**
 * Runs a poller whose clock is the recorded waits. It stops when all results were returned.
 *
 * @param results of the polls
 * @returns the waits between the polls, in milliseconds
 */
async function waitsAfter(results: readonly number[], interval: number): Promise<readonly number[]> {
  const stop = new AbortController();
  const waits: number[] = [];
  let polls = 0;
  await runPoller(
    {
      interval,
      poll: async () => results[polls++] ?? 0,
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        if (waits.length === results.length) stop.abort();
      },
    },
    stop.signal,
  );
  expect(polls).toBe(results.length);
  return waits;
}

test("the wait after a success is the interval", async () => {
  expect(await waitsAfter([0, 0, 0], 10_000)).toEqual([10_000, 10_000, 10_000]);
});

test("the wait doubles after each failure up to a minute, and is the interval again after a success", async () => {
  expect(await waitsAfter([1, 1, 1, 1, 0, 1], 10_000)).toEqual([20_000, 40_000, 60_000, 60_000, 10_000, 20_000]);
});

test("the wait is never shorter than the interval, even above a minute", async () => {
  expect(await waitsAfter([0, 1, 1], 300_000)).toEqual([300_000, 300_000, 300_000]);
});

test("the wait is at least the delay that the failure requires", async () => {
  expect(await waitsAfter([960_000, 1], 10_000)).toEqual([960_000, 40_000]);
});

test("many failures don't overflow the wait", async () => {
  const waits = await waitsAfter(
    Array.from({ length: 2000 }, () => 1),
    10,
  );
  expect(waits.at(-1)).toBe(60_000);
});

test("nothing is polled after the signal", async () => {
  let polls = 0;
  const options = { interval: 10, poll: async () => polls++, wait: () => Promise.resolve() };
  await runPoller(options, AbortSignal.abort());
  expect(polls).toBe(0);
});

test("an error of the poll ends the poller", async () => {
  const poll = () => Promise.reject(new Error("handler"));
  await expect(runPoller({ interval: 10, poll }, new AbortController().signal)).rejects.toThrow("handler");
});
