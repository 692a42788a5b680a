import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTree, defaultLab } from "../../src/index.js";
import { put, scratchDirectory } from "../provisioning/scratch.js";
import { root } from "./build-once.js";
import { installedProject, tsc } from "./project.js";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const entryPoints = Object.keys(manifest.exports)
  .filter((path) => !path.endsWith(".json"))
  .map((path) => join(manifest.name, path));

/** A project outside the repository, with the packed package and without development dependencies. */
let project: string;
/** Paths in the tarball. */
let packed: readonly string[];
let remove: () => void;

// The whole tree is written to standard output, more than Node buffers by default.
const run = (...words: string[]) =>
  spawnSync(process.execPath, words, { cwd: project, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

beforeAll(async () => {
  ({ directory: project, packed, remove } = await installedProject({ type: "module" }));
});

afterAll(() => {
  remove();
});

describe("the packed package", () => {
  it("contains the library, the command, the schemas and the licenses, and no source or test", () => {
    for (const path of ["dist/index.js", "dist/index.d.ts", "dist/bin/homelab-dashboards.js", "README.md", "LICENSE"])
      expect(packed).toContain(path);
    expect(packed).toContain("dist/bin/THIRD-PARTY-LICENSES.txt");
    expect(packed).toContain("schemas/lab.json");
    expect(packed.filter((path) => /^(src|test|build|node_modules)\//.test(path))).toEqual([]);
  });

  it.each(entryPoints.map((path) => [path]))("imports %s", (path) => {
    const { stdout, stderr } = run(
      "--input-type=module",
      "--eval",
      `const room = await import(${JSON.stringify(path)}); console.log(Object.keys(room).length)`,
    );
    expect(stderr).toBe("");
    expect(Number(stdout)).toBeGreaterThan(0);
  });

  it.each(entryPoints.map((path) => [path]))("can be required from CommonJS: %s", (path) => {
    const { stdout } = run(
      "--no-warnings",
      "--input-type=commonjs",
      "--eval",
      `console.log(Object.keys(require(${JSON.stringify(path)})).length)`,
    );
    expect(Number(stdout)).toBeGreaterThan(0);
  });

  it("exports its schemas and its package.json", () => {
    const { stdout } = run(
      "--input-type=commonjs",
      "--eval",
      `console.log(require("${manifest.name}/package.json").version, typeof require("${manifest.name}/schemas/lab.json").properties)`,
    );
    expect(stdout.trim()).toBe(`${manifest.version} object`);
  });

  it("type-checks in a strict project that also checks its libraries", () => {
    put(
      project,
      "tsconfig.json",
      JSON.stringify({
        compilerOptions: {
          target: "es2022",
          // Without declarations of browsers or Node: the package's declarations refer to none.
          lib: ["es2023"],
          module: "nodenext",
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          noEmit: true,
          types: [],
        },
        include: ["consumer.ts"],
      }),
    );
    put(
      project,
      "consumer.ts",
      [
        ...entryPoints.map((path, index) => `import * as room${index} from "${path}";`),
        `export const rooms = [${entryPoints.map((_, index) => `room${index}`).join(", ")}];`,
        `import { buildTree, defineLab, type Lab } from "${manifest.name}";`,
        `export const lab: Lab = defineLab({ zones: [{ name: "home", type: "internal", cidrs: ["10.0.0.0/24"] }] });`,
        `export const paths: string[] = buildTree(lab).map((file) => file.path);`,
        `// @ts-expect-error a lab has no such key`,
        `defineLab({ zoness: [] });`,
      ].join("\n"),
    );
    const { stdout } = run(tsc, "-p", project);
    expect(stdout).toBe("");
  });

  it("builds the same files as the source", () => {
    const { stdout } = run(
      "--input-type=module",
      "--eval",
      `import { buildTree, defaultLab } from "${manifest.name}"; console.log(JSON.stringify(buildTree(defaultLab)))`,
    );
    expect(JSON.parse(stdout)).toEqual(buildTree(defaultLab));
  });

  it.each([
    ["lab", /node_modules\/(@grafana|ajv|commander)\/|dist\/(promql|metrics|check|grafana)\//],
    ["metrics", /node_modules\/|dist\/(lab|promql|check|grafana)\//],
  ])("loads nothing heavy for ./%s", (room, heavy) => {
    put(
      project,
      "hooks.mjs",
      `import { appendFileSync } from "node:fs";
       export async function load(url, context, next) {
         appendFileSync(new URL("./loaded.txt", import.meta.url), url + "\\n");
         return next(url, context);
       }`,
    );
    writeFileSync(join(project, "loaded.txt"), "");
    const hooks = 'import { register } from "node:module"; register("./hooks.mjs", import.meta.url);';
    put(project, "register.mjs", hooks);
    run("--import", "./register.mjs", "--input-type=module", "--eval", `await import("${manifest.name}/${room}")`);
    const loaded = readFileSync(join(project, "loaded.txt"), "utf8").trim().split("\n");
    const inPackage = loaded.map((url) => url.replace(/^.*\/node_modules\/homelab-dashboards\//, ""));
    expect(inPackage).toContain(`dist/${room}/index.js`);
    expect(inPackage.filter((url) => heavy.test(url))).toEqual([]);
  });
});

describe("the packed command", () => {
  const command = () => join(project, "node_modules/.bin", manifest.name);

  it("runs, prints its version, and writes the same files as the library", () => {
    const directory = scratchDirectory();
    const call = (...words: string[]) => spawnSync(command(), words, { cwd: directory, encoding: "utf8" });
    expect(call("--version").stdout).toBe(`${manifest.version}\n`);
    expect(call("build")).toMatchObject({ status: 0, stderr: "" });
    for (const { path, content } of buildTree(defaultLab))
      expect(readFileSync(join(directory, "provisioning", path), "utf8")).toBe(content);
    expect(call("check")).toMatchObject({ status: 0, stderr: "" });
    expect(call("build", "--lab", "nope.yml").status).toBe(1);
    expect(call("nonsense").status).toBe(2);
  });

  it("imports no other package", () => {
    const bin = join(project, "node_modules", manifest.name, "dist/bin");
    const files = readdirSync(bin, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"));
    const imported = files.flatMap((file) =>
      [...readFileSync(join(bin, file), "utf8").matchAll(/(?:^|[;}])(?:import|export)[^;"']*?from"([^"]+)"/g)].map(
        ([, name]) => name ?? "",
      ),
    );
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((name) => !name.startsWith(".") && !name.startsWith("node:"))).toEqual([]);
  });

  it("prints its help without loading schemas or Grafana's SDK", () => {
    const bin = readFileSync(join(project, "node_modules", manifest.name, "dist/bin/homelab-dashboards.js"), "utf8");
    const first = [...bin.matchAll(/from"(\.\/chunks\/[^"]+)"/g)].map(([, path = ""]) => path);
    const text = [
      bin,
      ...first.map((path) => readFileSync(join(project, "node_modules", manifest.name, "dist/bin", path), "utf8")),
    ];
    expect(text.join("")).toContain("Usage:");
    expect(text.join("")).not.toMatch(/schemaVersion|ZodError/);
    expect(text.join("").length).toBeLessThan(100_000);
  });

  it("contains the licenses of the bundled packages", () => {
    const licenses = readFileSync(
      join(project, "node_modules", manifest.name, "dist/bin/THIRD-PARTY-LICENSES.txt"),
      "utf8",
    );
    for (const name of [...Object.keys(manifest.dependencies), "ajv"])
      expect(licenses).toMatch(new RegExp(`^${name.replaceAll(".", "\\.")} \\S+ \\(`, "m"));
    expect(licenses).toContain("Permission is hereby granted");
    expect(licenses).not.toMatch(/AGPL|GNU AFFERO/i);
  });
});
