import { describe, expect, test } from "vitest";
import { fc } from "../../../test/properties.js";
import { createLoginBackoff } from "../../src/adguard/login-backoff.js";
import type { DurableFile } from "../../src/state/durable-file.js";

const minute = 60_000;
const start = 1_800_000_000_000;

/** A login file in memory. */
function memoryFile(initial?: string) {
  const file = { text: initial, writes: 0 };
  const loginFile: DurableFile = {
    read: async () => file.text,
    write: async (text) => {
      file.text = text;
      file.writes += 1;
    },
  };
  return { file, loginFile };
}

/** A back-off with a clock that the test sets; `restart` gives one of a new process with the same file. */
function scene(initial?: string) {
  const { file, loginFile } = memoryFile(initial);
  const clock = { time: start };
  const restart = () => createLoginBackoff(loginFile, () => clock.time);
  return { backoff: restart(), restart, clock, file };
}

describe("the delay", () => {
  test("is 0 before the first login", async () => {
    expect(await scene().backoff.delay(false)).toBe(0);
  });

  test("after a rejection is a third of 16 minutes for the same password, and 0 for another one", async () => {
    const { backoff, clock } = scene();
    await backoff.begin();
    await backoff.fail(0);
    expect(await backoff.delay(false)).toBe((16 * minute) / 3);
    expect(await backoff.delay(true)).toBe(0);
    clock.time += minute;
    expect(await backoff.delay(false)).toBe((16 * minute) / 3 - minute);
  });

  test("after three failures lasts until the first is 16 minutes old, for any password", async () => {
    const { backoff, clock } = scene();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await backoff.begin();
      await backoff.fail(0);
      clock.time += minute;
    }
    expect(await backoff.delay(true)).toBe(13 * minute);
    clock.time += 13 * minute;
    expect(await backoff.delay(true)).toBe(0);
  });

  test("is at least the delay that the server asked for", async () => {
    const { backoff } = scene();
    await backoff.begin();
    await backoff.fail(14 * minute);
    expect(await backoff.delay(true)).toBe(14 * minute);
  });

  test("is the same after a restart", async () => {
    const { backoff, restart } = scene();
    await backoff.begin();
    await backoff.fail(0);
    expect(await restart().delay(false)).toBe((16 * minute) / 3);
  });
});

describe("a login without a result", () => {
  test("counts as failed after a restart", async () => {
    const { restart } = scene();
    for (let attempt = 0; attempt < 3; attempt += 1) await restart().begin();
    expect(await restart().delay(true)).toBe(16 * minute);
  });

  test("doesn't count once it is cancelled", async () => {
    const { backoff, restart } = scene();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await backoff.begin();
      await backoff.cancel();
    }
    expect(await restart().delay(true)).toBe(0);
  });
});

describe("an unanswered login", () => {
  test("delays the fourth one in 65 seconds, across restarts, and is no rejection", async () => {
    const { restart, clock } = scene();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const backoff = restart();
      expect(await backoff.delay(false)).toBe(0);
      await backoff.begin();
      await backoff.leaveUnanswered();
      clock.time += 10_000;
    }
    expect(await restart().delay(false)).toBe(35_000);
    expect(await restart().wasRejected()).toBe(false);
    clock.time += 35_000;
    expect(await restart().delay(false)).toBe(0);
  });

  test("counts together with rejected ones", async () => {
    const { backoff } = scene();
    await backoff.begin();
    await backoff.fail(0);
    expect(await backoff.wasRejected()).toBe(true);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await backoff.begin();
      await backoff.leaveUnanswered();
    }
    expect(await backoff.delay(true)).toBe(65_000);
  });
});

test("an accepted login removes earlier failures, and later ones write nothing", async () => {
  const { backoff, restart, file } = scene();
  await backoff.begin();
  await backoff.fail(0);
  await backoff.begin();
  await backoff.succeed();
  expect(JSON.parse(file.text!)).toEqual({ failures: [], unanswered: [], refused: 0, until: 0 });
  expect(await restart().delay(false)).toBe(0);
  const { writes } = file;
  await backoff.begin();
  await backoff.succeed();
  expect(file.writes).toBe(writes);
});

test("a rejection after an accepted login is recorded", async () => {
  const { backoff } = scene();
  await backoff.begin();
  await backoff.succeed();
  await backoff.begin();
  await backoff.fail(0);
  expect(await backoff.delay(false)).toBeGreaterThan(0);
});

test("times in the future delay by at most 16 minutes", async () => {
  const ahead = start + 400 * 86_400_000;
  const { backoff } = scene(JSON.stringify({ failures: [ahead, ahead, ahead], refused: ahead, until: ahead }));
  expect(await backoff.delay(true)).toBe(16 * minute);
});

test("with any content of the file, at most three logins fail in 16 minutes, and no delay is longer", async () => {
  const steps = fc.array(
    fc.record({ pass: fc.integer({ min: -3 * minute, max: 8 * minute }), isChanged: fc.boolean(), kill: fc.boolean() }),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(steps, fc.oneof(fc.json(), fc.constant(undefined)), async (plan, text) => {
      const { restart, clock, ...first } = scene(text);
      let backoff = first.backoff;
      const failed: number[] = [];
      for (const { pass, isChanged, kill } of plan) {
        clock.time += pass;
        const delay = await backoff.delay(isChanged);
        expect(delay).toBeLessThanOrEqual(16 * minute);
        if (delay === 0) {
          await backoff.begin();
          failed.push(clock.time);
          // AdGuard Home rejects the login, and a killed process doesn't learn of it.
          if (!kill) await backoff.fail(0);
        }
        if (kill) backoff = restart();
      }
      // The limit holds only for a clock that never goes back.
      if (plan.every(({ pass }) => pass >= 0))
        for (const each of failed)
          expect(failed.filter((other) => other >= each && other < each + 16 * minute).length).toBeLessThan(4);
    }),
    { numRuns: 300 },
  );
});
