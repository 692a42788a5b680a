import { copyFileSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { connect as connectPlain } from "node:net";
import { connect } from "node:tls";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAuthority, type Credentials } from "../../../test/certificates/authority.js";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { CredentialsError } from "../../src/server/credentials.js";
import { startServer, type ServerOptions } from "../../src/server/server.js";
import { fetchPage, recordingLog, tlsFiles } from "./client.js";

const { authority, stranger, server, client } = await testCertificates();

const page = ["# TYPE a counter\n", "a 1\n"];
/** Writes the pieces that the function returns. */
const metricsOf = (make: () => Iterable<string>) => async (send: (pieces: Iterable<string>) => Promise<boolean>) => {
  await send(make());
};
const source = { writeMetrics: metricsOf(() => page), hasMetrics: () => true, unread: () => [] };

/** A server that is closed after the test. */
async function started(options: Partial<ServerOptions> = {}) {
  const { log, lines } = recordingLog();
  const rejections: string[] = [];
  const serving = await startServer({
    listen: "127.0.0.1:0",
    tls: tlsFiles(authority, server),
    source,
    log,
    onRejected: (reason) => rejections.push(reason),
    ...options,
  });
  onTestFinished(() => serving.close());
  return { ...serving, lines, rejections, at: { port: serving.port, authority, client } };
}

