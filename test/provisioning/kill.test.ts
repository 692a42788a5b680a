import { spawn } from "node:child_process";
import { existsSync, mkdirSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { RefusedTreeError, writeTree, type ProvisioningFile } from "../../src/provisioning/index.js";
import { manifestName, stageName } from "../../src/provisioning/manifest.js";
import { writeTreeTo } from "../../src/provisioning/write.js";
import { ensureBuilt, execute, root as project } from "../package/build-once.js";
import { faultyFileSystem, InjectedFault } from "./faulty-file-system.js";
import { put, scratchDirectory, snapshot } from "./scratch.js";

type Contents = Readonly<Record<string, string>>;

const verify = () => [];
const filesOf = (contents: Contents): ProvisioningFile[] =>
  Object.entries(contents).map(([path, content]) => ({ path, content }));

/** Files but the writer's manifest and stage, without empty directories. */
const contentsOf = (root: string): Contents =>
  Object.fromEntries(
    Object.entries(snapshot(root)).filter(
      ([path]) => path !== manifestName && !path.startsWith(stageName) && !path.endsWith("/"),
    ),
  );

/** Whether every file has the content of one of the trees, and no file is missing that all of them have. */
function expectWhole(found: Contents, trees: readonly Contents[]): void {
  for (const path of new Set([found, ...trees].flatMap(Object.keys)))
    expect(
      trees.map((tree) => tree[path]),
      path,
    ).toContain(found[path]);
}

const paths = ["a.json", "b.json", "grafana/a.json", "grafana/b.yml", "grafana/deep/a.json", "other/deep/er/a.json"];
const text = fc.constantFrom("one\n", "another, longer\n", "third\n");
const contents: fc.Arbitrary<Contents> = fc
  .tuple(fc.subarray(paths), fc.array(text, { minLength: paths.length, maxLength: paths.length }))
  .map(([chosen, texts]) => Object.fromEntries(chosen.map((path, index) => [path, texts[index] ?? ""])));
const mine = { "grafana/mine.json": "mine\n", "notes.txt": "mine, too\n" };

/** A directory with a tree and foreign files. */
function prepared(tree: Contents): string {
  const root = join(scratchDirectory(), "tree");
  writeTree(root, filesOf(tree), { verify });
  for (const [path, content] of Object.entries(mine)) put(root, path, content);
  return root;
}

/** Writes until the given change fails, or another one at which the process dies; returns whether it finished. */
function attempt(
  root: string,
  tree: Contents,
  failing: number,
  after: Parameters<typeof faultyFileSystem>[1],
  dying?: number,
): boolean {
  try {
    writeTreeTo(faultyFileSystem(failing, after, dying).fileSystem, root, filesOf(tree), { verify });
    return true;
  } catch (error) {
    // A dead process rolls back nothing and reports nothing.
    if (after !== "dead" && dying === undefined) expect(error).toBeInstanceOf(InjectedFault);
    return false;
  }
}

/** Runs a build that `verify` rejects: it finishes the killed run, so that one whole tree is left. */
function expectOneOf(root: string, trees: readonly Contents[]): void {
  const finding = { rule: "any", path: "any", message: "is wrong", fix: "right it" };
  expect(() => writeTree(root, [], { verify: () => [finding] })).toThrow(RefusedTreeError);
  expect(trees.map((tree) => ({ ...tree, ...mine }))).toContainEqual(contentsOf(root));
}

/** Expects that a build ends with its own tree, and that the next one has nothing to do. */
function expectBuilds(root: string, tree: Contents): void {
  writeTree(root, filesOf(tree), { verify });
  expect(contentsOf(root)).toEqual({ ...tree, ...mine });
  expect(existsSync(join(root, stageName))).toBe(false);
  expect(writeTree(root, filesOf(tree), { verify })).toMatchObject({ changes: [], finished: false });
}

// More changes than any two trees need.
const moment = fc.integer({ min: 1, max: 70 });

describe("between any two trees", () => {
  it("a kill at any change leaves every file whole, and the next build of any tree completes", () => {
    fc.assert(
      fc.property(contents, contents, contents, moment, (before, after, next, failing) => {
        const root = prepared(before);
        attempt(root, after, failing, "dead");
        expectWhole(contentsOf(root), [
          { ...before, ...mine },
          { ...after, ...mine },
        ]);
        expectOneOf(root, [before, after]);
        expectBuilds(root, next);
      }),
      // Each run waits for the disk some hundred times.
      { numRuns: 40 },
    );
  });

  it("a second kill while the first run is finished leaves every file whole, too", () => {
    fc.assert(
      fc.property(contents, contents, contents, moment, moment, (before, after, next, first, second) => {
        const root = prepared(before);
        attempt(root, after, first, "dead");
        attempt(root, next, second, "dead");
        const trees = [before, after, next].map((tree) => ({ ...tree, ...mine }));
        expectWhole(contentsOf(root), trees);
        expectOneOf(root, [before, after, next]);
        expectBuilds(root, next);
      }),
      // Each run waits for the disk some hundred times.
      { numRuns: 40 },
    );
  });

  it("a kill during a rollback leaves every file whole, too", () => {
    fc.assert(
      // A failure near the end has the longest rollback.
      fc.property(
        contents,
        contents,
        contents,
        fc.nat(6),
        fc.integer({ min: 1, max: 20 }),
        (before, after, next, left, more) => {
          const counting = faultyFileSystem(Infinity, "goes on");
          writeTreeTo(counting.fileSystem, prepared(before), filesOf(after), { verify });
          const root = prepared(before);
          const failing = Math.max(1, counting.changes() - left);
          attempt(root, after, failing, "goes on", failing + more);
          expectWhole(contentsOf(root), [
            { ...before, ...mine },
            { ...after, ...mine },
          ]);
          expectOneOf(root, [before, after]);
          expectBuilds(root, next);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(["goes on", "full"] as const)(
    "a disk that fails at any change and %s leaves the old tree or the new",
    (then) => {
      fc.assert(
        fc.property(contents, contents, moment, (before, after, failing) => {
          const root = prepared(before);
          const whole = snapshot(root);
          if (attempt(root, after, failing, then)) expect(contentsOf(root)).toEqual({ ...after, ...mine });
          else expect(snapshot(root)).toEqual(whole);
          expectBuilds(root, after);
        }),
        // Each run waits for the disk some hundred times.
        { numRuns: 40 },
      );
    },
  );
});

describe("the command, killed", () => {
  const labs = {
    old: "zones: [{name: home, cidrs: [10.0.0.0/8]}]\ndashboards: {uid_prefix: old, folder: Old}\n",
    new: "zones: [{name: home, cidrs: [10.0.0.0/8]}, {name: guests, cidrs: [10.1.0.0/16]}]\ndashboards: {folder: New}\n",
  };
  const command = join(project, "dist/bin/homelab-dashboards.js");
  const words = (directory: string, lab: keyof typeof labs) => [
    ...[command, "build", "--lab", join(directory, `${lab}.yml`), "--out", join(directory, "tree")],
  ];
  const directoryOfLabs = () => {
    const directory = scratchDirectory();
    for (const [name, text] of Object.entries(labs)) writeFileSync(join(directory, `${name}.yml`), text);
    return directory;
  };

  /** Builds, and kills the process after a number of created or removed files and directories. */
  const killed = (directory: string, lab: keyof typeof labs, events: number) =>
    new Promise<NodeJS.Signals | null>((resolve) => {
      const tree = join(directory, "tree");
      const child = spawn(process.execPath, words(directory, lab), { stdio: "ignore" });
      let seen = 0;
      const count = () => {
        if (++seen === events) child.kill("SIGKILL");
      };
      const watched = [tree, join(tree, "grafana/dashboards/homelab")].map((place) => watch(place, count));
      child.once("exit", (_, signal) => {
        for (const watcher of watched) watcher.close();
        resolve(signal);
      });
    });

  beforeAll(ensureBuilt);

  it("leaves every file whole at any moment, and the next build of any lab completes", async () => {
    const clean: Record<string, Contents> = {};
    for (const lab of ["old", "new"] as const) {
      const directory = directoryOfLabs();
      await execute(process.execPath, words(directory, lab));
      clean[lab] = contentsOf(join(directory, "tree"));
    }
    const [before = {}, after = {}] = [clean["old"], clean["new"]];
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 16 }),
        fc.constantFrom("old" as const, "new" as const),
        async (events, next) => {
          const directory = directoryOfLabs();
          const tree = join(directory, "tree");
          mkdirSync(join(tree, "grafana/dashboards/homelab"), { recursive: true });
          await execute(process.execPath, words(directory, "old"));
          ends.add(String(await killed(directory, "new", events)));
          expectWhole(contentsOf(tree), [before, after]);
          await execute(process.execPath, words(directory, next));
          expect(contentsOf(tree)).toEqual(next === "old" ? before : after);
          expect(existsSync(join(tree, stageName))).toBe(false);
        },
      ),
      // Three runs of the command take two seconds.
      { numRuns: 6 },
    );
    expect(ends).toContain("SIGKILL");
  });
});
