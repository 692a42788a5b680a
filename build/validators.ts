import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { build } from "esbuild";
import { jsonSchemas } from "../src/check/schema/json-schema.js";

/** What Ajv is told, here and where a test holds the compiled code against Ajv itself. */
export const ajvOptions = {
  strict: true,
  strictRequired: false,
  allErrors: true,
  discriminator: true,
  // The check writes its own messages, and needs the schema around an error for that.
  messages: false,
  verbose: true,
  // A shape that stands in many places is compiled once.
  inlineRefs: false,
} as const;

const declaration = `import type { Validator } from "./validator.js";
export declare const dashboard: Validator;
export declare const datasource: Validator;
export declare const dashboardProvider: Validator;
`;

/** The validators as one ES module that imports nothing, and its declaration. Same schemas, same bytes. */
export const compileValidators = async (): Promise<{ readonly code: string; readonly declaration: string }> => {
  const schemas = jsonSchemas();
  const ajv = new Ajv2020({ ...ajvOptions, code: { source: true, esm: true, lines: false } });
  for (const schema of Object.values(schemas)) ajv.compile(schema);
  const source = standalone.default(ajv, {
    dashboard: schemas.dashboard.$id,
    datasource: schemas.datasource.$id,
    dashboardProvider: schemas["dashboard-provider"].$id,
  });
  // Ajv's code still requires small functions of its run time (length of a text in code points): these come in here.
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
 * Writes `generated.js` and `generated.d.ts` into the given directories, and leaves files that are right as they are.
 * The compiler takes no JavaScript along, so that the package's own copy is written here too:
 * `writeValidators(["src/check/validators", "dist/check/validators"])`.
 */
export const writeValidators = async (directories: readonly string[] = ["src/check/validators"]): Promise<void> => {
  const { code, declaration: types } = await compileValidators();
  for (const directory of directories) {
    await mkdir(directory, { recursive: true });
    await writeIfChanged(join(directory, "generated.js"), code);
    await writeIfChanged(join(directory, "generated.d.ts"), types);
  }
};