describe("a client", () => {
  it("with a certificate of the lab's authority is answered", async () => {
    const { at, rejections } = await started();
    const reply = await fetchPage(at);
    expect(reply).toMatchObject({ code: 200, body: page.join("") });
    expect(reply.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(rejections).toEqual([]);
  });

  it.each([
    ["without a certificate", async () => undefined],
    ["with a certificate of another authority", async () => stranger.client("prometheus")],
    ["with an expired certificate", async () => authority.expiredClient("late")],
    ["with a server certificate", async () => authority.server("wrong-use", ["prometheus.lab"])],
  ])("%s is rejected", async (_, credentials) => {
    const { port, rejections, lines } = await started();
    const shown = await credentials();
    const options = { port, authority, ...(shown && { client: shown }) };
    await expect(fetchPage({ ...options, path: "/healthz" })).rejects.toThrow();
    await expect(fetchPage({ ...options, tls: { maxVersion: "TLSv1.2" } })).rejects.toThrow();
    expect(rejections).toEqual(["handshake", "handshake"]);
    expect(lines[0]).toMatchObject({ level: "warn", reason: expect.stringMatching(/^\w+$/) });
  });

  it("with less than TLS 1.2, or without TLS, is rejected", async () => {
    const { at, rejections } = await started();
    expect(await fetchPage({ ...at, tls: { maxVersion: "TLSv1.2" } })).toMatchObject({ code: 200 });
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    await expect(fetchPage({ ...at, tls: old })).rejects.toThrow();
    const plain = connectPlain(at.port, "127.0.0.1");
    plain.write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    const chunks: Buffer[] = [];
    plain.on("data", (chunk) => chunks.push(chunk));
    plain.on("error", () => undefined);
    await once(plain, "close");
    expect(Buffer.concat(chunks).toString()).not.toContain("HTTP");
    expect(rejections).toEqual(["handshake", "handshake"]);
  });
});

describe("allowed names", () => {
  const named = (commonName: string, names: string[] = []) =>
    authority.issue(`named-${commonName}`, { commonName, names, use: "client" });

  it("are compared with the common name and the alternative names", async () => {
    const allowed_names = ["prometheus", "monitor.lab", "10.0.0.9"];
    const { at, rejections } = await started({ tls: tlsFiles(authority, server, allowed_names) });
    for (const credentials of [
      await named("prometheus"),
      await named("a", ["monitor.lab"]),
      await named("b", ["10.0.0.9"]),
    ])
      expect(await fetchPage({ ...at, client: credentials })).toMatchObject({ code: 200 });
    expect(rejections).toEqual([]);
  });

  it("are compared literally, without wildcards", async () => {
    const { at, rejections, lines } = await started({ tls: tlsFiles(authority, server, ["monitor.lab"]) });
    for (const credentials of [
      await named("grafana"),
      await named("x.monitor.lab"),
      await named("star", ["*.lab"]),
      await named("odd", ["monitor.lab.example.org"]),
    ])
      expect(await fetchPage({ ...at, client: credentials })).toMatchObject({ code: 403, body: "" });
    expect(rejections).toEqual(["name", "name", "name", "name"]);
    expect(lines[0]).toMatchObject({ level: "warn", address: "127.0.0.1" });
  });
});

describe("endpoints", () => {
  it("report liveness and readiness", async () => {
    const logs: readonly string[] = ["access-log", "query-log"];
    const state = { hasMetrics: false, unread: [] as readonly string[] };
    const { at } = await started({
      source: { ...source, hasMetrics: () => state.hasMetrics, unread: () => state.unread },
    });
    const ready = () => fetchPage({ ...at, path: "/readyz" });
    expect(await fetchPage({ ...at, path: "/healthz" })).toMatchObject({ code: 200, body: "ok\n" });
    expect(await ready()).toMatchObject({ code: 503, body: "not ready: the saved state is being read\n" });
    expect(await fetchPage(at)).toMatchObject({ code: 503, headers: { "retry-after": "5" } });
    state.unread = logs;
    expect(await fetchPage(at)).toMatchObject({ code: 503, body: "not ready: access-log, query-log not read yet\n" });
    state.hasMetrics = true;
    // A log that isn't read doesn't withhold the metrics of others.
    expect(await fetchPage(at)).toMatchObject({ code: 200, body: page.join("") });
    expect(await ready()).toMatchObject({ code: 503, body: "not ready: access-log, query-log not read yet\n" });
    state.unread = ["query-log"];
    expect(await ready()).toMatchObject({ code: 503, body: "not ready: query-log not read yet\n" });
    state.unread = [];
    expect(await ready()).toMatchObject({ code: 200, body: "ready\n" });
    expect(await fetchPage({ ...at, path: "/metrics?x=1" })).toMatchObject({ code: 200 });
  });

  it("other than the three are not found, and other methods not allowed", async () => {
    const { at } = await started();
    expect(await fetchPage({ ...at, path: "/" })).toMatchObject({ code: 404 });
    expect(await fetchPage({ ...at, path: "/constructor" })).toMatchObject({ code: 404 });
    expect(await fetchPage({ ...at, method: "POST" })).toMatchObject({ code: 405, headers: { allow: "GET, HEAD" } });
    expect(await fetchPage({ ...at, method: "HEAD" })).toMatchObject({ code: 200, body: "" });
  });
});

/** A connection after its handshake, for writing a request by hand. */
async function connected(port: number) {
  const { certificate: cert, key } = client;
  const socket = connect({ port, host: "127.0.0.1", servername: "exporter.lab", ca: authority.certificate, cert, key });
  await once(socket, "secureConnect");
  return socket;
}

describe("a scrape", () => {
  it("is written only as fast as it is read, and ends with the connection", async () => {
    let made = 0;
    let ended = false;
    function* endless() {
      try {
        for (;;) {
          made += 1;
          yield "x".repeat(65_536);
        }
      } finally {
        ended = true;
      }
    }
    const { port } = await started({ source: { ...source, writeMetrics: metricsOf(endless) } });
    const socket = await connected(port);
    socket.pause();
    socket.write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    let before = -1;
    while (made !== before || made === 0) {
      before = made;
      await new Promise((done) => setTimeout(done, 200));
    }
    // As many pieces as the system's buffers hold.
    expect(made).toBeLessThan(500);
    socket.destroy();
    await expect.poll(() => ended).toBe(true);
  });

  it("is answered with 503 while four others are running", async () => {
    let open = true;
    function* slow() {
      while (open) yield "x".repeat(65_536);
    }
    const { at, port } = await started({ source: { ...source, writeMetrics: metricsOf(slow) } });
    const sockets = await Promise.all(Array.from({ length: 4 }, () => connected(port)));
    for (const socket of sockets) {
      socket.write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
      await once(socket, "readable");
    }
    expect(await fetchPage(at)).toMatchObject({ code: 503 });
    for (const socket of sockets) socket.destroy();
    open = false;
    await expect.poll(async () => (await fetchPage(at)).code).toBe(200);
  });
});

describe("renewed certificates", () => {
  const copied = async (from: Credentials, name: string) => {
    const to = await authority.server(name, ["exporter.lab"]);
    copyFileSync(from.certificateFile, to.certificateFile);
    copyFileSync(from.keyFile, to.keyFile);
    return to;
  };

  it("are used by new connections, and older connections end with their next response", async () => {
    const files = await copied(server, "renewed");
    const { at, lines, ...serving } = await started({ tls: tlsFiles(authority, files) });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => {
      agent.destroy();
    });
    const before = await fetchPage({ ...at, agent });
    await serving.reloadCertificates();
    expect(lines).toEqual([]);

    const next = await authority.server("next", ["exporter.lab"]);
    copyFileSync(next.certificateFile, files.certificateFile);
    copyFileSync(next.keyFile, files.keyFile);
    await serving.reloadCertificates();
    expect(lines).toMatchObject([{ level: "info", msg: "renewed certificates are in use" }]);
    await expect.poll(async () => (await fetchPage({ ...at, agent })).serial).not.toBe(before.serial);
    expect((await fetchPage(at)).serial).not.toBe(before.serial);
  });

  it("are found by the regular check", async () => {
    const files = await copied(server, "looked-at");
    const { at } = await started({ tls: tlsFiles(authority, files), reloadInterval: 20 });
    const before = await fetchPage(at);
    const next = await authority.server("found", ["exporter.lab"]);
    copyFileSync(next.keyFile, files.keyFile);
    copyFileSync(next.certificateFile, files.certificateFile);
    await expect.poll(async () => (await fetchPage(at)).serial).not.toBe(before.serial);
  });

  it("change nothing as long as certificate and key don't match", async () => {
    const files = await copied(server, "half");
    const { at, lines, ...serving } = await started({ tls: tlsFiles(authority, files) });
    const before = await fetchPage(at);
    const next = await authority.server("other-half", ["exporter.lab"]);
    copyFileSync(next.certificateFile, files.certificateFile);
    await serving.reloadCertificates();
    expect((await fetchPage(at)).serial).toBe(before.serial);
    expect(lines).toMatchObject([{ level: "error", reason: expect.stringContaining("is not the key of") }]);
    writeFileSync(files.certificateFile, "-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n");
    await serving.reloadCertificates();
    expect((await fetchPage(at)).serial).toBe(before.serial);
  });

  it("reject clients of an authority that is no longer trusted", async () => {
    const both = await createAuthority("For a while");
    onTestFinished(() => both.remove());
    const tls = { ...tlsFiles(authority, server), client_ca: both.certificateFile };
    const welcome = await both.client("prometheus");
    const { at, ...serving } = await started({ tls });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => {
      agent.destroy();
    });
    expect(await fetchPage({ ...at, client: welcome, agent })).toMatchObject({ code: 200 });
    copyFileSync(authority.certificateFile, both.certificateFile);
    await serving.reloadCertificates();
    await expect
      .poll(() =>
        fetchPage({ ...at, client: welcome, agent }).then(
          ({ code }) => code,
          () => "refused",
        ),
      )
      .toBe("refused");
    expect(await fetchPage(at)).toMatchObject({ code: 200 });
  });
});

