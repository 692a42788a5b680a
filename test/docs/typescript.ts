/** TypeScript on the pages: compiled like a user's program, run, and compared with the output in its comments. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { execute, root } from "../package/build-once.js";
import type { Block, Page } from "./pages.js";

/** A module on a page: a block with imports, and the blocks after it that continue it. */
export interface Example {
  readonly name: string;
  readonly place: string;
  readonly text: string;
  /** Whether the page gives it a file name. Such an example needs other files beside it, so only the tutorial's test runs it. */
  readonly isFile: boolean;
}

/** An expected error on a line of code. */
interface ExpectedError {
  readonly line: number;
  readonly text: string;
}

export function examplesOf({ path, blocks }: Page): Example[] {
  const examples: { place: string; blocks: Block[] }[] = [];
  for (const block of blocks.filter(({ language }) => language === "ts")) {
    const last = examples.at(-1);
    if (last === undefined || block.file !== undefined || /^import /m.test(block.text))
      examples.push({ place: block.place, blocks: [block] });
    else last.blocks.push(block);
  }
  return examples.map(({ place, blocks: parts }, index) => ({
    name: `${path.replaceAll(/\W+/g, "-")}-${String(index)}`,
    place,
    text: parts.map(({ text }) => text).join("\n\n"),
    isFile: parts[0]?.file !== undefined,
  }));
}

const options: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2023.d.ts"],
  types: ["node"],
  typeRoots: [join(root, "node_modules/@types")],
  skipLibCheck: true,
};

/** The same lines without the directive, so that the compiler reports the expected errors. */
const withoutExpectations = (text: string) => text.replaceAll("@ts-expect-error", "@was-expected");

/** Whether a text matches a pattern, in which "…" matches any text. */
export function matchesShown(text: string, shown: string): boolean {
  const pattern = shown
    .split("…")
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .join("[^]*");
  return new RegExp(`^${pattern}$`).test(text);
}

/**
 * Compiles all examples at once, into a directory with the built package.
 *
 * @returns the errors, unexpected ones and missing ones
 */
export function compile(directory: string, examples: readonly Example[]): string[] {
  mkdirSync(join(directory, "node_modules"), { recursive: true });
  symlinkSync(root, join(directory, "node_modules/homelab-dashboards"));
  writeFileSync(join(directory, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const fileOf = ({ name }: Example) => join(directory, `${name}.ts`);
  const bareOf = ({ name }: Example) => join(directory, "bare", `${name}.ts`);
  mkdirSync(join(directory, "bare"), { recursive: true });
  for (const example of examples) {
    writeFileSync(fileOf(example), `${example.text}\nexport {};\n`);
    writeFileSync(bareOf(example), `${withoutExpectations(example.text)}\nexport {};\n`);
  }
  const program = ts.createProgram(
    examples.flatMap((example) => [fileOf(example), bareOf(example)]),
    options,
  );
  const diagnosticsOf = (file: string) => {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`the compiler doesn't know ${file}`);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => ({
        line: source.getLineAndCharacterOfPosition(start).line,
        text: ts.flattenDiagnosticMessageText(messageText, "\n"),
      }),
    );
  };
  const errors = examples.flatMap((example) => {
    const found = diagnosticsOf(fileOf(example)).map(({ line, text }) => `${example.place}, line ${line + 1}: ${text}`);
    const reported = diagnosticsOf(bareOf(example));
    return [
      ...found,
      ...expectedErrorsIn(example.text).flatMap(({ line, text }) => {
        const messages = reported.filter((one) => one.line === line + 1).map((one) => one.text);
        const isReported = messages.some((message) => matchesShown(message, `…${text}…`));
        return isReported
          ? []
          : [`${example.place}: the compiler doesn't say "${text}" but ${JSON.stringify(messages)}`];
      }),
    ];
  });
  for (const example of examples) {
    const { outputText } = ts.transpileModule(withoutErrors(example.text), {
      compilerOptions: { ...options, module: ts.ModuleKind.ESNext },
    });
    writeFileSync(join(directory, `${example.name}.js`), outputText);
  }
  return errors;
}

/** The text without statements that don't compile. */
function withoutErrors(text: string): string {
  const source = ts.createSourceFile("example.ts", text, ts.ScriptTarget.ES2022, true);
  return source.statements
    .map((statement) => statement.getFullText(source))
    .filter((statement) => !statement.includes("@ts-expect-error"))
    .join("");
}

/** Comments of the form `// @ts-expect-error message of the compiler`. */
const expectedErrorsIn = (text: string): ExpectedError[] =>
  text.split("\n").flatMap((line, index) => {
    const [, message] = /@ts-expect-error ?(.*)$/.exec(line) ?? [];
    return message === undefined ? [] : [{ line: index, text: message === "" ? "(a message)" : message }];
  });

/** The output in the comment after each `console.log(…);`; undefined if there is none. */
export function printsIn(text: string): (string | undefined)[] {
  const source = ts.createSourceFile("example.ts", text, ts.ScriptTarget.ES2022, true);
  return source.statements
    .filter((statement) => statement.getText(source).startsWith("console.log("))
    .map((statement) => {
      const [behind = "", ...below] = text.slice(statement.end).split("\n");
      const [, onLine] = /^ *\/\/ (.*)$/.exec(behind) ?? [];
      if (onLine !== undefined) return onLine;
      const end = below.findIndex((line) => !line.startsWith("//"));
      const lines = (end < 0 ? below : below.slice(0, end)).map((line) => line.replace(/^\/\/ ?/, ""));
      return lines.length === 0 || lines[0]?.startsWith("@ts-expect-error") ? undefined : lines.join("\n");
    });
}

const runner = `
  const printed = {};
  let current = [];
  console.log = (...values) => current.push(values.join(" "));
  for (const [name, file] of Object.entries(JSON.parse(process.argv[2]))) {
    current = printed[name] = [];
    await import(file);
  }
  process.stdout.write(JSON.stringify(printed));
`;

/** Runs compiled examples in one process, in order. @returns the printed lines of each example by its name */
export async function runAll(directory: string, examples: readonly Example[]): Promise<ReadonlyMap<string, string[]>> {
  writeFileSync(join(directory, "run.mjs"), runner);
  const files = Object.fromEntries(examples.map(({ name }) => [name, `./${name}.js`]));
  const { stdout } = await execute(process.execPath, ["run.mjs", JSON.stringify(files)], {
    cwd: directory,
    maxBuffer: 64 * 1024 * 1024,
  });
  return new Map(Object.entries<string[]>(JSON.parse(stdout)));
}
