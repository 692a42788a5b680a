import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultLab, LabError, parseLab } from "homelab-dashboards/lab";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { loadLab, LabLoadError } from "../../src/settings/load-lab.js";
import { command, ensureBundled } from "../command.js";
import { scratchDirectory } from "../scratch-directory.js";

beforeAll(ensureBundled);

const labFile = (text: string) => {
  const file = join(scratchDirectory(), "lab.yml");
  writeFileSync(file, text);
  return file;
};

describe("loadLab", () => {
  it("returns the lab as the library reads it", async () => {
    const text = "zones: [{ name: heim 🏠, cidrs: [10.0.0.0/24] }]\nexporter: { listen: '127.0.0.1:9617' }";
    expect(await loadLab(labFile(text), command)).toEqual(parseLab(text, "lab.yml"));
    expect(await loadLab(labFile(""), command)).toEqual(defaultLab);
  });

  it("reports the issues of an invalid lab in the words of the library", async () => {
    const text = "exporter:\n  listen: nowhere\n  limits: { series: 1 }\n";
    const file = labFile(text);
    let issues = "";
    try {
      parseLab(text, file);
    } catch (error) {
      if (error instanceof LabError) issues = error.message;
    }
    expect(issues.split("\n")).toHaveLength(2);
    const failure = loadLab(file, command);
    await expect(failure).rejects.toThrow(LabLoadError);
    await expect(failure).rejects.toThrow(new LabLoadError(issues));
  });

  it("reports a missing file", async () => {
    await expect(loadLab("/nowhere/lab.yml", command)).rejects.toThrow("/nowhere/lab.yml: there is no such file");
  });

  it.each(["SIGUSR1", "SIGUSR2"])("starts the process again that %s has ended", async (signal) => {
    const marker = join(scratchDirectory(), "was-there");
    const once = `
      const { existsSync, writeFileSync } = require("node:fs");
      if (!existsSync(process.env.MARKER)) {
        writeFileSync(process.env.MARKER, "");
        // The signal's own handling by Node must not be in the way.
        process.on("${signal}", () => undefined).removeAllListeners("${signal}");
        process.kill(process.pid, "${signal}");
      }
      setTimeout(() => console.log("{}"), 1000);`;
    process.env["MARKER"] = marker;
    onTestFinished(() => {
      delete process.env["MARKER"];
    });
    expect(await loadLab(undefined, ["--eval", once])).toEqual({});
    expect(existsSync(marker)).toBe(true);
    await expect(
      loadLab(undefined, ["--eval", "process.kill(process.pid, 'SIGUSR2'); setTimeout(() => {}, 60_000)"]),
    ).rejects.toThrow("reading the lab ended with SIGUSR2");
  });

  it("fails where the process fails without output", async () => {
    await expect(loadLab(undefined, ["--eval", "process.exit(3)"])).rejects.toThrow("reading the lab ended with 3");
  });
});
