import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { manifestName, stageName } from "../../src/provisioning/manifest.js";
import { ProvisioningError, RefusedTreeError, writeTree, type ProvisioningFile } from "../../src/provisioning/index.js";
import { nodeFileSystem } from "../../src/provisioning/file-system.js";
import { writeTreeTo } from "../../src/provisioning/write.js";
import { faultyFileSystem, InjectedFault } from "./faulty-file-system.js";
import { put, scratchDirectory, snapshot, stamps } from "./scratch.js";

const verify = () => [];
const tree = (files: Record<string, string>): ProvisioningFile[] =>
  Object.entries(files).map(([path, content]) => ({ path, content }));

const oldTree = { "grafana/a.json": "old a\n", "grafana/gone.json": "old gone\n", "grafana/same.yml": "same\n" };
const newTree = { "grafana/a.json": "new a, longer\n", "grafana/deep/b.json": "new b\n", "grafana/same.yml": "same\n" };

const withoutOwnFiles = (root: string) =>
  Object.fromEntries(
    Object.entries(snapshot(root)).filter(([path]) => path !== manifestName && !path.startsWith(stageName)),
  );

describe("writeTree", () => {
  it("writes a tree and a manifest into a directory that doesn't exist", () => {
    const root = join(scratchDirectory(), "some", "where");
    const report = writeTree(root, tree(oldTree), { verify });
    expect(withoutOwnFiles(root)).toEqual(oldTree);
    expect(existsSync(join(root, stageName))).toBe(false);
    expect(report).toEqual({
      directory: root,
      changes: [
        { path: manifestName, action: "create", edited: false },
        { path: "grafana/a.json", action: "create", edited: false },
        { path: "grafana/gone.json", action: "create", edited: false },
        { path: "grafana/same.yml", action: "create", edited: false },
      ],
      unchanged: 0,
      finished: false,
    });
  });

  it("updates, creates and removes its own files; others stay", () => {
    const root = scratchDirectory();
    writeTree(root, tree(oldTree), { verify });
    put(root, "grafana/mine.json", "mine");
    put(root, "notes.txt", "mine, too");
    const before = stamps(root);
    const report = writeTree(root, tree(newTree), { verify });
    expect(withoutOwnFiles(root)).toEqual({ ...newTree, "grafana/mine.json": "mine", "notes.txt": "mine, too" });
    expect(report.changes.map(({ path, action }) => `${action} ${path}`)).toEqual([
      `update ${manifestName}`,
      "update grafana/a.json",
      "create grafana/deep/b.json",
      "remove grafana/gone.json",
    ]);
    expect(stamps(root)["grafana/same.yml"]).toBe(before["grafana/same.yml"]);
  });

  it("writes nothing where nothing changes", () => {
    const root = scratchDirectory();
    writeTree(root, tree(oldTree), { verify });
    const before = { files: stamps(root), directory: statSync(root, { bigint: true }).mtimeNs };
    const report = writeTree(root, tree(oldTree), { verify });
    expect(report).toMatchObject({ changes: [], unchanged: 3 });
    expect({ files: stamps(root), directory: statSync(root, { bigint: true }).mtimeNs }).toEqual(before);
  });

  it("writes the same manifest for the same files in any order", () => {
    const [one, other] = [scratchDirectory(), scratchDirectory()];
    writeTree(one, tree(oldTree), { verify });
    writeTree(other, tree(oldTree).reverse(), { verify });
    expect(snapshot(one)).toEqual(snapshot(other));
  });

  it("changes nothing in a dry run", () => {
    const root = scratchDirectory();
    writeTree(root, tree(oldTree), { verify });
    const before = { content: snapshot(root), stamps: stamps(root) };
    const report = writeTree(root, tree(newTree), { verify, dryRun: true });
    expect(report.changes).toHaveLength(4);
    expect({ content: snapshot(root), stamps: stamps(root) }).toEqual(before);

    const missing = join(root, "missing");
    writeTree(missing, tree(newTree), { verify, dryRun: true });
    expect(existsSync(missing)).toBe(false);
  });

  it("writes nothing where verify returns findings", () => {
    const root = scratchDirectory();
    writeTree(root, tree(oldTree), { verify });
    const before = snapshot(root);
    const seen: string[] = [];
    const finding = { rule: "some/rule", path: "grafana/a.json", message: "is odd", fix: "make it even" };
    const write = () =>
      writeTree(root, tree(newTree), {
        verify: (files) => {
          seen.push(...files.map(({ path }) => path));
          return [finding];
        },
      });
    expect(write).toThrow(RefusedTreeError);
    expect(write).toThrow("grafana/a.json: is odd (make it even) [some/rule]");
    expect(seen).toEqual([...Object.keys(newTree), ...Object.keys(newTree)]);
    expect(snapshot(root)).toEqual(before);
  });

  it("overwrites and reports a manual edit of a generated file", () => {
    const root = scratchDirectory();
    writeTree(root, tree(oldTree), { verify });
    put(root, "grafana/a.json", "edited");
    put(root, "grafana/gone.json", "edited");
    const report = writeTree(root, tree(newTree), { verify });
    expect(report.changes.filter(({ edited }) => edited).map(({ path }) => path)).toEqual([
      "grafana/a.json",
      "grafana/gone.json",
    ]);
    expect(withoutOwnFiles(root)).toEqual(newTree);
  });

  it("restores a deleted generated file", () => {
    const root = scratchDirectory();
    writeTree(root, tree(oldTree), { verify });
    rmSync(join(root, "grafana/a.json"));
    const report = writeTree(root, tree(oldTree), { verify });
    expect(report.changes).toEqual([{ path: "grafana/a.json", action: "create", edited: false }]);
    expect(withoutOwnFiles(root)).toEqual(oldTree);
  });

  it("doesn't overwrite a foreign file, and adopts one with the same content", () => {
    const root = scratchDirectory();
    put(root, "grafana/same.yml", "same\n");
    put(root, "grafana/a.json", "mine");
    expect(() => writeTree(root, tree(newTree), { verify })).toThrow(/grafana\/a\.json\nMove them away/);
    expect(snapshot(root)).toEqual({ "grafana/same.yml": "same\n", "grafana/a.json": "mine" });
    rmSync(join(root, "grafana/a.json"));
    expect(writeTree(root, tree(newTree), { verify }).unchanged).toBe(1);
  });
});

