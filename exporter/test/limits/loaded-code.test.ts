import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { ensureBundled } from "../command.js";
import { trafficLabInput } from "../logs/lab.js";
import { scratchDirectory } from "../scratch-directory.js";
import { createSetup, startExporter } from "../service/exporter-process.js";

const dist = resolve(import.meta.dirname, "../../dist");

beforeAll(async () => {
  await ensureBundled();
});

describe("the running exporter", () => {
  /** The bundle without the command that reads a lab in a process of its own. */
  const served = () =>
    ["homelab-exporter.js", ...readdirSync(join(dist, "chunks")).map((name) => `chunks/${name}`)].map((name) =>
      readFileSync(join(dist, name), "utf8"),
    );

  it("holds no code that reads a lab", () => {
    expect(readFileSync(join(dist, "settings.js"), "utf8")).toContain("ZodError");
    expect(served().filter((code) => code.includes("ZodError"))).toEqual([]);
  });

  it("doesn't import node:http as an ES module, which loads undici", () => {
    expect(served().join("")).toContain("node:https");
    expect(served().flatMap((code) => code.match(/(?:from|import\()\s*"(?:node:)?http"/g) ?? [])).toEqual([]);
  });

  it.skipIf(process.platform !== "linux" || !("execve" in process))(
    "has the settings of the memory allocator that take less",
    async () => {
      const { authority } = await testCertificates();
      const setup = await createSetup(scratchDirectory(), authority, trafficLabInput, {});
      await using exporter = await startExporter(setup);
      const environment = readFileSync(`/proc/${exporter.pid}/environ`, "utf8").split("\0");
      expect(environment.filter((entry) => entry.startsWith("MALLOC_")).sort()).toEqual([
        "MALLOC_ARENA_MAX=1",
        "MALLOC_MMAP_THRESHOLD_=131072",
        "MALLOC_TOP_PAD_=16384",
        "MALLOC_TRIM_THRESHOLD_=65536",
      ]);
    },
  );
});
