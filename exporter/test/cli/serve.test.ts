import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
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
    // The process that reads the lab waits for the pipe's writer before it begins.
    const pipe = join(directory, "pipe");
    spawnSync("mkfifo", [pipe]);
    const waiting = join(directory, "waiting.cjs");
    writeFileSync(
      waiting,
      `if (process.argv.includes("settings")) require("node:fs").readFileSync(${JSON.stringify(pipe)});`,
    );
    const child = spawn(process.execPath, ["--require", waiting, ...command, "--lab", lab], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
    const file = await open(pipe, "w");
    child.kill(first);
    await file.close();
    if (listens) {
      await expect.poll(() => text, { timeout: 60_000 }).toContain('"started"');
      child.kill("SIGTERM");
    }
    expect(await closed).toEqual([0, null]);
  });
});
