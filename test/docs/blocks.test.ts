import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { parseExpression } from "../../build/docs/promql.js";
import { parseLab } from "../../src/lab/index.js";
import { labJsonSchema } from "../../src/lab/json-schema.js";
import { ensureBuilt, execute, root } from "../package/build-once.js";
import { blocksIn, pages, readPage, type Block } from "./pages.js";
import { callsIn, stepsIn } from "./shell.js";
import { compile, examplesOf, isAsShown, printsIn, runAll } from "./typescript.js";

let directory: string;
beforeAll(async () => {
  await ensureBuilt();
  directory = mkdtempSync(join(tmpdir(), "homelab-dashboards-docs-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** How each language is looked at; `text` is looked at by nobody but its reader. */
const languages = ["ts", "sh", "console", "yaml", "json", "promql", "text"];

describe("blocks of code", () => {
  it("say which language they are in, and it is one that is looked at", () => {
    const others = pages.flatMap(({ blocks }) => blocks.filter(({ language }) => !languages.includes(language)));
    expect(others.map(({ place, language }) => `${place} ${language}`)).toEqual([]);
  });

  const labKeys = new Set(Object.keys(labJsonSchema().properties ?? {}));
  const isLab = (block: Block) => {
    const content: unknown = parse(block.text);
    if (typeof content !== "object" || content === null) return false;
    // Docker Compose's services are a mapping, a lab's are a list.
    const isCompose = "services" in content && !Array.isArray(content.services);
    return !isCompose && Object.keys(content).every((key) => labKeys.has(key));
  };
  const yaml = blocksIn("yaml");
  const labs = yaml.filter(isLab);

  it.each(yaml.map((block) => [block.place, block] as const))("%s is YAML", (_, { text }) => {
    expect(parseAllDocuments(text).flatMap((document) => [...document.errors, ...document.warnings])).toEqual([]);
  });

  it.each(labs.map((block) => [block.place, block] as const))("%s is a lab", (place, { text }) => {
    expect(() => parseLab(text, place)).not.toThrow();
  });

  it("shows a lab for every section, and one in the tutorial", () => {
    const shown = (page: string) => labs.filter(({ place }) => place.startsWith(`${page}:`));
    const keys = shown("docs/reference/lab.md").flatMap(({ text }) => Object.keys(parse(text)));
    expect(new Set(keys)).toEqual(labKeys);
    expect(shown("docs/tutorials/first-dashboards.md").length).toBeGreaterThan(0);
  });

  it("is JSON where it says so", () => {
    for (const { place, text } of blocksIn("json")) expect(() => void JSON.parse(text), place).not.toThrow();
  });

  it("is PromQL where it says so", () => {
    const blocks = blocksIn("promql");
    expect(blocks.length).toBeGreaterThan(100);
    for (const { place, text } of blocks) {
      const expressions = text.split(/^# .*$/m).filter((part) => part.trim() !== "");
      for (const expression of expressions) expect(() => parseExpression(expression), place).not.toThrow();
    }
  });
});

describe("what is typed into a shell", () => {
  // tutorial.test.ts runs the commands of the tutorials.
  const commands = {
    "homelab-dashboards": "dist/bin/homelab-dashboards.js",
    "homelab-exporter": "exporter/dist/homelab-exporter.js",
  };
  const typed = pages
    .filter(({ path }) => !path.startsWith("docs/tutorials/"))
    .flatMap(({ blocks }) =>
      blocks.flatMap(({ place, language, text }) => {
        const lines =
          language === "console"
            ? stepsIn(text)
                .map(({ command }) => command)
                .join("\n")
            : language === "sh"
              ? text
              : "";
        return Object.entries(commands).flatMap(([name, file]) =>
          callsIn(lines, name).map((words) => [place, name, words, file] as const),
        );
      }),
    );

  it.each(typed)("%s: %s %j is understood", async (_, _name, words, file) => {
    const code = await execute(process.execPath, [join(root, file), ...words], { cwd: directory }).then(
      () => 0,
      (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
    );
    expect([0, 1]).toContain(code);
  });

  it("shows calls of both commands", () => {
    expect(new Set(typed.map(([, name]) => name))).toEqual(new Set(Object.keys(commands)));
  });

  it("calls scripts that package.json has", async () => {
    const manifest = await import("../../package.json", { with: { type: "json" } });
    for (const { place, text } of blocksIn("sh", "console"))
      for (const [, script = ""] of text.matchAll(/\bnpm run ([\w:-]+)/g))
        expect(Object.keys(manifest.default.scripts), place).toContain(script);
  });
});

describe("TypeScript", () => {
  const examples = pages.flatMap(examplesOf);
  let printed: ReadonlyMap<string, string[]>;

  it("compiles for a user of the package, but for what the pages say doesn't", () => {
    expect(compile(directory, examples)).toEqual([]);
  });

  it("runs", async () => {
    printed = await runAll(
      directory,
      examples.filter(({ isFile }) => !isFile),
    );
    expect(printed.size).toBeGreaterThan(3);
  });

  it.each(examples.filter(({ isFile }) => !isFile).map((example) => [example.place, example] as const))(
    "%s prints what it says",
    (_, { name, text }) => {
      const promises = printsIn(text);
      const lines = printed.get(name) ?? [];
      expect(lines).toHaveLength(promises.length);
      for (const [index, promise] of promises.entries())
        if (promise !== undefined && !isAsShown(lines[index] ?? "", promise)) expect(lines[index]).toBe(promise);
    },
  );

  it("prints PromQL on the page about it", () => {
    const shown = examples.filter(({ place }) => place.startsWith("docs/how-to/write-typed-promql.md:"));
    const expressions = shown.flatMap(({ name, text }) =>
      printsIn(text).flatMap((promise, index) =>
        promise === undefined || promise.startsWith("[") ? [] : [printed.get(name)?.[index] ?? ""],
      ),
    );
    expect(expressions.length).toBeGreaterThan(15);
    for (const expression of expressions) expect(() => parseExpression(expression)).not.toThrow();
  });

  it("shows the README's dashboard without the group that it drops", () => {
    const readme = examples.find(({ place }) => place.startsWith("README.md:"));
    const [dashboard = ""] = printed.get(readme?.name ?? "") ?? [];
    expect(JSON.parse(dashboard)).toMatchObject({ uid: "homelab-services", title: "Service Performance" });
    expect(dashboard).not.toContain("AdGuard Home in detail");
  });
});

describe("what looks at the pages", () => {
  const page = (...lines: readonly string[]) => readPage("page.md", lines.join("\n"));

  it("sees code that doesn't compile, a message that isn't given, and a print that isn't so", async () => {
    const room = mkdtempSync(join(directory, "broken-"));
    const broken = examplesOf(
      page(
        "```ts",
        'import { metrics } from "homelab-dashboards/metrics";',
        "console.log(metrics.upp);",
        "```",
        "```ts",
        "// @ts-expect-error another message",
        "const text: string = 1;",
        "```",
      ),
    );
    expect(compile(room, broken)).toEqual([
      expect.stringContaining("Property 'upp' does not exist"),
      expect.stringContaining('the compiler doesn\'t say "another message"'),
    ]);
    expect(printsIn("console.log(1); // 1\nconsole.log(2);\n// 2\n// two\n\nconsole.log(3);")).toEqual([
      "1",
      "2\ntwo",
      undefined,
    ]);
    expect(isAsShown("built in 12 ms", "built in … ms")).toBe(true);
    expect(isAsShown("built in 12 s", "built in … ms")).toBe(false);
  });

  it("sees blocks, anchors and links", () => {
    const { blocks, anchors, links } = page(
      "# A heading, with `code`",
      "# A heading, with `code`",
      "[here](other.md#there) and `[not](here.md)`",
      '  ```yaml title="lab.yml"',
      "  zones: []",
      "  ```",
    );
    expect(blocks).toEqual([{ place: "page.md:4", language: "yaml", file: "lab.yml", text: "zones: []" }]);
    expect([...anchors]).toEqual(["a-heading-with-code", "a-heading-with-code-1"]);
    expect(links).toEqual(["other.md#there"]);
  });
});
