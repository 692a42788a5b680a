import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AdguardClient } from "../../src/adguard/client.js";
import { AdguardError } from "../../src/adguard/http-request.js";
import type { AdguardMetadata } from "../../src/network/adguard-metadata.js";
import { type MetadataPollOptions, pollMetadata } from "../../src/service/adguard-metadata.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

/** Polls a fake client, and records its requests in seconds since the start. */
function startPoll(options: Partial<Pick<MetadataPollOptions, "interval" | "onMetadata">> = {}) {
  const start = Date.now();
  const requests: number[] = [];
  const states: (string | undefined)[] = [];
  const received: AdguardMetadata[] = [];
  const rejections: string[] = [];
  const ending = new AbortController();
  const server = { clients: [] as object[], failure: undefined as Error | undefined };
  const client: AdguardClient = {
    get: async (path, _parameters, _signal, lists) => {
      if (path === "clients") requests.push((Date.now() - start) / 1000);
      if (server.failure !== undefined) throw server.failure;
      const reader = path === "clients" ? lists?.get("clients") : undefined;
      for (const each of server.clients) {
        const reason = reader?.element(each);
        if (reason !== undefined) reader?.rejected(reason, JSON.stringify(each));
      }
      return { body: {}, serverTime: Date.now() };
    },
  };
  const done = pollMetadata(
    {
      client,
      metrics: {
        status: (problem) => void states.push(problem),
        rejected: (reason) => void rejections.push(reason),
      },
      onMetadata: async (metadata) => void received.push(metadata),
      ...options,
    },
    ending.signal,
  );
  return { server, requests, states, received, rejections, ending, done };
}

const television = { name: "Television", ids: ["192.168.1.2"], tags: ["device_tv"] };

describe("the poll of AdGuard Home's metadata", () => {
  it("fetches at once and then every five minutes", async () => {
    const { server, requests, states, received, ending, done } = startPoll();
    await seconds(1);
    server.clients.push(television);
    await seconds(610);
    expect(requests).toEqual([0, 300, 600]);
    expect(received.map(({ clients }) => clients)).toEqual([[], [television], [television]]);
    expect(states).toEqual([undefined, undefined, undefined]);
    ending.abort();
    await done;
  });

  it("retries after a failure with doubled waits, up to the interval", async () => {
    const { server, requests, states, received, ending, done } = startPoll({ interval: 60_000 });
    server.failure = new AdguardError("it doesn't answer");
    await seconds(180);
    expect(requests).toEqual([0, 5, 15, 35, 75, 135]);
    server.failure = undefined;
    await seconds(16);
    expect(requests.at(-1)).toBe(195);
    server.failure = new AdguardError("again");
    await seconds(66);
    // A success resets the wait.
    expect(requests.slice(-3)).toEqual([195, 255, 260]);
    expect(received).toHaveLength(1);
    expect(states).toEqual([...Array<string>(6).fill("it doesn't answer"), undefined, "again", "again"]);
    ending.abort();
    await done;
  });

  it("waits as long as AdGuard Home demands", async () => {
    const { server, requests, ending, done } = startPoll({ interval: 60_000 });
    server.failure = new AdguardError("the login is refused", 320_000);
    await seconds(330);
    expect(requests).toEqual([0, 320]);
    ending.abort();
    await done;
  });

  it("ends at the signal during a wait or a request, and reports no problem", async () => {
    const waiting = startPoll();
    await seconds(1);
    waiting.ending.abort();
    await waiting.done;
    const interrupted = startPoll();
    interrupted.server.failure = new AdguardError("it was stopped");
    interrupted.ending.abort();
    await interrupted.done;
    expect(interrupted.states).toEqual([]);
    await seconds(600);
    expect(waiting.requests).toEqual([0]);
  });

  it("counts what it can't use, each once however often it is fetched", async () => {
    const { server, received, rejections, ending, done } = startPoll();
    await seconds(1);
    server.clients.push({ name: 7 }, television, { name: "a".repeat(1000), ids: [] });
    await seconds(610);
    expect(received.map(({ clients }) => clients)).toEqual([[], [television], [television]]);
    expect(rejections).toEqual(["incomplete", "implausible"]);
    server.clients.push({ name: "bell\u0007", ids: [] });
    await seconds(300);
    expect(rejections).toEqual(["incomplete", "implausible", "characters"]);
    ending.abort();
    await done;
  });

  it("fails if the handler of the metadata fails", async () => {
    const { done, states } = startPoll({ onMetadata: () => Promise.reject(new TypeError("a fault")) });
    await expect(done).rejects.toThrow("a fault");
    expect(states).toEqual([]);
  });
});
