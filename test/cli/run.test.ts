import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findingText } from "../../src/cli/findings.js";
import { errorMessage } from "../../src/cli/error-message.js";
import { run } from "../../src/cli/run.js";
import { build, buildTree, defaultLab, readLab } from "../../src/index.js";
import { put, scratchDirectory, snapshot } from "../provisioning/scratch.js";

/** Runs the command in the current directory. */
async function type(...words: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(words, {
    version: "1.2.3",
    stdout: (line) => out.push(line),
    stderr: (line) => err.push(line),
  });
  const result = { code, out: out.join("\n"), err: err.join("\n") };
  // A stack trace is printed for bugs of the program only, and these tests provoke none.
  expect(result.out + result.err).not.toMatch(/^\s+at .*:\d+/m);
  return result;
}

const home = process.cwd();
beforeEach(() => {
  process.chdir(scratchDirectory());
});
afterEach(() => {
  process.chdir(home);
});

const ownZone = (colour: string) =>
  `zones:\n  - name: home\n    type: internal\n    colour: "${colour}"\n    cidrs: [10.0.0.0/24]\n`;

describe("the command line", () => {
  it("prints help and version", async () => {
    const help = await type("--help");
    expect(help).toMatchObject({ code: 0, err: "" });
    for (const command of ["init", "build", "check"]) expect(help.out).toContain(`\n  ${command} `);
    expect((await type("build", "--help")).out).toContain("--dry-run");
    expect(await type("--version")).toEqual({ code: 0, out: "1.2.3", err: "" });
  });

  it.each([
    [["bild"], /unknown command 'bild'\n\(Did you mean build\?\)/],
    [["build", "--ot", "x"], /unknown option '--ot'\n\(Did you mean --out\?\)/],
    [["build", "--lab"], /option '--lab <file>' argument missing/],
    [["build", "surplus"], /too many arguments/],
    [["init", "surplus"], /too many arguments/],
    [[], /Usage: homelab-dashboards/],
  ])("exits with 2 for %j", async (words, message) => {
    const result = await type(...words);
    expect(result).toMatchObject({ code: 2, out: "" });
    expect(result.err).toMatch(message);
    expect(snapshot(process.cwd())).toEqual({});
  });
});

describe("init", () => {
  it("writes a lab.yml of the default lab", async () => {
    expect((await type("init")).code).toBe(0);
    expect(readLab("lab.yml")).toEqual(defaultLab);
  });

  it("overwrites no file", async () => {
    put(".", "lab.yml", "mine");
    const result = await type("init");
    expect(result).toMatchObject({ code: 1, out: "" });
    expect(result.err).toContain("lab.yml exists already and is not changed");
    expect(readFileSync("lab.yml", "utf8")).toBe("mine");
  });
});

describe("build", () => {
  it("builds and reports the default lab where there is no file", async () => {
    const result = await type("build");
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.out).toContain("No --lab and no ./lab.yml: building the default lab.");
    expect(result.out).toContain("+ grafana/datasources/prometheus.yml");
    for (const { path, content } of buildTree(defaultLab))
      expect(readFileSync(join("provisioning", path), "utf8")).toBe(content);
  });

  it("gives the same bytes as the library", async () => {
    put(".", "lab.yml", ownZone("#123456"));
    await type("build", "--out", "by-command");
    build({ lab: readLab("lab.yml"), out: "by-library" });
    expect(Object.keys(snapshot("by-library")).length).toBeGreaterThan(3);
    expect(snapshot("by-command")).toEqual(snapshot("by-library"));
  });

  it("reads ./lab.yml, or the file of --lab", async () => {
    put(".", "lab.yml", "datasource:\n  name: From lab.yml\n");
    put(".", "other.yml", "datasource:\n  name: From other.yml\n");
    const datasource = () => readFileSync("provisioning/grafana/datasources/prometheus.yml", "utf8");
    expect((await type("build")).out).not.toContain("default lab");
    expect(datasource()).toContain("name: From lab.yml");
    const result = await type("build", "--lab", "other.yml");
    expect(result.out).toContain("  ~ grafana/datasources/prometheus.yml");
    expect(datasource()).toContain("name: From other.yml");
  });

  it("changes nothing the second time", async () => {
    await type("build");
    expect((await type("build")).out).toMatch(/provisioning is up to date: \d+ files, nothing to change\./);
  });

  it("changes nothing with --dry-run", async () => {
    const result = await type("build", "--dry-run");
    expect(result.code).toBe(0);
    expect(result.out).toMatch(/provisioning: \d+ files would change, 0 unchanged/);
    expect(existsSync("provisioning")).toBe(false);
  });

  it("fails with --check only where something would change", async () => {
    const before = await type("build", "--check");
    expect(before.code).toBe(1);
    expect(before.err).toContain("  + grafana/datasources/prometheus.yml");
    expect(before.err).toContain("To write this: npx homelab-dashboards build");
    expect(existsSync("provisioning")).toBe(false);
    await type("build");
    expect(await type("build", "--check")).toMatchObject({ code: 0, err: "" });
    put("provisioning", "grafana/datasources/prometheus.yml", "edited");
    const after = await type("build", "--check");
    expect(after.code).toBe(1);
    expect(after.err).toMatch(
      /1 file would change, \d+ unchanged\.\n {2}~ grafana\/datasources\/prometheus\.yml \(was changed by hand/,
    );
  });

  it("prints the command with the given options", async () => {
    put(".", "labs/my lab.yml", ownZone("#0072B2"));
    const result = await type("build", "--lab", "labs/my lab.yml", "--out", "tree", "--check");
    expect(result.err).toContain("To write this: npx homelab-dashboards build --lab 'labs/my lab.yml' --out tree");
  });

  it("reads ./lab.yaml, too, and reports a file that describes the default lab", async () => {
    put(".", "lab.yaml", ownZone("#0072B2"));
    expect((await type("build", "--dry-run")).out).not.toContain("default lab");
    put(".", "lab.yaml", "");
    expect((await type("build", "--dry-run")).out).toContain("lab.yaml describes the default lab");
  });

  it("prints all issues of a lab and keeps the old tree", async () => {
    await type("build");
    const before = snapshot("provisioning");
    put(".", "lab.yml", ownZone("reddish") + "datasorce: {}\n");
    const result = await type("build");
    expect(result).toMatchObject({ code: 1, out: "" });
    expect(result.err).toMatch(/lab\.yml:4: zones\[0\]\.colour: "reddish" is not a colour/);
    expect(result.err).toMatch(/lab\.yml:6: .*datasorce.*datasource/);
    expect(snapshot("provisioning")).toEqual(before);
  });

  it.each([
    ["a lab that isn't there", ["--lab", "nope.yml"], /^nope\.yml: there is no such file/],
    ["a directory for a lab", ["--lab", "directory"], /^directory: is a directory/],
    ["a lab that isn't YAML", ["--lab", "broken.yml"], /^broken\.yml:2: /],
    ["a file for the output", ["--out", "broken.yml"], /broken\.yml: is a file where a directory must be/],
    ["an output below a file", ["--out", "broken.yml/x"], /broken\.yml\S*: a part of the path is a file/],
  ])("reports %s", async (_, words, message) => {
    mkdirSync("directory");
    put(".", "broken.yml", "zones: []\n  - [\n");
    const result = await type("build", ...words);
    expect(result.code).toBe(1);
    expect(result.err).toMatch(message);
  });
});

