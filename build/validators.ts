import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { build } from "esbuild";
import { jsonSchemas } from "../src/check/schema/json-schema.js";

/** Options of Ajv, here and in the test that compares the compiled code with Ajv. */
export const ajvOptions = {
  strict: true,
  strictRequired: false,
  allErrors: true,
  discriminator: true,
  // The check writes its own messages from the schema around an error.
  messages: false,
  verbose: true,
  // A schema that is referenced several times is compiled once.
  inlineRefs: false,
} as const;

const declaration = `import type { Validator } from "./validator.js";
export declare const dashboard: Validator;
export declare const datasource: Validator;
export declare const dashboardProvider: Validator;
export declare const prometheusRules: Validator;
export declare const prometheusRuleTests: Validator;
`;

/** The validators as one ES module without imports, and its declaration. The same schemas give the same bytes. */
export const compileValidators = async (): Promise<{ readonly code: string; readonly declaration: string }> => {
  const schemas = jsonSchemas();
  const ajv = new Ajv2020({ ...ajvOptions, code: { source: true, esm: true, lines: false } });
  for (const schema of Object.values(schemas)) ajv.compile(schema);
  const source = standalone.default(ajv, {
    dashboard: schemas.dashboard.$id,
    datasource: schemas.datasource.$id,
    dashboardProvider: schemas["dashboard-provider"].$id,
    prometheusRules: schemas["prometheus-rules"].$id,
    prometheusRuleTests: schemas["prometheus-rule-tests"].$id,
  });
  // Ajv's code imports functions of its runtime, such as the length of a text in code points; the bundle contains them.
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, sourcefile: "validators.js" },
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["main"],
    target: "es2022",
    minify: true,
    write: false,
    banner: { js: "// Written by `npm run build` from src/check/schema; don't edit." },
  });
  return { code: outputFiles.map(({ text }) => text).join(""), declaration };
};

const writeIfChanged = async (path: string, content: string) => {
  const before = await readFile(path, "utf8").catch(() => undefined);
  if (before !== content) await writeFile(path, content);
};

/**
 * Writes `generated.js` and `generated.d.ts` into the directories, where their content differs. TypeScript's compiler
 * doesn't copy JavaScript files: `writeValidators(["src/check/validators", "dist/check/validators"])`.
 */
export const writeValidators = async (directories: readonly string[] = ["src/check/validators"]): Promise<void> => {
  const { code, declaration: types } = await compileValidators();
  for (const directory of directories) {
    await mkdir(directory, { recursive: true });
    await writeIfChanged(join(directory, "generated.js"), code);
    await writeIfChanged(join(directory, "generated.d.ts"), types);
  }
};
