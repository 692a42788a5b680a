import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRotationCheckpoints } from "../../src/service/rotation-checkpoints.js";

const ending: AbortController[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});

afterEach(() => {
  for (const each of ending.splice(0)) each.abort();
  vi.useRealTimers();
});

/** Checkpoints with a burst of 3, and one more each second. */
function startCheckpoints() {
  const written: number[] = [];
  const disk = { isFull: false };
  const checkpoints = createRotationCheckpoints({
    write: async () => {
      written.push(performance.now() - started);
      return !disk.isFull;
    },
    burst: 3,
    interval: 1000,
  });
  const started = performance.now();
  const stop = new AbortController();
  ending.push(stop);
  const running = checkpoints.run(stop.signal);
  const request = async () => {
    checkpoints.request();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { request, written, disk, running, stop };
}

test("a checkpoint follows a rotation at once, also after a long time", async () => {
  const { request, written } = startCheckpoints();
  await vi.advanceTimersByTimeAsync(5000);
  expect(written).toEqual([]);
  await request();
  expect(written).toEqual([5000]);
  await vi.advanceTimersByTimeAsync(30 * 86_400_000);
  await request();
  expect(written).toHaveLength(2);
});

test("a storm of rotations gets the burst, then one checkpoint each interval", async () => {
  const { request, written } = startCheckpoints();
  for (let count = 0; count < 100; count += 1) {
    await request();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(written.slice(0, 3)).toEqual([0, 100, 200]);
  expect(written.slice(3)).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000]);
});

test("the last request of a storm is answered", async () => {
  const { request, written } = startCheckpoints();
  for (let count = 0; count < 5; count += 1) await request();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(written).toEqual([0, 0, 0, 1000]);
});

test("a checkpoint that cannot be written is tried again after the interval", async () => {
  const { request, written, disk } = startCheckpoints();
  disk.isFull = true;
  await request();
  await vi.advanceTimersByTimeAsync(999);
  expect(written).toEqual([0]);
  disk.isFull = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(written).toEqual([0, 1000]);
});

test("the signal ends a wait", async () => {
  for (const requests of [0, 5]) {
    const { request, running, stop } = startCheckpoints();
    for (let count = 0; count < requests; count += 1) await request();
    stop.abort();
    await running;
  }
});