describe("check", () => {
  it("has no findings in the tree of build", async () => {
    await type("build");
    const result = await type("check");
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.out).toMatch(/\d+ files checked: 0 errors, 0 warnings\./);
  });

  it("checks files and directories, each file once", async () => {
    await type("build", "--out", "tree");
    const datasource = "tree/grafana/datasources/prometheus.yml";
    expect((await type("check", datasource, "tree/grafana/datasources", datasource)).out).toMatch(/^1 file checked/);
  });

  it("accepts files of one's own beside the tree, and names those that it can't check", async () => {
    await type("build");
    put("provisioning", "grafana/datasources/logs.yml", "apiVersion: 1\ndatasources: [{ name: Logs, type: loki }]\n");
    put("provisioning", "grafana/plugins/apps.yml", "apiVersion: 1\napps: []\n");
    put("provisioning", "prometheus/rules.yml", "groups: []\n");
    const result = await type("check");
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.out).toContain("provisioning/prometheus/rules.yml: not checked");
    expect(result.out).toContain("18 files checked: 0 errors, 0 warnings.");
  });

  it("finds a second default datasource", async () => {
    await type("build");
    const mine = "apiVersion: 1\ndatasources: [{ name: Mine, type: prometheus, isDefault: true }]\n";
    put("provisioning", "grafana/datasources/mine.yml", mine);
    const result = await type("check");
    expect(result.code).toBe(1);
    expect(result.err).toContain("[datasource/one-default]");
  });

  it("exits with 1 for a finding and prints its location", async () => {
    await type("build");
    put("provisioning", "grafana/datasources/prometheus.yml", "apiVersion: 1\ndatasources:\n  - nmae: x\n");
    const result = await type("check");
    expect(result).toMatchObject({ code: 1, out: "" });
    expect(result.err).toMatch(/^error: provisioning\/grafana\/datasources\/prometheus\.yml: .*\[.+\]$/m);
    expect(result.err).toMatch(/checked: [1-9]\d* errors?, /);
  });

  it.each([
    [
      "a tree that isn't there",
      ["check"],
      /^provisioning: there is no such file or directory here\. Is this the right directory\?/,
    ],
    ["a file that isn't there", ["check", "nope.json"], /^nope\.json: there is no such file/],
    ["a directory with nothing to check", ["check", "empty"], /^There are no JSON or YAML files in empty\./],
  ])("reports %s", async (_, words, message) => {
    mkdirSync("empty");
    const result = await type(...words);
    expect(result).toMatchObject({ code: 1, out: "" });
    expect(result.err).toMatch(message);
  });
});

describe("errorMessage", () => {
  const systemError = (code: string, path?: string) => Object.assign(new Error("raw"), { code, ...(path && { path }) });

  it.each([
    [
      systemError("EACCES", "/srv/provisioning"),
      "/srv/provisioning: permission denied; let this user in, or name another place (EACCES)",
    ],
    [systemError("EISDIR", "x"), "x: is a directory (EISDIR)"],
    [systemError("ENOSPC"), "no space left on the disk (ENOSPC)"],
    [new Error("Some sentence for a person."), "Some sentence for a person."],
  ])("%s", (error, text) => {
    expect(errorMessage(error)).toBe(text);
  });

  it("has a stack trace for a bug of the program", () => {
    expect(errorMessage(new TypeError("x is not a function"))).toMatch(
      /Please report it[^]*x is not a function\n +at /,
    );
    expect(errorMessage("thrown text")).toContain("thrown text");
  });
});

describe("findingText", () => {
  it("is one line with location, reason, fix and rule", () => {
    const finding = { rule: "area/name", path: "a.json: panels[0]", message: "is odd", fix: "make it even" };
    expect(findingText({ ...finding, severity: "warning" })).toBe(
      "warning: a.json: panels[0]: is odd (make it even) [area/name]",
    );
  });
});
