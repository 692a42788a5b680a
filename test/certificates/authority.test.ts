import { access } from "node:fs/promises";
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createAuthority } from "./authority.js";

describe("a temporary authority", () => {
  it("issues certificates for servers and clients, and removes its files", async () => {
    const authority = await createAuthority();
    const root = new X509Certificate(authority.certificate);
    const server = await authority.server("prometheus", ["prometheus.lab", "127.0.0.1"]);
    const client = await authority.client("grafana");
    const expired = await authority.expiredClient("old");
    const [serverCertificate, clientCertificate, old] = [server, client, expired].map(
      ({ certificate }) => new X509Certificate(certificate),
    );
    expect(root.ca).toBe(true);
    expect(serverCertificate?.verify(root.publicKey)).toBe(true);
    expect(serverCertificate?.checkHost("prometheus.lab")).toBe("prometheus.lab");
    expect(serverCertificate?.checkHost("grafana.lab")).toBeUndefined();
    expect(serverCertificate?.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(serverCertificate?.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(clientCertificate?.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(new Date(old?.validTo ?? "").getTime()).toBeLessThan(Date.now());
    expect(await readFile(client.keyFile, "utf8")).toBe(client.key);
    await authority.remove();
    await expect(access(authority.directory)).rejects.toThrow();
  });

  it("doesn't verify a certificate of another authority", async () => {
    await using one = await createAuthority();
    await using other = await createAuthority("Another Root CA");
    const client = new X509Certificate((await other.client("grafana")).certificate);
    expect(client.verify(new X509Certificate(one.certificate).publicKey)).toBe(false);
    expect(client.verify(new X509Certificate(other.certificate).publicKey)).toBe(true);
  });
});
