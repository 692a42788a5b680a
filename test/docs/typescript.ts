/** The TypeScript on the pages: compiled as a user of the package would, run, and compared with what it says it prints. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { execute, root } from "../package/build-once.js";
import type { Block, Page } from "./pages.js";

/** One module of a page: a block with imports, and those after it that go on with it. */
export interface Example {
  readonly name: string;
  readonly place: string;
  readonly text: string;
  /** Told to stand in a file of its own, where other files are beside it: compiled here, and run there. */
  readonly isFile: boolean;
}

/** What the text says about a line of code. */
interface Saying {
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

/** The same lines, but that errors show which are expected. */
const withoutExpectations = (text: string) => text.replaceAll("@ts-expect-error", "@was-expected");

/** Whether a text is what a pattern with "…" for anything says. */
export function isAsShown(text: string, shown: string): boolean {
  const pattern = shown
    .split("…")
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .join("[^]*");
  return new RegExp(`^${pattern}$`).test(text);
}

/** Compiles all examples at once, into a directory where the built package is installed. What it returns is wrong. */
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
    if (source === undefined) throw new Error(`the compiler hasn't got ${file}`);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => ({
        line: source.getLineAndCharacterOfPosition(start).line,
        text: ts.flattenDiagnosticMessageText(messageText, "\n"),
      }),
    );
  };
  const faults = examples.flatMap((example) => {
    const found = diagnosticsOf(fileOf(example)).map(({ line, text }) => `${example.place}, line ${line + 1}: ${text}`);
    const refused = diagnosticsOf(bareOf(example));
    return [
      ...found,
      ...expectationsIn(example.text).flatMap(({ line, text }) => {
        const messages = refused.filter((one) => one.line === line + 1).map((one) => one.text);
        const isGiven = messages.some((message) => isAsShown(message, `…${text}…`));
        return isGiven ? [] : [`${example.place}: the compiler doesn't say "${text}" but ${JSON.stringify(messages)}`];
      }),
    ];
  });
  for (const example of examples) {
    const { outputText } = ts.transpileModule(withoutRefused(example.text), {
      compilerOptions: { ...options, module: ts.ModuleKind.ESNext },
    });
    writeFileSync(join(directory, `${example.name}.js`), outputText);
  }
  return faults;
}

/** What the compiler refuses isn't run. */
function withoutRefused(text: string): string {
  const source = ts.createSourceFile("example.ts", text, ts.ScriptTarget.ES2022, true);
  return source.statements
    .map((statement) => statement.getFullText(source))
    .filter((statement) => !statement.includes("@ts-expect-error"))
    .join("");
}

/** `// @ts-expect-error what the compiler says` */
const expectationsIn = (text: string): Saying[] =>
  text.split("\n").flatMap((line, index) => {
    const [, message] = /@ts-expect-error ?(.*)$/.exec(line) ?? [];
    return message === undefined ? [] : [{ line: index, text: message === "" ? "(a message)" : message }];
  });

/** What the comment behind each `console.log(…);` says that it prints; undefined where there is none. */
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

/** Runs compiled examples, one after the other in one process: what each prints, by its name. */
export async function runAll(directory: string, examples: readonly Example[]): Promise<ReadonlyMap<string, string[]>> {
  writeFileSync(join(directory, "run.mjs"), runner);
  const files = Object.fromEntries(examples.map(({ name }) => [name, `./${name}.js`]));
  const { stdout } = await execute(process.execPath, ["run.mjs", JSON.stringify(files)], {
    cwd: directory,
    maxBuffer: 64 * 1024 * 1024,
  });
  return new Map(Object.entries<string[]>(JSON.parse(stdout)));
}
