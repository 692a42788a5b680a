import { createServer as createPlainServer, type AddressInfo, type Server } from "node:net";
import { createSecureContext, createServer, type TlsOptions } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { probeTarget, probeTargets } from "../../src/probe/certificate-probe.js";

const signal = new AbortController().signal;
const day = 86_400_000;

const { authority, stranger } = await testCertificates();

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const secured = (options: TlsOptions) => {
  const server = createServer(options, (socket) => socket.resume().on("error", () => undefined));
  server.on("tlsClientError", () => undefined);
  return listening(server);
};

const at = (port: number, host = "grafana.lab") => ({ host, port, address: "127.0.0.1" });

describe("a certificate", () => {
  test("is reported with its names and its lifetime", async () => {
    const notBefore = new Date(Math.floor(Date.now() / 1000) * 1000 - day);
    const notAfter = new Date(Math.ceil(Date.now() / 1000) * 1000 + 5 * day);
    const names = ["grafana.lab", "127.0.0.1", "dash.lab"];
    const { certificate: cert, key } = await authority.issue("grafana", {
      commonName: "grafana.lab",
      names,
      use: "server",
      notBefore,
      notAfter,
    });
    expect(await probeTarget(at(await secured({ cert, key })), 5000, signal)).toEqual({
      target: expect.anything(),
      certificate: {
        host: "grafana.lab",
        cn: "grafana.lab",
        sans: "dash.lab,grafana.lab,127.0.0.1",
        notBefore: notBefore.getTime() / 1000,
        notAfter: notAfter.getTime() / 1000,
      },
    });
  });

  test("of another authority is reported, also when it has expired", async () => {
    const notAfter = new Date(Math.floor(Date.now() / 1000) * 1000 - day);
    const notBefore = new Date(Date.now() - 9 * day);
    const { certificate: cert, key } = await stranger.issue("old", {
      commonName: "other",
      use: "server",
      notBefore,
      notAfter,
    });
    const { certificate } = {
      certificate: undefined,
      ...(await probeTarget(at(await secured({ cert, key })), 5000, signal)),
    };
    expect(certificate).toMatchObject({
      host: "grafana.lab",
      cn: "other",
      sans: "",
      notAfter: notAfter.getTime() / 1000,
    });
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "is reported where a client certificate is required, by %s",
    async (version) => {
      const { certificate: cert, key } = await authority.server("prometheus", ["prometheus.lab"]);
      const options: TlsOptions = { cert, key, ca: authority.certificate, requestCert: true, rejectUnauthorized: true };
      const port = await secured({ ...options, minVersion: version, maxVersion: version });
      expect(await probeTarget(at(port, "prometheus.lab"), 5000, signal)).toMatchObject({
        certificate: { sans: "prometheus.lab" },
      });
    },
  );

  test("of each server name is reported, as Traefik has one per host", async () => {
    const hosts = ["photos.lab", "notes.lab"];
    const issued = await Promise.all(
      hosts.map(async (name) => {
        const { certificate: cert, key } = await authority.issue(name, {
          commonName: "",
          names: [name],
          use: "server",
        });
        return [name, createSecureContext({ cert, key })] as const;
      }),
    );
    const contexts = new Map(issued);
    const port = await secured({ SNICallback: (name, done) => done(null, contexts.get(name)) });
    const targets = hosts.map((serverName) => ({ host: serverName, serverName, port, address: "127.0.0.1" }));
    const seen = (await probeTargets(targets, 5000, signal)).map((each) => "certificate" in each && each.certificate);
    expect(seen).toEqual(hosts.map((host) => expect.objectContaining({ host, cn: "", sans: host })));
  });

  test("is requested with the name in SNI, and without SNI by address", async () => {
    const { certificate: cert, key } = await authority.server("dns", ["dns.lab"]);
    const names: (string | undefined)[] = [];
    const SNICallback: TlsOptions["SNICallback"] = (name, done) => {
      names.push(name);
      done(null);
    };
    const port = await secured({ cert, key, SNICallback });
    expect(await probeTarget(at(port, "dns.lab"), 5000, signal)).toHaveProperty("certificate");
    expect(await probeTarget({ host: "127.0.0.1", port }, 5000, signal)).toHaveProperty("certificate");
    const labelled = { ...at(port, "dns.lab:853"), serverName: "dns.lab" };
    expect(await probeTarget(labelled, 5000, signal)).toMatchObject({ certificate: { host: "dns.lab:853" } });
    expect(names).toEqual(["dns.lab", "dns.lab"]);
  });
});

test("names in a certificate lose control characters, and are limited to 1000 characters", async () => {
  const commonName = `a\u0007b\u202ec${"d".repeat(10)}`;
  const names = Array.from({ length: 90 }, (_, index) => `host${index}.${"x".repeat(20)}.lab`);
  const { certificate: cert, key } = await authority.issue("strange", { commonName, names, use: "server" });
  const result = await probeTarget(at(await secured({ cert, key })), 5000, signal);
  expect(result).toMatchObject({ certificate: { cn: `abc${"d".repeat(10)}` } });
  expect("certificate" in result && result.certificate.sans).toHaveLength(1000);
});

test("a probe leaves no timer behind", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((each) => each === "Timeout").length;
  const { certificate: cert, key } = await authority.server("dns", ["dns.lab"]);
  const port = await secured({ cert, key });
  const before = timers();
  await probeTarget(at(port), 60_000, signal);
  await probeTarget(at(1), 60_000, signal);
  expect(timers()).toBeLessThanOrEqual(before);
});

