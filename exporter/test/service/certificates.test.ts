import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:tls";
import { defaultLab } from "homelab-dashboards/lab";
import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { type ProbeTarget } from "../../src/probe/certificate-probe.js";
import { gaugesPerTarget, pollCertificates, probeTargetsOf } from "../../src/service/certificates.js";
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

const beginning = new Date("2021-05-06T07:08:09Z");

const certificateUntil = async (notAfter: Date, names: readonly string[] = ["dash.lab"], commonName = "dash.lab") => {
  const { certificate: cert, key } = await authority.issue("any", {
    ...{ commonName, names, use: "server", notAfter, notBefore: beginning },
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
    show: async (...certificate: Parameters<typeof certificateUntil>) =>
      server?.setSecureContext(await certificateUntil(...certificate)),
  };
}

/** Polls targets every hour and records the reported states. */
function startPoll(targets: readonly ProbeTarget[]) {
  const registry = new Registry({ counters: 0, histograms: 0, gauges: targets.length * gaugesPerTarget });
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
    shown: (end: "after" | "before" = "after") =>
      textOf(registry)
        .split("\n")
        .filter((line) => line.startsWith(`tls_certificate_not_${end}{`)),
  };
}

const series = (host: string, notAfter: Date) =>
  `tls_certificate_not_after{host="${host}",cn="dash.lab",sans="dash.lab"} ${notAfter.getTime() / 1000}`;

test("the probe targets of a lab are its TLS endpoints", () => {
  const part = { title: "X", zone: "home" } as const;
  const targets = probeTargetsOf({
    exporter: { ...defaultLab.exporter, listen: "[::1]:9617" },
    services: [
      {
        name: "photos@docker",
        title: "X",
        kind: "x",
        icon: "apps",
        zone: "home",
        host: "photos.lab",
        backends: [],
        dependencies: [],
      },
    ],
    infrastructure: [
      { ...part, name: "traefik", kind: "proxy", host: "gateway.lab", address: "192.168.1.2", tls_port: 443 },
      { ...part, name: "adguard", kind: "dns", host: "dns.lab", tls_port: 853 },
      { ...part, name: "exporter", kind: "exporter", host: "exporter.lab", tls_port: 9617 },
    ],
  });
  expect(targets).toEqual([
    { host: "gateway.lab", serverName: "gateway.lab", port: 443, address: "192.168.1.2", isAssumed: false },
    { host: "dns.lab", serverName: "dns.lab", port: 853, isAssumed: false },
    {
      ...{ host: "exporter.lab", serverName: "exporter.lab", port: 9617, isAssumed: false },
      ownCertificate: defaultLab.exporter.tls.certificate,
    },
    { host: "photos.lab", serverName: "photos.lab", port: 443, address: "192.168.1.2", isAssumed: false },
  ]);
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

  it("exposes the beginning of the lifetime", async () => {
    const dash = await startTlsServer();
    const { probedTimes, shown } = startPoll([dash.endpoint("dash.lab")]);
    await probedTimes(1);
    expect(shown("before")).toEqual([
      `tls_certificate_not_before{host="dash.lab",cn="dash.lab",sans="dash.lab"} ${beginning.getTime() / 1000}`,
    ]);
  });

  it("replaces a certificate by one with other names at once", async () => {
    const [dash, other] = [await startTlsServer(), await startTlsServer()];
    const { probedTimes, advance, shown } = startPoll([dash.endpoint("dash.lab"), other.endpoint("other.lab")]);
    await probedTimes(1);
    for (const server of [dash, other]) await server.show(end, ["dash.lab", "www.lab"], "");
    await advance(3600);
    for (const either of ["after", "before"] as const) {
      const value = (either === "after" ? end : beginning).getTime() / 1000;
      expect(shown(either)).toEqual(
        ["dash.lab", "other.lab"].map(
          (host) => `tls_certificate_not_${either}{host="${host}",cn="",sans="dash.lab,www.lab"} ${value}`,
        ),
      );
    }
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

  it("needs no certificate of a Traefik of which the lab doesn't say that it serves TLS", async () => {
    const dash = await startTlsServer();
    const targets = [
      { ...dash.endpoint("dash.lab"), isAssumed: true },
      { host: "photos.lab", port: 1, address: "127.0.0.1", isAssumed: true },
    ];
    const { probedTimes, shown, lines } = startPoll(targets);
    await probedTimes(1);
    expect(shown()).toEqual([series("dash.lab", end)]);
    expect(lines).toEqual([expect.objectContaining({ level: "debug", host: "photos.lab" })]);
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
