import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createSerialQueue } from "../src/serial-queue.js";

describe("run", () => {
  test("runs one action at a time, in order", async () => {
    const queue = createSerialQueue();
    const events: string[] = [];
    const action = (name: string, milliseconds: number) => async () => {
      events.push(`${name} starts`);
      await sleep(milliseconds);
      events.push(`${name} ends`);
      return name;
    };
    const results = await Promise.all([queue.run(action("a", 20)), queue.run(action("b", 1)), queue.run(() => "c")]);
    expect(results).toEqual(["a", "b", "c"]);
    expect(events).toEqual(["a starts", "a ends", "b starts", "b ends"]);
  });

  test("passes a failure to its caller alone and continues", async () => {
    const queue = createSerialQueue();
    const failing = queue.run(() => Promise.reject(new Error("one")));
    const next = queue.run(() => 2);
    await expect(failing).rejects.toThrow("one");
    expect(await next).toBe(2);
    await expect(
      queue.run(() => {
        throw new Error("three");
      }),
    ).rejects.toThrow("three");
  });
});

describe("tryRun", () => {
  test("runs at once while the queue is idle, without a promise", async () => {
    const queue = createSerialQueue();
    let count = 0;
    expect(queue.tryRun(() => void (count += 1))).toBeUndefined();
    expect(count).toBe(1);
    await queue.run(() => undefined);
    await setImmediate();
    expect(queue.tryRun(() => void (count += 1))).toBeUndefined();
    expect(count).toBe(2);
  });

  test("waits for the running action", async () => {
    const queue = createSerialQueue();
    const events: string[] = [];
    const running = queue.run(async () => {
      await sleep(5);
      events.push("running");
    });
    const tried = queue.tryRun(() => void events.push("tried"));
    expect(events).toEqual([]);
    await Promise.all([running, tried]);
    expect(events).toEqual(["running", "tried"]);
  });

  test("lets its caller continue before the next action starts", async () => {
    const queue = createSerialQueue();
    const events: string[] = [];
    void queue.run(() => sleep(1));
    const caller = async () => {
      await queue.tryRun(() => void events.push("action"));
      events.push("caller");
    };
    await Promise.all([caller(), queue.run(() => void events.push("next"))]);
    expect(events).toEqual(["action", "caller", "next"]);
  });

  test("throws to its caller, at once or queued, and continues", async () => {
    const queue = createSerialQueue();
    const fail = () => {
      throw new Error("full");
    };
    expect(() => queue.tryRun(fail)).toThrow("full");
    void queue.run(() => sleep(1));
    await expect(queue.tryRun(fail)).rejects.toThrow("full");
    expect(await queue.run(() => 1)).toBe(1);
  });
});
