import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pages } from "./pages.js";
import { differenceFrom, runInShell, stepsIn } from "./shell.js";

/** The purposes of a key, by their object identifiers. */
const purposes: Readonly<Record<string, string>> = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
};

describe("the certificates of docs/how-to/make-certificates.md", () => {
  const directory = mkdtempSync(join(tmpdir(), "homelab-certificates-"));
  const read = (name: string) => readFileSync(join(directory, name));
  const differences: string[] = [];

  beforeAll(async () => {
    const { blocks = [] } = pages.find(({ path }) => path === "docs/how-to/make-certificates.md") ?? {};
    for (const { file, language, text } of blocks) {
      if (file !== undefined) writeFileSync(join(directory, file), `${text}\n`);
      for (const step of language === "console" ? stepsIn(text) : []) {
        const difference = differenceFrom(step, await runInShell(step.command, directory, process.env));
        if (difference !== undefined) differences.push(difference);
      }
    }
  }, 60_000);
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it("are made by its commands", () => {
    expect(differences).toEqual([]);
  });

  it.each([
    ["prometheus", "prometheus.lab", ["serverAuth", "clientAuth"]],
    ["grafana", "grafana.lab", ["clientAuth"]],
    ["exporter", "exporter.lab", ["serverAuth"]],
  ])("%s holds %s and is valid for %j", (file, name, usage) => {
    const certificate = new X509Certificate(read(`${file}.crt`));
    expect(certificate.checkHost(name, { subject: "never" })).toBe(name);
    expect(certificate.keyUsage).toEqual(usage.map((one) => purposes[one]));
    expect(certificate.ca).toBe(false);
    expect(certificate.verify(new X509Certificate(read("root-ca.crt")).publicKey)).toBe(true);
  });

  it("are accepted by both ends", async () => {
    const ca = read("root-ca.crt");
    const server = createServer(
      { ca, cert: read("exporter.crt"), key: read("exporter.key"), requestCert: true, rejectUnauthorized: true },
      (_, response) => response.end(),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const status = await new Promise((resolve, reject) => {
      request(
        {
          host: "127.0.0.1",
          port,
          servername: "exporter.lab",
          ca,
          cert: read("prometheus.crt"),
          key: read("prometheus.key"),
        },
        (response) => resolve(response.resume().statusCode),
      )
        .once("error", reject)
        .end();
    });
    expect(status).toBe(200);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
