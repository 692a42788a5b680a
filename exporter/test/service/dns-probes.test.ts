import { defineLab } from "homelab-dashboards/lab";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDnsProbeRegistry, pollDnsProbes } from "../../src/service/dns-probes.js";
import { shareStatus } from "../../src/service/probe-status.js";
import { type Sample, samplesOf, textOf } from "../aggregator/samples.js";
import { type Behavior, startFakeDns } from "../probe/fake-dns.js";
import { recordingLog } from "../server/client.js";

beforeEach(() => {
  // Datagrams are real; only timers are fake.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Waits for datagrams without moving the clock, as `expect.poll` would. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

const infrastructure = ["adguard", "adguard-2"].map((name) => ({ name, kind: "dns" as const, host: `${name}.lab` }));

/** Polls DNS servers at these ports, with a timeout of five seconds. */
function startPoll(ports: readonly number[]) {
  const targets = ports.map((port, index) => ({
    name: infrastructure[index]?.name ?? "",
    address: "127.0.0.1",
    port,
  }));
  const lab = defineLab({ infrastructure, exporter: { probe: { dns: { targets } } } });
  const { probe } = lab.exporter;
  const registry = createDnsProbeRegistry(probe.dns);
  const states: (string | undefined)[] = [];
  const { log, lines } = recordingLog();
  const ending = new AbortController();
  const done = pollDnsProbes(
    { probe, registry, metrics: { status: (problem) => void states.push(problem) }, log },
    ending.signal,
  );
  const rounds = (count: number) => until(() => states.length >= count);
  return {
    states,
    lines,
    rounds,
    samples: () => samplesOf(textOf(registry)),
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await done;
    },
  };
}

const successes = (samples: readonly Sample[]) =>
  Object.fromEntries(
    samples
      .filter(({ name }) => name === "homelab_dns_probe_success")
      .map(({ labels, value }) => [`${labels["target"]} ${labels["kind"]}`, value]),
  );

const started = (behavior: Behavior) => startFakeDns("udp", behavior);

describe("the DNS probe", () => {
  it("asks each target both questions every 15 seconds, the random one first", async () => {
    await using first = await started({ rcode: 3 });
    await using second = await started({ rcode: 5 });
    await using poll = startPoll([first.port, second.port]);
    await poll.rounds(1);
    expect(successes(poll.samples())).toEqual({
      "adguard answers": 1,
      "adguard resolves": 1,
      "adguard-2 answers": 0,
      "adguard-2 resolves": 0,
    });
    await vi.advanceTimersByTimeAsync(14_000);
    expect(first.asked.length).toBe(2);
    await vi.advanceTimersByTimeAsync(1000);
    await poll.rounds(2);
    const isRandom = (name: string) => /^homelab-probe-[\da-f]{16}\.example\.com$/.test(name);
    expect(first.asked.map((name) => (isRandom(name) ? "random" : name))).toEqual([
      "random",
      "adguard.lab",
      "random",
      "adguard.lab",
    ]);
    // A failure is a result: the probe itself works.
    expect(poll.states).toEqual([undefined, undefined]);
  });

  it("exposes how long each took, the timeout for no answer", async () => {
    await using server = await started("silence");
    await using poll = startPoll([server.port]);
    for (const asked of [1, 4]) {
      await until(() => server.asked.length >= asked);
      await vi.advanceTimersByTimeAsync(5000);
    }
    await poll.rounds(1);
    expect(successes(poll.samples())).toEqual({ "adguard answers": 0, "adguard resolves": 0 });
    const durations = poll.samples().filter(({ name }) => name === "homelab_dns_probe_duration_seconds");
    expect(durations.map(({ value }) => value)).toEqual([5, 5]);
  });

  it("logs why a target fails once, and that it succeeds again", async () => {
    await using server = await started({ rcode: 2 });
    await using poll = startPoll([server.port]);
    await poll.rounds(1);
    await vi.advanceTimersByTimeAsync(15_000);
    await poll.rounds(2);
    server.behave({ rcode: 3 });
    await vi.advanceTimersByTimeAsync(15_000);
    await poll.rounds(3);
    const failing = { level: "warn", msg: "a DNS probe fails", target: "adguard", reason: "it answered SERVFAIL" };
    const works = { level: "info", msg: "a DNS probe succeeds again", target: "adguard" };
    expect(poll.lines).toMatchObject([
      { ...failing, kind: "resolves" },
      { ...failing, kind: "answers" },
      { ...works, kind: "resolves" },
      { ...works, kind: "answers" },
    ]);
    expect(successes(poll.samples())).toEqual({ "adguard answers": 1, "adguard resolves": 1 });
  });

  it("exposes nothing that it didn't measure, if it is stopped", async () => {
    await using server = await started("silence");
    const poll = startPoll([server.port]);
    await until(() => server.asked.length >= 1);
    await poll[Symbol.asyncDispose]();
    expect(poll.samples()).toEqual([]);
    expect(poll.lines).toEqual([]);
  });
});

describe("the source of two probes", () => {
  it("is up once both are, and down while one of them is", () => {
    const states: (string | undefined)[] = [];
    const add = shareStatus(() => ({ status: (problem) => void states.push(problem) }));
    const [left, right] = [add(), add()];
    right.status(undefined);
    expect(states).toEqual([]);
    left.status("no certificate");
    right.status(undefined);
    left.status(undefined);
    expect(states).toEqual(["no certificate", "no certificate", undefined]);
  });
});
