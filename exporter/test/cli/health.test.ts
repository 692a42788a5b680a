import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Authority, createAuthority, type Credentials } from "../../../test/certificates/authority.js";
import { startServer } from "../../src/server/server.js";
import { recordingLog, tlsFiles } from "../server/client.js";
import { runCommand } from "./run-command.js";

let authority: Authority;
let stranger: Authority;
let server: Credentials;
let client: Credentials;

beforeAll(async () => {
  authority = await createAuthority();
  stranger = await createAuthority("Somebody else's Root CA");
  server = await authority.server("server", ["exporter.lab"]);
  client = await authority.client("prometheus");
});

afterAll(async () => {
  await authority.remove();
  await stranger.remove();
});

/** Asks an exporter that has or hasn't caught up. */
async function asked({ isReady = true, ca = authority.certificateFile, words = [] as readonly string[] }) {
  const source = { writeMetrics: () => Promise.resolve(), isReady: () => isReady };
  const serving = await startServer({
    listen: "127.0.0.1:0",
    tls: tlsFiles(authority, server),
    source,
    log: recordingLog().log,
  });
  onTestFinished(() => serving.close());
  const files = ["--certificate", client.certificateFile, "--key", client.keyFile, "--ca", ca];
  const at = `127.0.0.1:${serving.port}`;
  const { code, complaints } = await runCommand("health", ...files, "--at", at, ...words);
  return { code, complaints: complaints.replace(at, "it") };
}

describe("homelab-exporter health", () => {
  it("says nothing of one that is well, by whatever name it is asked", async () => {
    expect(await asked({})).toEqual({ code: 0, complaints: "" });
    expect(await asked({ words: ["--ready"] })).toEqual({ code: 0, complaints: "" });
  });

  it("tells one that hasn't caught up from one that is ready", async () => {
    expect(await asked({ isReady: false })).toEqual({ code: 0, complaints: "" });
    expect(await asked({ isReady: false, words: ["--ready"] })).toEqual({
      code: 1,
      complaints: "it answers /readyz with 503",
    });
  });

  it("believes no certificate of another authority", async () => {
    const { code, complaints } = await asked({ ca: stranger.certificateFile });
    expect(code).toBe(1);
    expect(complaints).toMatch(/^it can't be asked \((UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED)/);
  });

  it("says which file it can't read", async () => {
    const { code, complaints } = await asked({ ca: "/nowhere.crt" });
    expect({ code, complaints }).toEqual({
      code: 1,
      complaints: "/nowhere.crt can't be read (ENOENT: no such file or directory)",
    });
  });
});
