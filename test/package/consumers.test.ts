/**
 * What other people build with the package: their own lab, our dashboards changed, dashboards of their own. Every file
 * that comes out is judged by the command, and by nothing but the shipped schemas and their own Ajv.
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { put } from "../provisioning/scratch.js";
import { installedProject, runCommand, runIn, tsc, type Project, type ProjectOptions } from "./project.js";

const folder = "test/package/consumers";
/** The judges, and what compiling their programs needs. */
const packages = ["ajv", "yaml", "@types/node"];

/** Compiling with all declarations of all libraries takes as long as it takes. */
const patience = 600_000;

const kinds = {
  esm: { type: "module", files: `${folder}/esm`, packages },
  commonjs: { type: "commonjs", files: `${folder}/commonjs`, packages },
  typescript: { type: "module", files: `${folder}/typescript`, packages },
} as const satisfies Record<string, ProjectOptions>;

let projects: Readonly<Record<keyof typeof kinds, Project>>;

beforeAll(async () => {
  const [esm, commonjs, typescript] = await Promise.all(
    ([kinds.esm, kinds.commonjs, kinds.typescript] as const).map(installedProject),
  );
  projects = { esm: esm!, commonjs: commonjs!, typescript: typescript! };
});
afterAll(() => {
  for (const { remove } of Object.values(projects)) remove();
});

const dashboardsIn = (tree: string): string[] =>
  readdirSync(join(tree, "grafana/dashboards/homelab"))
    .filter((path) => path.endsWith(".json"))
    .map((path) => join(tree, "grafana/dashboards/homelab", path));

/** Builds in a project, and has both judges look at what comes out: they agree on what is right, and on what is not. */
async function buildAndJudge(directory: string): Promise<void> {
  expect(await runIn(directory, "--no-warnings", "build.js")).toMatchObject({ stderr: "", status: 0 });
  const [plain, changed, validated] = await Promise.all([
    runCommand(directory, "check", "plain"),
    runCommand(directory, "check", "provisioning"),
    runIn(directory, "validate.js", "plain", "provisioning"),
  ]);
  expect(plain).toEqual({ status: 0, stderr: "", stdout: "6 files checked: 0 errors, 0 warnings.\n" });
  expect(changed).toEqual({ status: 0, stderr: "", stdout: "7 files checked: 0 errors, 0 warnings.\n" });
  expect(validated).toMatchObject({ status: 0, stderr: "" });
  expect(validated.stdout.trim().split("\n")).toHaveLength(6 + 7);

  const [broken = ""] = dashboardsIn(join(directory, "provisioning"));
  const text = readFileSync(broken, "utf8");
  writeFileSync(broken, text.replace('"schemaVersion": 42', '"schemaVersion": "42"'));
  const [byCommand, byAjv] = await Promise.all([
    runCommand(directory, "check", "provisioning"),
    runIn(directory, "validate.js", "provisioning"),
  ]);
  writeFileSync(broken, text);
  expect(byCommand).toMatchObject({ status: 1, stderr: expect.stringContaining(": schemaVersion:") });
  expect(byAjv).toMatchObject({ status: 1, stdout: expect.stringContaining(": data/schemaVersion must be") });
}

/** Titles of the panels that were replaced, dropped and added, from the first tree to the second. */
function differences(directory: string, uid: string) {
  const [before, after] = ["plain", "provisioning"].map((tree) => {
    const path = join(directory, tree, `grafana/dashboards/homelab/${uid}.json`);
    type Panel = { id: number; title: string; panels?: Panel[] };
    const { panels }: { panels: Panel[] } = JSON.parse(readFileSync(path, "utf8"));
    return new Map(panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]).map(({ id, title }) => [id, title]));
  });
  return {
    replaced: [...before!]
      .filter(([id, title]) => after!.has(id) && after!.get(id) !== title)
      .map(([, title]) => title),
    dropped: [...before!].filter(([id]) => !after!.has(id)).map(([, title]) => title),
    added: [...after!].filter(([id]) => !before!.has(id)).map(([, title]) => title),
  };
}

const compile = (directory: string, ...words: string[]) =>
  runIn(directory, tsc, ...(words.length === 0 ? ["-p", "."] : words));

describe("a project in JavaScript", () => {
  it.each(["esm", "commonjs"] as const)(
    "builds by import as %s",
    async (kind) => {
      const { directory } = projects[kind];
      await buildAndJudge(directory);
      expect(differences(directory, "ship-services")).toEqual({
        replaced: ["Requests by service"],
        dropped: ["Host", "Processor", "Memory", "Disk space", "Disk reads and writes", "Network"],
        added: ["Requests by method"],
      });
    },
    patience,
  );
});

describe("a project in strict TypeScript that checks the declarations of its libraries, too", () => {
  it(
    "builds by import as an ES module",
    async () => {
      const { directory } = projects.typescript;
      expect(await compile(directory)).toMatchObject({ stdout: "", status: 0 });
      await buildAndJudge(directory);
      expect(differences(directory, "attic-services")).toEqual({
        replaced: ["Requests by service"],
        dropped: [
          "Load balancing in detail",
          "Changes of state by route (all zones)",
          "Changes of state in this range (all zones)",
        ],
        added: ["Errors by zone", "Traffic by service"],
      });
    },
    patience,
  );

  it(
    "resolves as bundlers do",
    async () => {
      const words = ["-p", ".", "--noEmit", "--module", "esnext", "--moduleResolution", "bundler"];
      expect(await compile(projects.typescript.directory, ...words)).toMatchObject({ stdout: "", status: 0 });
    },
    patience,
  );

  it(
    "builds by require where it becomes CommonJS",
    async () => {
      const directory = join(projects.typescript.directory, "commonjs");
      cpSync(kinds.typescript.files, directory, { recursive: true });
      put(directory, "package.json", JSON.stringify({ name: "project", private: true, type: "commonjs" }));
      expect(await compile(directory)).toMatchObject({ stdout: "", status: 0 });
      expect(readFileSync(join(directory, "build.js"), "utf8")).toContain('require("homelab-dashboards")');
      await buildAndJudge(directory);
    },
    patience,
  );
});
