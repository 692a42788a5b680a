/**
 * One program of a consumer, as strict TypeScript, as an ES module and as CommonJS: a lab, changed dashboards, and
 * new dashboards. Every file that it builds is checked by the command, and by Ajv with the shipped schemas alone.
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { put } from "../provisioning/scratch.js";
import { root } from "./build-once.js";
import { installedProject, runCommand, runIn, tsc, type Project } from "./project.js";

const folder = "test/package/consumer";
/** The other packages that the program imports, with the types for compiling it. */
const packages = ["ajv", "yaml", "@types/node"];

/** Milliseconds: the compiler checks the declarations of all libraries. */
const timeout = 600_000;

const typescript = () => installedProject({ type: "module", files: folder, packages });

/** The program in JavaScript: without its types, as ES modules or with `require`. */
async function javascript(format: "esm" | "cjs"): Promise<Project> {
  const project = await installedProject({ type: format === "esm" ? "module" : "commonjs", packages });
  for (const name of readdirSync(join(root, folder)).filter((file) => file.endsWith(".ts"))) {
    const { code } = transformSync(readFileSync(join(root, folder, name), "utf8"), { loader: "ts", format });
    put(project.directory, name.replace(/\.ts$/, ".js"), code);
  }
  return project;
}

let projects: Readonly<Record<"esm" | "cjs" | "typescript", Project>>;

beforeAll(async () => {
  const [esm, cjs, typed] = await Promise.all([javascript("esm"), javascript("cjs"), typescript()]);
  projects = { esm, cjs, typescript: typed };
});
afterAll(() => {
  for (const { remove } of Object.values(projects)) remove();
});

const dashboardsIn = (tree: string): string[] =>
  readdirSync(join(tree, "grafana/dashboards/homelab"))
    .filter((path) => path.endsWith(".json"))
    .map((path) => join(tree, "grafana/dashboards/homelab", path));

/** Builds in a project, and checks the files by the command and by Ajv: both accept them, and both reject a broken one. */
async function buildAndCheck(directory: string): Promise<void> {
  expect(await runIn(directory, "--no-warnings", "build.js")).toMatchObject({ stderr: "", status: 0 });
  const [plain, changed, validated] = await Promise.all([
    runCommand(directory, "check", "plain"),
    runCommand(directory, "check", "provisioning"),
    runIn(directory, "validate.js", "plain", "provisioning"),
  ]);
  expect(plain).toEqual({ status: 0, stderr: "", stdout: "16 files checked: 0 errors, 0 warnings.\n" });
  expect(changed).toEqual({ status: 0, stderr: "", stdout: "18 files checked: 0 errors, 0 warnings.\n" });
  expect(validated).toMatchObject({ status: 0, stderr: "" });
  expect(validated.stdout.trim().split("\n")).toHaveLength(6 + 8);

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

/** Titles of the panels of Service Performance that are replaced, dropped and added in the second tree. */
function panelChanges(directory: string) {
  const [before, after] = ["plain", "provisioning"].map((tree) => {
    const path = join(directory, tree, `grafana/dashboards/homelab/attic-services.json`);
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

const expectedChanges = {
  replaced: ["Requests by service"],
  dropped: [
    "Load balancing in detail (all zones)",
    "Failovers: requests that a silent server missed",
    "Failovers in this range",
    "Changes of state by route",
    "Changes of state in this range",
  ],
  added: ["Errors by zone", "Traffic by service"],
};

describe("a project in JavaScript", () => {
  it.each([
    ["an ES module", "esm", "import {"],
    ["CommonJS", "cjs", 'require("homelab-dashboards")'],
  ] as const)(
    "builds as %s",
    async (_, format, imports) => {
      const { directory } = projects[format];
      expect(readFileSync(join(directory, "build.js"), "utf8")).toContain(imports);
      await buildAndCheck(directory);
      expect(panelChanges(directory)).toEqual(expectedChanges);
    },
    timeout,
  );
});

describe("a project in strict TypeScript that checks the declarations of its libraries as well", () => {
  it(
    "builds as an ES module",
    async () => {
      const { directory } = projects.typescript;
      expect(await compile(directory)).toMatchObject({ stdout: "", status: 0 });
      await buildAndCheck(directory);
      expect(panelChanges(directory)).toEqual(expectedChanges);
    },
    timeout,
  );

  it(
    "compiles with the module resolution of bundlers",
    async () => {
      const words = ["-p", ".", "--noEmit", "--module", "esnext", "--moduleResolution", "bundler"];
      expect(await compile(projects.typescript.directory, ...words)).toMatchObject({ stdout: "", status: 0 });
    },
    timeout,
  );

  it(
    "builds as CommonJS",
    async () => {
      const directory = join(projects.typescript.directory, "commonjs");
      cpSync(join(root, folder), directory, { recursive: true });
      put(directory, "package.json", JSON.stringify({ name: "project", private: true, type: "commonjs" }));
      expect(await compile(directory)).toMatchObject({ stdout: "", status: 0 });
      expect(readFileSync(join(directory, "build.js"), "utf8")).toContain('require("homelab-dashboards")');
      await buildAndCheck(directory);
    },
    timeout,
  );
});