describe("unusable TLS files", () => {
  const { log } = recordingLog();
  const startWith = (tls: ServerOptions["tls"]) => startServer({ listen: "127.0.0.1:0", tls, source, log });

  it("are named without their content", async () => {
    const tls = tlsFiles(authority, server);
    await expect(startWith({ ...tls, certificate: "/nowhere.crt" })).rejects.toThrow(
      new CredentialsError("exporter.tls.certificate: /nowhere.crt can't be read (ENOENT: no such file or directory)"),
    );
    await expect(startWith({ ...tls, key: client.keyFile })).rejects.toThrow(
      /^exporter\.tls\.key: .* is not the key of /,
    );
    await expect(startWith({ ...tls, client_ca: server.keyFile })).rejects.toThrow(
      /^exporter\.tls\.client_ca: .* holds no certificate$/,
    );
  });

  it("include an authority file without certificates, which would mean Node's public authorities", async () => {
    const empty = `${authority.directory}/empty.crt`;
    writeFileSync(empty, "\n");
    await expect(startWith({ ...tlsFiles(authority, server), client_ca: empty })).rejects.toThrow(CredentialsError);
  });
});

describe("a limit", () => {
  it("closes a connection without a handshake or a complete request", async () => {
    const { port, rejections } = await started();
    const silent = connectPlain(port, "127.0.0.1").on("error", () => undefined);
    const slow = await connected(port);
    slow.on("error", () => undefined).resume();
    slow.write("GET /metrics HTTP/1.1\r\nHos");
    await Promise.all([once(silent, "close"), once(slow, "close")]);
    expect(rejections).toEqual(["handshake"]);
  });

  it("closes a connection whose client doesn't read", async () => {
    let ended = false;
    function* endless() {
      try {
        for (;;) yield "x".repeat(65_536);
      } finally {
        ended = true;
      }
    }
    const { port } = await started({ source: { ...source, writeMetrics: metricsOf(endless) }, writeTimeout: 200 });
    const socket = await connected(port);
    socket.on("error", () => undefined).pause();
    socket.write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    await expect.poll(() => ended, { timeout: 10_000 }).toBe(true);
    socket.destroy();
  });

  it("closes the server within a second, with open connections", async () => {
    function* endless() {
      for (;;) yield "x".repeat(65_536);
    }
    const { at, port, ...serving } = await started({ source: { ...source, writeMetrics: metricsOf(endless) } });
    const scrape = fetchPage(at).catch(() => "ended");
    const silent = connectPlain(port, "127.0.0.1").on("error", () => undefined);
    await once(silent, "connect");
    const start = performance.now();
    await serving.close();
    expect(performance.now() - start).toBeLessThan(5000);
    silent.destroy();
    expect(await scrape).toBe("ended");
  });

  it("names an address that can't be listened at", async () => {
    const { port } = await started();
    await expect(started({ listen: `127.0.0.1:${port}` })).rejects.toThrow(
      `exporter.listen: can't listen at 127.0.0.1:${port} (EADDRINUSE: address already in use)`,
    );
  });
});
