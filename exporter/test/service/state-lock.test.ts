import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { lockStateOrWarn } from "../../src/service/state-lock.js";
import { ensureBundled } from "../command.js";
import { scratchDirectory } from "../scratch-directory.js";
import { recordingLog } from "../server/client.js";
import { createSetup, startExporter } from "./exporter-process.js";

const { authority } = await testCertificates();

beforeAll(async () => {
  await ensureBundled();
});

describe("a second exporter with the same state", () => {
  it("ends with a message that says why, and starts at once after a kill of the first", async () => {
    const directory = scratchDirectory();
    const state_file = join(directory, "state");
    const [one, other] = ["one", "other"].map((name) => join(directory, name));
    if (one === undefined || other === undefined) throw new Error("there are two directories");
    for (const path of [one, other]) mkdirSync(path);
    const first = await createSetup(one, authority, {}, { state_file });
    const second = await createSetup(other, authority, {}, { state_file });
    await using running = await startExporter(first);
    await expect(startExporter(second)).rejects.toThrow(
      `the exporter ended with 1: exporter.state_file: ${state_file} is in use by another exporter`,
    );
    expect((await running.get("/healthz")).code).toBe(200);
    expect(await running.stop("SIGKILL")).toBe("SIGKILL");
    await using next = await startExporter(second);
    expect((await next.get("/healthz")).code).toBe(200);
    expect(await next.stop("SIGTERM")).toBe(0);
    expect(readdirSync(directory).filter((name) => name.includes(".lock."))).toEqual([]);
  });
});

describe("a state that can't be locked", () => {
  it("is used with a warning", async () => {
    const { log, lines } = recordingLog();
    const path = join(scratchDirectory(), "nowhere/state");
    expect(await lockStateOrWarn(path, log)).toBeUndefined();
    expect(lines).toMatchObject([{ level: "warn", msg: expect.stringContaining("can't be locked"), file: path }]);
  });
});
