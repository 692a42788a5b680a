import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { command, ensureBundled } from "../command.js";
import { scratchDirectory } from "../scratch-directory.js";
import { createSetup } from "../service/exporter-process.js";

const { authority } = await testCertificates();

beforeAll(async () => {
  await ensureBundled();
});

describe("a signal during the reading of the lab", () => {
  it.each([
    { first: "SIGTERM", listens: false },
    { first: "SIGHUP", listens: true },
  ] as const)("doesn't kill the process: $first", async ({ first, listens }) => {
    const directory = scratchDirectory();
    const { lab } = await createSetup(directory, authority, {}, {});
    // The process waits for the pipe's writer, so it is still reading the lab.
    const pipe = join(directory, "pipe.yml");
    spawnSync("mkfifo", [pipe]);
    const child = spawn(process.execPath, [...command, "--lab", pipe], { stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(child, "close");
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
    const file = await open(pipe, "w");
    child.kill(first);
    await file.writeFile(await readFile(lab));
    await file.close();
    if (listens) {
      await expect.poll(() => text, { timeout: 60_000 }).toContain('"started"');
      child.kill("SIGTERM");
    }
    expect(await closed).toEqual([0, null]);
  });
});
