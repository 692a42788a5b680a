import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultLab, LabError, parseLab } from "homelab-dashboards/lab";
import { beforeAll, describe, expect, it } from "vitest";
import { loadLab, LabLoadError } from "../../src/settings/load-lab.js";
import { command, ensureBundled, scratchDirectory } from "../command.js";

beforeAll(ensureBundled);

const labFile = (text: string) => {
  const file = join(scratchDirectory(), "lab.yml");
  writeFileSync(file, text);
  return file;
};

describe("readSettings", () => {
  it("gives the lab as the library reads it", async () => {
    const text = "zones: [{ name: heim 🏠, cidrs: [10.0.0.0/24] }]\nexporter: { listen: '127.0.0.1:9617' }";
    expect(await loadLab(labFile(text), command)).toEqual(parseLab(text, "lab.yml"));
    expect(await loadLab(labFile(""), command)).toEqual(defaultLab);
  });

  it("passes on what the library says of a lab that isn't right, unchanged", async () => {
    const text = "exporter:\n  listen: nowhere\n  limits: { series: 1 }\n";
    const file = labFile(text);
    let said = "";
    try {
      parseLab(text, file);
    } catch (error) {
      if (error instanceof LabError) said = error.message;
    }
    expect(said.split("\n")).toHaveLength(2);
    const failure = loadLab(file, command);
    await expect(failure).rejects.toThrow(LabLoadError);
    await expect(failure).rejects.toThrow(new LabLoadError(said));
  });

  it("says that a file isn't there", async () => {
    await expect(loadLab("/nowhere/lab.yml", command)).rejects.toThrow("/nowhere/lab.yml: there is no such file");
  });

  it("doesn't take silence for a lab", async () => {
    await expect(loadLab(undefined, ["--eval", "process.exit(3)"])).rejects.toThrow("reading the lab ended with 3");
  });
});
