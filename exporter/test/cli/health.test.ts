import { describe, expect, it, onTestFinished } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { startServer } from "../../src/server/server.js";
import { recordingLog, tlsFiles } from "../server/client.js";
import { runCommand } from "./run-command.js";

const { authority, stranger, server, client } = await testCertificates();

/** Checks the health of a server. */
async function check({ isReady = true, ca = authority.certificateFile, options = [] as readonly string[] }) {
  const source = {
    writeMetrics: () => Promise.resolve(),
    hasMetrics: () => true,
    unread: () => (isReady ? [] : ["query-log"]),
  };
  const serving = await startServer({
    listen: "127.0.0.1:0",
    tls: tlsFiles(authority, server),
    source,
    log: recordingLog().log,
  });
  onTestFinished(() => serving.close());
  const files = ["--certificate", client.certificateFile, "--key", client.keyFile, "--ca", ca];
  const at = `127.0.0.1:${serving.port}`;
  const { code, stderr } = await runCommand("health", ...files, "--at", at, ...options);
  return { code, stderr: stderr.replace(at, "it") };
}

describe("homelab-exporter health", () => {
  it("succeeds without output, by an address that the certificate lacks", async () => {
    expect(await check({})).toEqual({ code: 0, stderr: "" });
    expect(await check({ options: ["--ready"] })).toEqual({ code: 0, stderr: "" });
  });

  it("distinguishes liveness from readiness", async () => {
    expect(await check({ isReady: false })).toEqual({ code: 0, stderr: "" });
    expect(await check({ isReady: false, options: ["--ready"] })).toEqual({
      code: 1,
      stderr: "it answers /readyz with 503",
    });
  });

  it("fails for a certificate of another authority", async () => {
    const { code, stderr } = await check({ ca: stranger.certificateFile });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^it can't be asked \((UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED)/);
  });

  it("names a file that it can't read", async () => {
    const { code, stderr } = await check({ ca: "/nowhere.crt" });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "/nowhere.crt can't be read (ENOENT: no such file or directory)",
    });
  });
});
