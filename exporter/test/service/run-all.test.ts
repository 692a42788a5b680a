import { describe, expect, test } from "vitest";
import { runAll } from "../../src/service/run-all.js";

/** A task that runs until its signal and then adds its name to a list. */
const untilAborted = (ended: string[], name: string) => (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => {
      ended.push(name);
      resolve();
    });
  });

describe("runAll", () => {
  test("aborts all tasks at the signal", async () => {
    const stop = new AbortController();
    const ended: string[] = [];
    const running = runAll(stop.signal, [untilAborted(ended, "a"), untilAborted(ended, "b")]);
    stop.abort();
    await running;
    expect(ended).toEqual(["a", "b"]);
  });

  test("aborts the other tasks after a failure, waits for them, and throws the first failure", async () => {
    const ended: string[] = [];
    const failing = async () => {
      throw new Error("first");
    };
    const failingLater = async (signal: AbortSignal) => {
      await untilAborted(ended, "later")(signal);
      throw new Error("second");
    };
    await expect(
      runAll(new AbortController().signal, [untilAborted(ended, "a"), failing, failingLater]),
    ).rejects.toThrow("first");
    expect(ended).toEqual(["a", "later"]);
  });

  test("waits for every task", async () => {
    let isDone = false;
    await runAll(new AbortController().signal, [
      async () => undefined,
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        isDone = true;
      },
    ]);
    expect(isDone).toBe(true);
  });
});
