/** Paths that can't be meant or read, and names that would command a terminal. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { once } from "node:events";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.js";
import { build, defaultLab } from "../../src/index.js";
import { put, scratchDirectory } from "../provisioning/scratch.js";

async function type(...words: string[]) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const code = await run(words, { version: "1.2.3", stdout: print, stderr: print });
  return { code, text: lines.join("\n") };
}

const home = process.cwd();
beforeEach(() => {
  process.chdir(scratchDirectory());
});
afterEach(() => {
  process.chdir(home);
});

describe("a path that is no regular file is named, and not waited for", () => {
  it("a pipe", async () => {
    spawnSync("mkfifo", ["pipe.yml"]);
    expect(await type("build", "--lab", "pipe.yml")).toEqual({
      code: 1,
      text: "pipe.yml: is a named pipe (save what comes out of it as a file, and name that)",
    });
    expect(await type("check", "pipe.yml")).toEqual({
      code: 1,
      text: "pipe.yml: is a named pipe: name a JSON or YAML file, or a directory of them",
    });
    spawnSync("mkfifo", ["lab.yml"]);
    expect((await type("build")).text).toBe(
      "lab.yml: is a named pipe (save what comes out of it as a file, and name that)",
    );
  });

  it("a socket, a device", async () => {
    const server = createServer().listen("socket.yml");
    await once(server, "listening");
    symlinkSync("/dev/zero", "device.yml");
    expect(await type("build", "--lab", "socket.yml")).toEqual({
      code: 1,
      text: "socket.yml: is a socket (name a file: lab.yml)",
    });
    expect((await type("check", "socket.yml")).text).toBe(
      "socket.yml: is a socket: name a JSON or YAML file, or a directory of them",
    );
    expect((await type("build", "--lab", "device.yml")).text).toBe("device.yml: is a device (name a file: lab.yml)");
    expect((await type("check", "device.yml")).text).toBe(
      "device.yml: is a device: name a JSON or YAML file, or a directory of them",
    );
    server.close();
    await once(server, "close");
  });

  it("a pipe in place of the manifest, or of a file of the tree", async () => {
    build({ lab: defaultLab, out: "tree" });
    mkdirSync("other");
    spawnSync("mkfifo", ["other/.homelab-dashboards.json"]);
    expect((await type("build", "--out", "other")).text).toMatch(
      /other\/\.homelab-dashboards\.json: is a other|manifest/,
    );
    spawnSync("sh", [
      "-c",
      "rm tree/grafana/datasources/prometheus.yml && mkfifo tree/grafana/datasources/prometheus.yml",
    ]);
    expect((await type("build", "--out", "tree")).text).toMatch(/prometheus\.yml: is no regular file/);
  });
});

describe("a file that is longer than a text of Node is named", () => {
  const put600Megabytes = (path: string) => {
    writeFileSync(path, "");
    truncateSync(path, 600_000_000);
  };

  it("as a lab", async () => {
    put600Megabytes("lab.yml");
    expect(await type("build")).toEqual({
      code: 1,
      text: "lab.yml: has more than 2 MB (name the file of the lab: lab.yml)",
    });
  });

  it("in a check", async () => {
    put600Megabytes("long.json");
    put("tree", "dashboards/long.json", "");
    put600Megabytes("tree/dashboards/long.json");
    for (const [path, file] of [
      ["long.json", "long.json"],
      ["tree", "tree/dashboards/long.json"],
    ] as const) {
      const { code, text } = await type("check", path);
      expect(code).toBe(1);
      expect(text).toMatch(new RegExp(`^error: ${file}: it has more than \\d+ characters .*\\[file/size\\]`));
    }
  });

  it("in place of a file of the tree", async () => {
    build({ lab: defaultLab, out: "tree" });
    put600Megabytes("tree/grafana/datasources/prometheus.yml");
    expect((await type("build", "--out", "tree")).text).toMatch(
      /^\/.*tree\/grafana\/datasources\/prometheus\.yml: has more than 256 MB/m,
    );
    build({ lab: defaultLab, out: "other" });
    put600Megabytes("other/.homelab-dashboards.json");
    expect((await type("build", "--out", "other")).text).toMatch(
      /^\/.*other\/\.homelab-dashboards\.json: has more than 256 MB/m,
    );
  });
});

describe("a directory that can't be meant is refused", () => {
  it.each([
    ["an unset variable", "", '"" is no directory to write into: a variable may be unset.'],
    ["blanks", "  ", '"  " is no directory to write into'],
    ["the root", "/", "/: is the root of all files"],
    ["the root by another way", "/tmp/..//", "/tmp/..//: is the root of all files"],
    ["the home directory", homedir(), `${homedir()}: is the home directory, or holds it`],
    ["the directory of home directories", dirname(homedir()), /^\/.*: is the (home directory|root of all files)/m],
  ])("%s", async (_, out, message) => {
    for (const options of [["--dry-run"], []]) {
      const { code, text } = await type("build", "--out", out, ...options);
      expect(code).toBe(1);
      expect(text).toMatch(message);
    }
    expect(readdirSync(".")).toEqual([]);
  });

  it("a link to the root", async () => {
    symlinkSync("/", "link");
    expect((await type("build", "--out", "link")).text).toContain("link: is the root of all files");
  });

  it("but the current directory is one where it is named", async () => {
    expect((await type("build", "--out", ".")).code).toBe(0);
    expect(readdirSync(".").sort()).toEqual([".homelab-dashboards.json", "grafana", "prometheus"]);
  });

  it("an empty path for a lab, or to check", async () => {
    expect((await type("build", "--lab", "")).text).toBe('"": is no path (name a file: a variable may be unset)');
    expect((await type("check", "")).text).toMatch(/^"": there is no such file or directory/);
  });
});

describe("control characters and hidden ones of names are printed escaped", () => {
  const name = "a\u001b[2J\u202e\u200b\nb";
  const shown = String.raw`a\u{1b}[2J\u{202e}\u{200b}\u{a}b`;

  it.each([
    ["a lab that isn't there", ["build", "--lab", `${name}.yml`]],
    ["a directory to write into", ["build", "--out", name]],
    ["changes", ["build", "--out", name, "--dry-run"]],
    ["a path that isn't there", ["check", `${name}.json`]],
    ["a file with a finding", ["check", "tree"]],
    ["a foreign file", ["check", "foreign"]],
    ["a directory with nothing to check", ["check", `empty-${name}`]],
    ["a pipe", ["check", `pipe-${name}`]],
    ["a file in the way", ["build", "--out", `way-${name}`]],
    ["a link in the way", ["build", "--out", `link-${name}`]],
  ])("%s", async (_, words) => {
    put("tree", `dashboards/${name}.json`, '{"panels":[]}');
    put("foreign", `x/${name}.json`, "[]");
    mkdirSync(`empty-${name}`);
    spawnSync("mkfifo", [`pipe-${name}`]);
    put(`way-${name}`, "grafana/datasources/prometheus.yml", "mine");
    mkdirSync(`link-${name}`);
    symlinkSync("elsewhere", `link-${name}/grafana`);
    const { text } = await type(...words);
    expect(text).toContain(shown);
    expect(text).not.toMatch(/[\p{Cf}]|(?!\n)\p{Cc}/u);
  });

  it("and words of the command line, and titles in files", async () => {
    const targets = [{ refId: "A", expr: "up == $nope" }];
    const panel = {
      type: "stat",
      title: "a\u202eb\u001b[31m\u200b",
      datasource: { type: "prometheus", uid: "x" },
      targets,
    };
    put("tree", "dashboards/a.json", JSON.stringify({ title: "a", panels: [panel] }));
    for (const words of [["\u001b[31mbuild"], ["build", "--\u202eot"], ["check", "tree"]]) {
      const { text } = await type(...words);
      expect(text).toContain("\\u{");
      expect(text).not.toMatch(/[\p{Cf}]|(?!\n)\p{Cc}/u);
    }
  });
});
