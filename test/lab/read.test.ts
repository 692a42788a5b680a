import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultLab, LabError, labTemplate, readLab } from "../../src/lab/index.js";

let directory: string;
const file = (name: string, content: string | Uint8Array) => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "lab-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe("readLab", () => {
  it("reads a file, with or without a byte order mark", () => {
    expect(readLab(file("lab.yml", labTemplate()))).toEqual(defaultLab);
    expect(readLab(file("bom.yml", `\uFEFF${labTemplate()}`))).toEqual(defaultLab);
  });

  it("names the file as the caller did", () => {
    const path = file("wrong.yml", "retention: soon");
    expect(() => readLab(path)).toThrow(LabError);
    expect(() => readLab(path)).toThrow(`${path}:1: retention: "soon" is not a duration`);
  });

  it("reports a file that can't be read", () => {
    const missing = join(directory, "no.yml");
    expect(() => readLab(missing)).toThrow(
      new LabError([
        {
          file: missing,
          path: "",
          reason: "there is no such file",
          fix: "check the path, or write one with: npx homelab-dashboards init",
        },
      ]),
    );
    expect(() => readLab(missing)).toThrow(`${missing}: there is no such file (`);
    expect(() => readLab(directory)).toThrow(`${directory}: is a directory (name the file in it: lab.yml)`);
    const below = join(file("plain.yml", ""), "lab.yml");
    expect(() => readLab(below)).toThrow(`${below}: there is no such file (`);
    const latin = file("latin1.yml", Uint8Array.from([0x23, 0xe4, 0x0a]));
    expect(() => readLab(latin)).toThrow(`${latin}: is not UTF-8 (save it with the encoding UTF-8)`);
    const nul = "a\0b";
    expect(() => readLab(nul)).toThrow(LabError);
  });
});
