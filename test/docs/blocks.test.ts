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
import { compile, examplesOf, matchesShown, printsIn, runAll } from "./typescript.js";

let directory: string;
beforeAll(async () => {
  await ensureBuilt();
  directory = mkdtempSync(join(tmpdir(), "homelab-dashboards-docs-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Languages of blocks. The tests check all of them but `text`. */
const languages = ["ts", "sh", "console", "yaml", "json", "promql", "text"];

describe("blocks of code", () => {
  it("name their language, and it is one of the known ones", () => {
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

  it("include a lab for every section, and one in the tutorial", () => {
    const shown = (page: string) => labs.filter(({ place }) => place.startsWith(`${page}:`));
    const keys = shown("docs/reference/lab.md").flatMap(({ text }) => Object.keys(parse(text)));
    expect(new Set(keys)).toEqual(labKeys);
    expect(shown("docs/tutorials/first-dashboards.md").length).toBeGreaterThan(0);
  });

  it("in JSON are valid JSON", () => {
    for (const { place, text } of blocksIn("json")) expect(() => void JSON.parse(text), place).not.toThrow();
  });

  it("in PromQL are valid PromQL", () => {
    const blocks = blocksIn("promql");
    expect(blocks.length).toBeGreaterThan(100);
    for (const { place, text } of blocks) {
      const expressions = text.split(/^# .*$/m).filter((part) => part.trim() !== "");
      for (const expression of expressions) expect(() => parseExpression(expression), place).not.toThrow();
    }
  });
});

describe("shell commands", () => {
  // tutorial.test.ts runs the commands of the tutorials.
  const commands = {
    "homelab-dashboards": "dist/bin/homelab-dashboards.js",
    "homelab-exporter": "exporter/dist/homelab-exporter.js",
  };
  const calls = pages
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

  it.each(calls)("%s: %s accepts the arguments %j", async (_, _name, words, file) => {
    const code = await execute(process.execPath, [join(root, file), ...words], { cwd: directory }).then(
      () => 0,
      (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
    );
    expect([0, 1]).toContain(code);
  });

  it("include calls of both commands", () => {
    expect(new Set(calls.map(([, name]) => name))).toEqual(new Set(Object.keys(commands)));
  });

  it("name only scripts that package.json has", async () => {
    const manifest = await import("../../package.json", { with: { type: "json" } });
    for (const { place, text } of blocksIn("sh", "console"))
      for (const [, script = ""] of text.matchAll(/\bnpm run ([\w:-]+)/g))
        expect(Object.keys(manifest.default.scripts), place).toContain(script);
  });
});

describe("TypeScript examples", () => {
  const examples = pages.flatMap(examplesOf);
  let printed: ReadonlyMap<string, string[]>;

  it("compile for a user of the package, except the errors on the pages", () => {
    expect(compile(directory, examples)).toEqual([]);
  });

  it("run", async () => {
    printed = await runAll(
      directory,
      examples.filter(({ isFile }) => !isFile),
    );
    expect(printed.size).toBeGreaterThan(3);
  });

  it.each(examples.filter(({ isFile }) => !isFile).map((example) => [example.place, example] as const))(
    "%s prints the output on the page",
    (_, { name, text }) => {
      const outputs = printsIn(text);
      const lines = printed.get(name) ?? [];
      expect(lines).toHaveLength(outputs.length);
      for (const [index, output] of outputs.entries())
        if (output !== undefined && !matchesShown(lines[index] ?? "", output)) expect(lines[index]).toBe(output);
    },
  );

  it("print valid PromQL on the page about PromQL", () => {
    const shown = examples.filter(({ place }) => place.startsWith("docs/how-to/write-typed-promql.md:"));
    const expressions = shown.flatMap(({ name, text }) =>
      printsIn(text).flatMap((output, index) =>
        output === undefined || output.startsWith("[") ? [] : [printed.get(name)?.[index] ?? ""],
      ),
    );
    expect(expressions.length).toBeGreaterThan(15);
    for (const expression of expressions) expect(() => parseExpression(expression)).not.toThrow();
  });

  it("build the README's dashboard without the group that it drops", () => {
    const readme = examples.find(({ place }) => place.startsWith("README.md:"));
    const [dashboard = ""] = printed.get(readme?.name ?? "") ?? [];
    expect(JSON.parse(dashboard)).toMatchObject({ uid: "homelab-services", title: "Service Performance" });
    expect(dashboard).not.toContain("Load balancing in detail");
  });
});

describe("readers of pages", () => {
  const page = (...lines: readonly string[]) => readPage("page.md", lines.join("\n"));

  it("detect code that doesn't compile, a missing error message, and different output", async () => {
    const scratch = mkdtempSync(join(directory, "broken-"));
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
    expect(compile(scratch, broken)).toEqual([
      expect.stringContaining("Property 'upp' does not exist"),
      expect.stringContaining('the compiler doesn\'t say "another message"'),
    ]);
    expect(printsIn("console.log(1); // 1\nconsole.log(2);\n// 2\n// two\n\nconsole.log(3);")).toEqual([
      "1",
      "2\ntwo",
      undefined,
    ]);
    expect(matchesShown("built in 12 ms", "built in … ms")).toBe(true);
    expect(matchesShown("built in 12 s", "built in … ms")).toBe(false);
  });

  it("find blocks, anchors and links", () => {
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