describe("writeTree rejects", () => {
  const attempt = (root: string, path: string) => () => writeTree(root, tree({ [path]: "content" }), { verify });

  it.each([
    ["../outside.json", /leaves the directory/],
    ["grafana/../../outside.json", /leaves the directory/],
    ["/etc/outside.json", /it is absolute/],
    ["C:/outside.json", /isn't written with \//],
    ["grafana\\outside.json", /isn't written with \//],
    ["", /is no path/],
    ["a//b.json", /empty part/],
    ["./b.json", /empty part/],
    [manifestName, /reserved/],
    [`${stageName}/x`, /reserved/],
  ])("%j", (path, reason) => {
    const parent = scratchDirectory();
    const root = join(parent, "tree");
    expect(attempt(root, path)).toThrow(ProvisioningError);
    expect(attempt(root, path)).toThrow(reason);
    expect(snapshot(parent)).toEqual({});
  });

  it("a symbolic link in a path or at its end", () => {
    const parent = scratchDirectory();
    const root = join(parent, "tree");
    put(parent, "elsewhere/a.json", "theirs");
    mkdirSync(root);
    symlinkSync(join(parent, "elsewhere"), join(root, "grafana"));
    expect(attempt(root, "grafana/a.json")).toThrow(/grafana: is a symbolic link/);
    symlinkSync(join(parent, "elsewhere/a.json"), join(root, "a.json"));
    expect(attempt(root, "a.json")).toThrow(/a\.json: is a symbolic link/);
    expect(readFileSync(join(parent, "elsewhere/a.json"), "utf8")).toBe("theirs");
  });

  it("no symbolic link as the directory itself", () => {
    const parent = scratchDirectory();
    mkdirSync(join(parent, "real"));
    symlinkSync(join(parent, "real"), join(parent, "link"));
    attempt(join(parent, "link"), "a.json")();
    expect(readFileSync(join(parent, "real/a.json"), "utf8")).toBe("content");
  });

  it("a directory in place of a file, a file in place of a directory or of the root", () => {
    const root = scratchDirectory();
    mkdirSync(join(root, "a.json"));
    put(root, "grafana", "a file");
    expect(attempt(root, "a.json")).toThrow(/a\.json: is a directory where a file must be/);
    expect(attempt(root, "grafana/b.json")).toThrow(/grafana: is a file where a directory must be/);
    expect(attempt(join(root, "grafana"), "b.json")).toThrow(/is a file where a directory must be/);
  });

  it("two files with one path", () => {
    const root = scratchDirectory();
    const write = (...files: ProvisioningFile[]) => {
      expect(() => writeTree(root, files, { verify })).toThrow(ProvisioningError);
    };
    write({ path: "a.json", content: "" }, { path: "a.json", content: "" });
    write({ path: "a.json", content: "" }, { path: "A.json", content: "" });
    write({ path: "a", content: "" }, { path: "a/b/c", content: "" });
  });

  it("invalid paths in a manifest that was tampered with", () => {
    const parent = scratchDirectory();
    const root = join(parent, "tree");
    put(parent, "precious.txt", "theirs");
    put(root, manifestName, JSON.stringify({ files: { "../precious.txt": "0" } }));
    expect(attempt(root, "a.json")).toThrow(/leaves the directory/);
    expect(readFileSync(join(parent, "precious.txt"), "utf8")).toBe("theirs");
  });

  it.each(["<<<<<<< HEAD", "null", '{"files":3}', '{"files":{"a":1}}'].map((text) => [text]))(
    "a broken manifest: %s",
    (text) => {
      const root = scratchDirectory();
      put(root, manifestName, text);
      expect(attempt(root, "a.json")).toThrow(/is not the manifest .* delete it together with the generated files/);
    },
  );
});

describe("failures of writeTree", () => {
  /** A directory with the old tree, of which one file was edited, and a foreign file. */
  const prepared = () => {
    const root = join(scratchDirectory(), "tree");
    writeTree(root, tree(oldTree), { verify });
    put(root, "grafana/mine.json", "mine");
    return root;
  };
  const mine = { "grafana/mine.json": "mine" };
  const countChanges = () => {
    const counting = faultyFileSystem(Infinity, "goes on");
    writeTreeTo(counting.fileSystem, prepared(), tree(newTree), { verify });
    return counting.changes();
  };

  it("are injected at every change of a write", () => {
    expect(countChanges()).toBeGreaterThan(20);
  });

  it("leave the old tree and no other files, for each single change", () => {
    const steps = countChanges();
    for (let failing = 1; failing <= steps; failing++) {
      const root = prepared();
      const before = snapshot(root);
      const { fileSystem } = faultyFileSystem(failing, "goes on");
      let failed = false;
      try {
        writeTreeTo(fileSystem, root, tree(newTree), { verify });
      } catch (error) {
        expect(error).toBeInstanceOf(InjectedFault);
        failed = true;
      }
      const after = snapshot(root);
      if (failed) expect(after, `change ${failing}`).toEqual(before);
      // The stage is removed after all changes: a failure of that is no failure of the write.
      else expect(withoutOwnFiles(root), `change ${failing}`).toEqual({ ...newTree, ...mine });
      writeTree(root, tree(newTree), { verify });
      expect(withoutOwnFiles(root)).toEqual({ ...newTree, ...mine });
      expect(existsSync(join(root, stageName))).toBe(false);
    }
  });

  it("leave no directory where there was none", () => {
    for (let failing = 1; failing <= 12; failing++) {
      const parent = scratchDirectory();
      const { fileSystem } = faultyFileSystem(failing, "goes on");
      expect(() => writeTreeTo(fileSystem, join(parent, "one/two"), tree(newTree), { verify })).toThrow(InjectedFault);
      expect(snapshot(parent), `change ${failing}`).toEqual({});
    }
  });

  it("leave every file whole where the process dies at any change, and the next run finishes", () => {
    const states = new Set<string>();
    const steps = countChanges();
    for (let failing = 1; failing <= steps; failing++) {
      const root = prepared();
      const { fileSystem } = faultyFileSystem(failing, "dead");
      try {
        writeTreeTo(fileSystem, root, tree(newTree), { verify });
      } catch {
        // A dead process reports nothing.
      }
      const left = withoutOwnFiles(root);
      expect(left["grafana/mine.json"]).toBe("mine");
      expect(["old a\n", "new a, longer\n"]).toContain(left["grafana/a.json"]);
      expect([undefined, "old gone\n"]).toContain(left["grafana/gone.json"]);
      expect([undefined, "new b\n"]).toContain(left["grafana/deep/b.json"]);
      expect(left["grafana/same.yml"]).toBe("same\n");

      const isOld = left["grafana/a.json"] === "old a\n" && left["grafana/gone.json"] !== undefined;
      const isNew = left["grafana/deep/b.json"] !== undefined && left["grafana/gone.json"] === undefined;
      states.add(isNew ? "new" : isOld && left["grafana/deep/b.json"] === undefined ? "old" : "between");

      // The next run has another tree, which is rejected; it finishes the killed run all the same.
      const finding = { rule: "r", path: "p", message: "m", fix: "f" };
      expect(() => writeTree(root, tree({}), { verify: () => [finding] })).toThrow(RefusedTreeError);
      const finished = withoutOwnFiles(root);
      expect([
        { ...oldTree, ...mine },
        { ...newTree, ...mine },
      ]).toContainEqual(Object.fromEntries(Object.entries(finished).filter(([path]) => !path.endsWith("/"))));
      expect(existsSync(join(root, stageName))).toBe(false);

      const report = writeTree(root, tree(newTree), { verify });
      expect(report.changes.filter(({ edited }) => edited)).toEqual([]);
      expect(withoutOwnFiles(root)).toEqual({ ...newTree, ...mine });
    }
    expect(states).toEqual(new Set(["old", "between", "new"]));
  });

  it("leave a tree that the next run finishes where the rollback fails, too", () => {
    const steps = countChanges();
    for (let first = 1; first <= steps; first++) {
      const root = prepared();
      const failing = faultyFileSystem(first, "goes on");
      // The rename fails, and everything after the next change, as on a disk that is removed.
      let later = 0;
      const lastsOnce =
        <Paths extends string[]>(operation: (...paths: Paths) => void) =>
        (...paths: Paths) => {
          if (failing.changes() >= first && ++later > 1) throw new InjectedFault("gone");
          operation(...paths);
        };
      const { rename, duplicate, remove } = failing.fileSystem;
      const dying = {
        ...failing.fileSystem,
        rename: lastsOnce(rename),
        duplicate: lastsOnce(duplicate),
        remove: lastsOnce(remove),
      };
      try {
        writeTreeTo(dying, root, tree(newTree), { verify });
      } catch (error) {
        expect(error instanceof InjectedFault || error instanceof ProvisioningError).toBe(true);
      }
      writeTree(root, tree(newTree), { verify });
      expect(withoutOwnFiles(root)).toEqual({ ...newTree, ...mine });
    }
  });

  it("leave a directory alone in which another run is writing", async () => {
    const root = prepared();
    const other = spawn("sleep", ["30"]);
    try {
      put(root, `${stageName}/owner.json`, `${JSON.stringify({ host: hostname(), process: other.pid })}\n`);
      const before = snapshot(root);
      expect(() => writeTree(root, tree(newTree), { verify })).toThrow(/another run \(process \d+\) is writing here/);
      expect(snapshot(root)).toEqual(before);
    } finally {
      const ended = new Promise((resolve) => other.once("exit", resolve));
      other.kill();
      await ended;
    }
    writeTree(root, tree(newTree), { verify });
    expect(withoutOwnFiles(root)).toEqual({ ...newTree, ...mine });
  });

  it("are none on a file system without hard links, where files are copied", () => {
    const root = prepared();
    const fileSystem = {
      ...nodeFileSystem,
      duplicate: (from: string, to: string) => {
        writeFileSync(to, readFileSync(from));
      },
    };
    writeTreeTo(fileSystem, root, tree(newTree), { verify });
    expect(withoutOwnFiles(root)).toEqual({ ...newTree, ...mine });
  });
});

describe("signals", () => {
  const script = (signal: string) => `
    import { writeTreeTo } from ${JSON.stringify(fileURLToPath(new URL("../../src/provisioning/write.ts", import.meta.url)))};
    import { nodeFileSystem } from ${JSON.stringify(fileURLToPath(new URL("../../src/provisioning/file-system.ts", import.meta.url)))};
    const files = [0, 1, 2, 3].map((n) => ({ path: n + ".json", content: "new " + n }));
    let renames = 0;
    const rename = (from, to) => {
      if (++renames === 3) process.kill(process.pid, ${JSON.stringify(signal)});
      nodeFileSystem.rename(from, to);
    };
    writeTreeTo({ ...nodeFileSystem, rename }, process.argv[2], files, { verify: () => [] });
    setTimeout(() => process.exit(3), 5000);
  `;
  const interrupted = async (signal: string) => {
    const root = scratchDirectory();
    const directory = scratchDirectory();
    put(directory, "run.ts", script(signal));
    const child = spawn(process.execPath, ["--import", "tsx", join(directory, "run.ts"), root], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
    });
    const end = await new Promise((resolve) => {
      child.once("exit", (_, endedBy) => {
        resolve(endedBy);
      });
    });
    return { root, end };
  };

  it("take effect after all files are in place", async () => {
    const { root, end } = await interrupted("SIGTERM");
    expect(end).toBe("SIGTERM");
    expect(withoutOwnFiles(root)).toEqual({
      "0.json": "new 0",
      "1.json": "new 1",
      "2.json": "new 2",
      "3.json": "new 3",
    });
    expect(existsSync(join(root, stageName))).toBe(false);
  });

  it("include SIGKILL, after which the next run finishes", async () => {
    const { root, end } = await interrupted("SIGKILL");
    expect(end).toBe("SIGKILL");
    const left = Object.keys(withoutOwnFiles(root));
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(4);
    const files = [0, 1, 2, 3].map((n) => ({ path: `${n}.json`, content: `new ${n}` }));
    expect(writeTree(root, files, { verify })).toMatchObject({ finished: true, changes: [], unchanged: 4 });
  });
});
