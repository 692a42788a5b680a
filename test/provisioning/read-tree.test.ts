import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { build, checkTree, defaultLab } from "../../src/index.js";
import { readTree } from "../../src/provisioning/index.js";
import { put, scratchDirectory } from "./scratch.js";

let root = "";
beforeEach(() => {
  root = scratchDirectory();
});

/** Paths of the files and of the skipped links below a directory, relative to it. */
const read = (...paths: readonly string[]) => {
  const { files, links } = readTree(paths.length === 0 ? [root] : paths.map((path) => join(root, path)));
  const short = (path: string) => path.slice(root.length + 1);
  return {
    files: files.map(({ path, foreign }) => `${short(path)}${foreign ? "" : " (ours)"}`),
    links: links.map(({ path, reason }) => `${short(path)} ${reason}`),
  };
};

const link = (target: string, path: string) => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  symlinkSync(target, join(root, path));
};

describe("readTree", () => {
  it("reads a volume of Kubernetes: each file once, under its name", () => {
    put(root, "own/..2026_11_30/disks.json", '{"panels":[]}');
    link("..2026_11_30", "own/..data");
    link("..data/disks.json", "own/disks.json");
    expect(read()).toEqual({ files: ["own/disks.json"], links: [] });
    expect(checkTree([root]).findings).toMatchObject([{ rule: "dashboard/title", path: join(root, "own/disks.json") }]);
  });

  it("follows a link to a directory", () => {
    put(root, "elsewhere/deep/disks.json", "{}");
    link("../elsewhere", "tree/dashboards");
    expect(read("tree")).toEqual({ files: ["tree/dashboards/deep/disks.json"], links: [] });
  });

  it("tells links that lead to nothing, to themselves, to what holds them, and to what is read already", () => {
    put(root, "tree/a/disks.json", "{}");
    link("nowhere.json", "tree/broken.json");
    link("itself", "tree/itself");
    link("../..", "tree/a/up");
    link("a", "tree/repeated");
    expect(read("tree")).toEqual({
      files: ["tree/a/disks.json"],
      links: ["tree/broken.json broken", "tree/itself loop", "tree/a/up loop", "tree/repeated repeated"],
    });
    const rules = checkTree([join(root, "tree")]).findings.map(
      ({ rule, path }) => `${rule} ${path.slice(root.length)}`,
    );
    expect(rules.filter((each) => each.startsWith("file/link"))).toHaveLength(4);
  });

  it("reads a file once that two paths name", () => {
    put(root, "tree/disks.json", "{}");
    expect(read("tree", "tree/disks.json", "tree").files).toEqual(["tree/disks.json"]);
  });

  it("knows the emitted files by the manifest, also below and behind a link", () => {
    build({ lab: defaultLab, out: join(root, "tree") });
    put(root, "tree/grafana/datasources/logs.yml", "apiVersion: 1");
    link("tree/grafana", "mount");
    const here = ["grafana/datasources/logs.yml", "grafana/datasources/prometheus.yml (ours)"];
    expect(read("tree").files.filter((path) => path.includes("datasources"))).toEqual(
      here.map((path) => `tree/${path}`),
    );
    expect(read("tree/grafana/datasources").files).toEqual(here.map((path) => `tree/${path}`));
    expect(read("mount/datasources").files).toEqual(here.map((path) => path.replace("grafana", "mount")));
  });

  it("takes files without a manifest for foreign ones, and reports an invalid manifest", () => {
    put(root, "disks.json", "{}");
    expect(read().files).toEqual(["disks.json"]);
    writeFileSync(join(root, ".homelab-dashboards.json"), "[]x");
    expect(() => read()).toThrow(/is not the manifest/);
  });
});
