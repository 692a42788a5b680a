import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:tls";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { type ProbeTarget } from "../../src/probe/certificate-probe.js";
import { endpointsOf, pollCertificates } from "../../src/service/certificates.js";
import { Registry } from "../../src/registry/registry.js";
import { textOf } from "../aggregator/samples.js";
import { recordingLog } from "../server/client.js";

const { authority } = await testCertificates();

const ended: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  // Connections are real, and only what waits for the clock isn't.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});

afterEach(async () => {
  vi.useRealTimers();
  for (const end of ended.splice(0)) await end();
});

const end = new Date("2031-05-06T07:08:09Z");

const shownUntil = async (notAfter: Date) => {
  const { certificate: cert, key } = await authority.issue("any", {
    commonName: "dash.lab",
    names: ["dash.lab"],
    use: "server",
    notAfter,
  });
  return { cert, key };
};

/** Somebody who shows a certificate at a port of his, and counts who looks. */
async function shower(notAfter = end) {
  const looks: number[] = [];
  let server: Server | undefined;
  let port = 0;
  const open = async () => {
    server = createServer(await shownUntil(notAfter), (socket) => socket.resume().on("error", () => undefined));
    server.on("connection", () => looks.push(Date.now()));
    server.on("tlsClientError", () => undefined);
    await new Promise<void>((resolve) => server?.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  };
  const close = () => new Promise((resolve) => server?.close(resolve));
  await open();
  ended.push(close);
  return {
    endpoint: (host: string): ProbeTarget => ({ host, port, address: "127.0.0.1" }),
    looks,
    open,
    close,
    show: async (until: Date) => server?.setSecureContext(await shownUntil(until)),
  };
}

/** Looks at endpoints every hour, and writes down what it tells; each look is waited for. */
function probing(endpoints: readonly ProbeTarget[]) {
  const store = new Registry({ counters: 0, histograms: 0, gauges: 10 });
  const states: (string | undefined)[] = [];
  const { log, lines } = recordingLog();
  const ending = new AbortController();
  const done = pollCertificates(
    {
      endpoints,
      probe: { interval: "1h", timeout: "5s" },
      store,
      metrics: { status: (trouble) => void states.push(trouble) },
      log,
    },
    ending.signal,
  );
  ended.push(async () => {
    ending.abort();
    await done;
  });
  const looked = (times: number) => expect.poll(() => states.length).toBe(times);
  return {
    states,
    lines,
    ending,
    done,
    looked,
    /** Lets time pass, up to the next look and no further. */
    pass: async (seconds: number) => {
      const before = states.length;
      await vi.advanceTimersByTimeAsync(seconds * 1000);
      await looked(before + 1);
    },
    shown: () =>
      textOf(store)
        .split("\n")
        .filter((line) => line.startsWith("tls_certificate_not_after{")),
  };
}

const series = (host: string, notAfter: Date) =>
  `tls_certificate_not_after{host="${host}",cn="dash.lab",sans="dash.lab"} ${notAfter.getTime() / 1000}`;

describe("the endpoints of a lab", () => {
  it("are those of the infrastructure that have a port for TLS", () => {
    const part = { name: "x", title: "X", kind: "other", zone: "home" } as const;
    const endpoints = endpointsOf({
      infrastructure: [
        { ...part, host: "dash.lab", address: "192.168.1.7", tls_port: 443 },
        { ...part, host: "other.lab", tls_port: 3000 },
        { ...part, host: "plain.lab", address: "192.168.1.8" },
      ],
    });
    expect(endpoints).toEqual([
      { host: "dash.lab", port: 443, address: "192.168.1.7" },
      { host: "other.lab", port: 3000 },
    ]);
  });
});

describe("certificates", () => {
  it("are looked at every interval, and told of as they are now", async () => {
    const dash = await shower();
    const { looked, pass, shown, states } = probing([dash.endpoint("dash.lab")]);
    await looked(1);
    expect(shown()).toEqual([series("dash.lab", end)]);
    const renewed = new Date(end.getTime() + 86_400_000);
    await dash.show(renewed);
    await vi.advanceTimersByTimeAsync(3_599_000);
    expect(states).toHaveLength(1);
    await pass(1);
    expect(shown()).toEqual([series("dash.lab", renewed)]);
    expect(states).toEqual([undefined, undefined]);
  });

  it("that aren't shown are absent, looked for again ever later, and told of in the log once", async () => {
    const [dash, other] = [await shower(), await shower()];
    await other.close();
    const { endpoint } = other;
    const { looked, pass, shown, states, lines } = probing([dash.endpoint("dash.lab"), endpoint("other.lab")]);
    await looked(1);
    for (const seconds of [30, 60, 120]) await pass(seconds);
    expect(shown()).toEqual([series("dash.lab", end)]);
    const warning = { msg: "an endpoint shows no certificate", host: "other.lab", port: endpoint("").port };
    expect(lines).toEqual([expect.objectContaining({ ...warning, reason: expect.stringContaining("ECONNREFUSED") })]);
    // The one that shows its own isn't bothered meanwhile.
    expect(dash.looks).toHaveLength(1);
    await other.open();
    await pass(240);
    expect(shown()).toEqual([series("dash.lab", end), series("other.lab", end)]);
    expect(states).toEqual(Array(5).fill(undefined));
    // What is gone isn't told any longer, and said again.
    await other.close();
    await pass(3150);
    await pass(450);
    expect(shown()).toEqual([series("dash.lab", end)]);
    expect(lines).toHaveLength(2);
  });

  it("of which there is none mean that the probe is down", async () => {
    const dash = await shower();
    await dash.close();
    const { looked, pass, shown, states } = probing([dash.endpoint("dash.lab")]);
    await looked(1);
    expect(states).toEqual(["none of the lab's endpoints shows a certificate"]);
    expect(shown()).toEqual([]);
    await dash.open();
    await pass(30);
    expect(states.at(-1)).toBeUndefined();
  });

  it("aren't looked at any more after the signal", async () => {
    const dash = await shower();
    const { looked, ending, done } = probing([dash.endpoint("dash.lab")]);
    await looked(1);
    ending.abort();
    await done;
    await vi.advanceTimersByTimeAsync(7_200_000);
    expect(dash.looks).toHaveLength(1);
  });
});
