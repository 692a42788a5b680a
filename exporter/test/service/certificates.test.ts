import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:tls";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { type ProbeTarget } from "../../src/probe/certificate-probe.js";
import { probeTargetsOf, pollCertificates } from "../../src/service/certificates.js";
import { Registry } from "../../src/registry/registry.js";
import { textOf } from "../aggregator/samples.js";
import { recordingLog } from "../server/client.js";

const { authority } = await testCertificates();

const cleanups: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  // Connections are real; only timers are fake.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});

afterEach(async () => {
  vi.useRealTimers();
  for (const end of cleanups.splice(0)) await end();
});

const end = new Date("2031-05-06T07:08:09Z");

const certificateUntil = async (notAfter: Date) => {
  const { certificate: cert, key } = await authority.issue("any", {
    commonName: "dash.lab",
    names: ["dash.lab"],
    use: "server",
    notAfter,
  });
  return { cert, key };
};

/** A TLS server that records the times of connections. */
async function startTlsServer(notAfter = end) {
  const connections: number[] = [];
  let server: Server | undefined;
  let port = 0;
  const open = async () => {
    server = createServer(await certificateUntil(notAfter), (socket) => socket.resume().on("error", () => undefined));
    server.on("connection", () => connections.push(Date.now()));
    server.on("tlsClientError", () => undefined);
    await new Promise<void>((resolve) => server?.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  };
  const close = () => new Promise((resolve) => server?.close(resolve));
  await open();
  cleanups.push(close);
  return {
    endpoint: (host: string): ProbeTarget => ({ host, port, address: "127.0.0.1" }),
    connections,
    open,
    close,
    show: async (until: Date) => server?.setSecureContext(await certificateUntil(until)),
  };
}

/** Polls targets every hour and records the reported states. */
function startPoll(targets: readonly ProbeTarget[]) {
  const registry = new Registry({ counters: 0, histograms: 0, gauges: 10 });
  const states: (string | undefined)[] = [];
  const { log, lines } = recordingLog();
  const ending = new AbortController();
  const done = pollCertificates(
    {
      targets,
      probe: { interval: "1h", timeout: "5s" },
      registry,
      metrics: { status: (problem) => void states.push(problem) },
      log,
    },
    ending.signal,
  );
  cleanups.push(async () => {
    ending.abort();
    await done;
  });
  const probedTimes = (times: number) => expect.poll(() => states.length).toBe(times);
  return {
    states,
    lines,
    ending,
    done,
    probedTimes,
    /** Advances the clock to the next probe and waits for it. */
    advance: async (seconds: number) => {
      const before = states.length;
      await vi.advanceTimersByTimeAsync(seconds * 1000);
      await probedTimes(before + 1);
    },
    shown: () =>
      textOf(registry)
        .split("\n")
        .filter((line) => line.startsWith("tls_certificate_not_after{")),
  };
}

const series = (host: string, notAfter: Date) =>
  `tls_certificate_not_after{host="${host}",cn="dash.lab",sans="dash.lab"} ${notAfter.getTime() / 1000}`;

describe("the probe targets of a lab", () => {
  it("are the infrastructure with a TLS port", () => {
    const part = { name: "x", title: "X", kind: "other", zone: "home" } as const;
    const targets = probeTargetsOf({
      infrastructure: [
        { ...part, host: "dash.lab", address: "192.168.1.7", tls_port: 443 },
        { ...part, host: "other.lab", tls_port: 3000 },
        { ...part, host: "plain.lab", address: "192.168.1.8" },
      ],
    });
    expect(targets).toEqual([
      { host: "dash.lab", port: 443, address: "192.168.1.7" },
      { host: "other.lab", port: 3000 },
    ]);
  });
});

describe("the poll of certificates", () => {
  it("probes every interval and exposes the current certificate", async () => {
    const dash = await startTlsServer();
    const { probedTimes, advance, shown, states } = startPoll([dash.endpoint("dash.lab")]);
    await probedTimes(1);
    expect(shown()).toEqual([series("dash.lab", end)]);
    const renewed = new Date(end.getTime() + 86_400_000);
    await dash.show(renewed);
    await vi.advanceTimersByTimeAsync(3_599_000);
    expect(states).toHaveLength(1);
    await advance(1);
    expect(shown()).toEqual([series("dash.lab", renewed)]);
    expect(states).toEqual([undefined, undefined]);
  });

  it("omits missing certificates, retries with doubled waits, and logs each failure once", async () => {
    const [dash, other] = [await startTlsServer(), await startTlsServer()];
    await other.close();
    const { endpoint } = other;
    const { probedTimes, advance, shown, states, lines } = startPoll([
      dash.endpoint("dash.lab"),
      endpoint("other.lab"),
    ]);
    await probedTimes(1);
    for (const seconds of [30, 60, 120]) await advance(seconds);
    expect(shown()).toEqual([series("dash.lab", end)]);
    const warning = { msg: "an endpoint shows no certificate", host: "other.lab", port: endpoint("").port };
    expect(lines).toEqual([expect.objectContaining({ ...warning, reason: expect.stringContaining("ECONNREFUSED") })]);
    // The other target is not probed meanwhile.
    expect(dash.connections).toHaveLength(1);
    await other.open();
    await advance(240);
    expect(shown()).toEqual([series("dash.lab", end), series("other.lab", end)]);
    expect(states).toEqual(Array(5).fill(undefined));
    // A certificate that disappears is omitted and logged again.
    await other.close();
    await advance(3150);
    await advance(450);
    expect(shown()).toEqual([series("dash.lab", end)]);
    expect(lines).toHaveLength(2);
  });

  it("reports that the probe is down if no target has a certificate", async () => {
    const dash = await startTlsServer();
    await dash.close();
    const { probedTimes, advance, shown, states } = startPoll([dash.endpoint("dash.lab")]);
    await probedTimes(1);
    expect(states).toEqual(["none of the lab's endpoints shows a certificate"]);
    expect(shown()).toEqual([]);
    await dash.open();
    await advance(30);
    expect(states.at(-1)).toBeUndefined();
  });

  it("stops at the signal", async () => {
    const dash = await startTlsServer();
    const { probedTimes, ending, done } = startPoll([dash.endpoint("dash.lab")]);
    await probedTimes(1);
    ending.abort();
    await done;
    await vi.advanceTimersByTimeAsync(7_200_000);
    expect(dash.connections).toHaveLength(1);
  });
});