describe("the exporter's own certificate", () => {
  const issue = (name: string) => authority.server(name.replace(/\W/g, "-"), [name]);

  test.each(["exporter.lab", "127.0.0.1"])("is read from its file where it holds %s", async (serverName) => {
    const { certificateFile: ownCertificate } = await issue(serverName);
    const target = { host: `${serverName}:9617`, serverName, port: 1, address: "127.0.0.1", ownCertificate };
    expect(await probeTarget(target, 5000, signal)).toMatchObject({
      certificate: { host: `${serverName}:9617`, cn: serverName, notAfter: expect.any(Number) },
    });
  });

  test("isn't taken for that of another host at the same port", async () => {
    const { certificateFile: ownCertificate } = await issue("exporter.lab");
    const { certificate: cert, key } = await authority.server("other", ["other.lab"]);
    const target = { ...at(await secured({ cert, key }), "other.lab"), ownCertificate };
    expect(await probeTarget(target, 5000, signal)).toMatchObject({ certificate: { cn: "other.lab" } });
  });

  test("is missing with a reason where the file is", async () => {
    const target = { ...at(1), ownCertificate: "/nowhere/exporter.crt" };
    expect(await probeTarget(target, 5000, signal)).toHaveProperty("failure", expect.stringContaining("ENOENT"));
  });
});

describe("a failure is reported", () => {
  const failureAt = async (port: number, timeout = 5000, stop = signal) => {
    const result = await probeTarget(at(port), timeout, stop);
    return "failure" in result ? result.failure : "";
  };

  test("where the port is closed", async () => {
    const port = await listening(createPlainServer());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await failureAt(port)).toContain("ECONNREFUSED");
  });

  test("where the host can't be resolved", async () => {
    expect(await probeTarget({ host: "no-such-host.invalid", port: 1 }, 5000, signal)).toHaveProperty("failure");
    expect(await probeTarget({ host: "", port: 99_999_999 }, 5000, signal)).toHaveProperty("failure");
  });

  test("where the server doesn't use TLS", async () => {
    expect(
      await failureAt(
        await listening(createPlainServer((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n"))),
      ),
    ).not.toBe("");
    expect(await failureAt(await listening(createPlainServer((socket) => socket.destroy())))).not.toBe("");
  });

  test("where the timeout or the signal comes first", async () => {
    const port = await listening(createPlainServer((socket) => socket.resume().on("error", () => undefined)));
    expect(await failureAt(port, 50)).toBe("it took longer than 0.05 seconds");
    const stop = new AbortController();
    const failure = failureAt(port, 60_000, stop.signal);
    stop.abort();
    expect(await failure).toBe("it was stopped");
    expect(await failureAt(port, 60_000, stop.signal)).toBe("it was stopped");
  });
});

test("several targets are probed, and one failure doesn't affect the others", async () => {
  const { certificate: cert, key } = await authority.server("dns", ["dns.lab"]);
  const port = await secured({ cert, key });
  const targets = Array.from({ length: 9 }, (_, index) => at(index === 4 ? 1 : port, `host${index}.lab`));
  const results = await probeTargets(targets, 5000, signal);
  expect(results.map(({ target }) => target)).toEqual(targets);
  expect(results.flatMap((each, index) => ("failure" in each ? [index] : []))).toEqual([4]);
});
