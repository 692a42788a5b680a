import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { describe, expect, it } from "vitest";
import { put, scratchDirectory } from "../provisioning/scratch.js";

interface Rule {
  readonly name: string;
  readonly from: { readonly path?: string };
  readonly to: { readonly pathNot?: string | readonly string[] };
}

const project = join(import.meta.dirname, "../..");
const ruleSet = createRequire(import.meta.url)("../../.dependency-cruiser.cjs");

/** The broken rules of a tree, each with the file that breaks it. */
async function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
  const directory = scratchDirectory();
  put(directory, "package.json", JSON.stringify({ dependencies: { zod: "4" }, devDependencies: { vitest: "4" } }));
  for (const name of ["zod", "vitest", "ajv", "@grafana/sdk"]) {
    put(directory, `node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js", version: "1.0.0" }));
    put(directory, `node_modules/${name}/index.js`, "");
  }
  for (const [path, content] of Object.entries(files)) put(directory, path, content);
  const { tsConfig, ...options } = ruleSet.options;
  expect(tsConfig).toEqual({ fileName: "tsconfig.json" });
  const { output } = await cruise(["src"], {
    ...options,
    baseDir: directory,
    validate: true,
    ruleSet: { forbidden: ruleSet.forbidden },
  });
  return (output as ICruiseResult).summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
}

/** Folders of src and of exporter/src with the folders beside them that the rules allow them to import. */
const folderRules: readonly (readonly [rule: string, folder: string, allowed: readonly string[]])[] =
  ruleSet.forbidden.flatMap(({ name, from, to }: Rule) => {
    const [, root, folder] = /^\^((?:exporter\/)?src)\/\(([a-z-]+)\)\/$/.exec(from.path ?? "") ?? [];
    const pattern = [to.pathNot].flat().find((path) => path?.startsWith(`^${root}/(`));
    const allowed = /\((.*)\)/.exec(pattern ?? "")?.[1]?.split("|") ?? [];
    if (root === undefined || folder === undefined) return [];
    return [[name, `${root}/${folder}`, allowed.filter((other) => other !== folder)]];
  });

/** Names of the folders beside a folder that its files import. */
const importedBy = (folder: string): ReadonlySet<string> =>
  new Set(
    readdirSync(join(project, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .flatMap((path) => [
        ...readFileSync(join(project, folder, path), "utf8").matchAll(/from "(?:\.\.\/)+([a-z-]+)\//g),
      ])
      .map((match) => match[1] ?? ""),
  );

/** The text of a module that imports others. */
const uses = (...paths: string[]) => paths.map((path, index) => `import * as x${index} from "${path}";`).join("\n");

const clean = {
  "src/suggestion.ts": "export {};",
  "src/lab/index.ts": uses("zod", "../suggestion.js"),
  "src/metrics/index.ts": "export {};",
  "src/promql/index.ts": "export {};",
  "src/queries/index.ts": uses("../lab/index.js", "../metrics/index.js", "../promql/index.js"),
  "src/grafana/index.ts": uses("../promql/index.js", "../suggestion.js"),
  "src/panels/index.ts": uses("../queries/index.js", "../grafana/index.js"),
  "src/dashboards/index.ts": uses("../panels/index.js"),
  "src/provisioning/index.ts": uses("../lab/index.js"),
  "src/check/index.ts": uses("../suggestion.js"),
  "src/index.ts": uses("./dashboards/index.js", "./provisioning/index.js", "./check/index.js", "./lab/index.js"),
  "src/cli/main.ts": uses("../index.js", "../check/index.js", "../lab/index.js"),
};

describe("the rules of the layers", () => {
  it("accept a tree that follows them", async () => {
    expect(await broken(clean)).toEqual([]);
  });

  it.each([
    ["layer-lab", "src/lab/index.ts", "../promql/index.js"],
    ["layer-lab", "src/lab/index.ts", "../metrics/index.js"],
    ["layer-metrics", "src/metrics/index.ts", "../promql/index.js"],
    ["layer-promql", "src/promql/index.ts", "../metrics/index.js"],
    ["layer-queries", "src/queries/index.ts", "../check/index.js"],
    ["layer-grafana", "src/grafana/index.ts", "../lab/index.js"],
    ["layer-panels", "src/panels/index.ts", "../check/index.js"],
    ["layer-dashboards", "src/dashboards/index.ts", "../check/index.js"],
    ["layer-provisioning", "src/provisioning/index.ts", "../check/index.js"],
    ["layer-panels", "src/panels/index.ts", "../metrics/index.js"],
    ["layer-dashboards", "src/dashboards/index.ts", "../metrics/index.js"],
    ["layer-provisioning", "src/provisioning/index.ts", "../panels/index.js"],
    ["layer-provisioning", "src/provisioning/index.ts", "../dashboards/index.js"],
    ["layer-check", "src/check/index.ts", "../lab/index.js"],
    ["shared-files-are-leaves", "src/suggestion.ts", "./lab/index.js"],
    ["entry-joins-rooms", "src/index.ts", "./provisioning/write.js"],
    ["command-is-a-user", "src/cli/main.ts", "../provisioning/write.js"],
    ["sdk-at-the-boundary", "src/queries/index.ts", "@grafana/sdk"],
    ["light-lab-and-metrics", "src/lab/index.ts", "ajv"],
    ["no-development-packages", "src/check/index.ts", "vitest"],
    ["no-unlisted-packages", "src/check/index.ts", "ajv"],
    ["source-stands-alone", "src/check/index.ts", "../../test/some.js"],
    ["no-unresolvable", "src/check/index.ts", "./nowhere.js"],
  ])("%s: %s may not import %s", async (rule, from, to) => {
    const files = {
      ...clean,
      "src/provisioning/write.ts": "export {};",
      "test/some.ts": "export {};",
      [from]: `${clean[from as keyof typeof clean]}\nimport * as forbidden from "${to}";`,
    };
    const found = await broken(files);
    expect(found).toContain(`${rule}: ${from}`);
  });

  it("apply to an import of types", async () => {
    const files = {
      ...clean,
      "src/lab/index.ts": 'import type * as promql from "../promql/index.js"; export type X = promql.X;',
    };
    expect(await broken(files)).toEqual(["layer-lab: src/lab/index.ts"]);
  });

  it("find cycles and unused files", async () => {
    const files = {
      ...clean,
      "src/lab/index.ts": uses("./one.js"),
      "src/lab/one.ts": uses("./two.js"),
      "src/lab/two.ts": uses("./one.js"),
      "src/lab/forgotten.ts": "export const x = 1;",
    };
    const found = await broken(files);
    expect(found).toContain("no-cycles: src/lab/one.ts");
    expect(found).toContain("no-orphans: src/lab/forgotten.ts");
  });

  it.each(folderRules)("%s allows only imports that the code has", (_, folder, allowed) => {
    expect([...importedBy(folder)].filter((other) => allowed.includes(other)).sort()).toEqual([...allowed].sort());
  });

  it("have a reason each", () => {
    for (const { name, comment } of ruleSet.forbidden) expect(comment.length, name).toBeGreaterThan(20);
  });
});
