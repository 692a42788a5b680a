import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AdguardClient } from "../../src/adguard/client.js";
import { AdguardError } from "../../src/adguard/http-request.js";
import type { AdguardMetadata } from "../../src/network/adguard-metadata.js";
import { pollMetadata } from "../../src/service/adguard-metadata.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

/** Learns from an AdGuard Home that answers as it is told, and writes down what happens when. */
function learning(
  options: { readonly interval?: number; readonly learn?: (known: AdguardMetadata) => Promise<void> } = {},
) {
  const start = Date.now();
  const asked: number[] = [];
  const states: (string | undefined)[] = [];
  const learned: AdguardMetadata[] = [];
  const ending = new AbortController();
  const home = { clients: [] as unknown[], failure: undefined as Error | undefined };
  const adguard: AdguardClient = {
    get: async (path) => {
      if (path === "clients") asked.push((Date.now() - start) / 1000);
      if (home.failure !== undefined) throw home.failure;
      return { body: path === "clients" ? { clients: home.clients } : { filters: null }, serverTime: Date.now() };
    },
  };
  const done = pollMetadata(
    {
      adguard,
      metrics: { status: (trouble) => void states.push(trouble) },
      onMetadata: async (known) => void learned.push(known),
      ...options,
    },
    ending.signal,
  );
  return { home, asked, states, learned, ending, done };
}

const television = { name: "Television", ids: ["192.168.1.2"], tags: ["device_tv"] };

describe("what AdGuard Home knows", () => {
  it("is asked for at once, and every five minutes from then on", async () => {
    const { home, asked, states, learned, ending, done } = learning();
    await seconds(1);
    home.clients.push(television);
    await seconds(610);
    expect(asked).toEqual([0, 300, 600]);
    expect(learned.map(({ clients }) => clients)).toEqual([[], [television], [television]]);
    expect(states).toEqual([undefined, undefined, undefined]);
    ending.abort();
    await done;
  });

  it("is asked for again after a failure, each time twice as late, up to the usual interval", async () => {
    const { home, asked, states, learned, ending, done } = learning({ interval: 60_000 });
    home.failure = new AdguardError("it doesn't answer");
    await seconds(180);
    expect(asked).toEqual([0, 5, 15, 35, 75, 135]);
    home.failure = undefined;
    await seconds(16);
    expect(asked.at(-1)).toBe(195);
    home.failure = new AdguardError("again");
    await seconds(66);
    // Once it had answered, the next failure is a first one.
    expect(asked.slice(-3)).toEqual([195, 255, 260]);
    expect(learned).toHaveLength(1);
    expect(states).toEqual([...Array<string>(6).fill("it doesn't answer"), undefined, "again", "again"]);
    ending.abort();
    await done;
  });

  it("isn't asked for before AdGuard Home may be asked again", async () => {
    const { home, asked, ending, done } = learning({ interval: 60_000 });
    home.failure = new AdguardError("the login is refused", 320_000);
    await seconds(330);
    expect(asked).toEqual([0, 320]);
    ending.abort();
    await done;
  });

  it("ends at the signal, whatever it waits for, and blames nobody", async () => {
    const waiting = learning();
    await seconds(1);
    waiting.ending.abort();
    await waiting.done;
    const interrupted = learning();
    interrupted.home.failure = new AdguardError("it was stopped");
    interrupted.ending.abort();
    await interrupted.done;
    expect(interrupted.states).toEqual([]);
    await seconds(600);
    expect(waiting.asked).toEqual([0]);
  });

  it("fails where what was learned can't be taken", async () => {
    const { done, states } = learning({ learn: () => Promise.reject(new TypeError("a fault")) });
    await expect(done).rejects.toThrow("a fault");
    expect(states).toEqual([]);
  });
});
