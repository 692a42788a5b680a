/** Lists of pages, from the pages themselves: what each is called, and what it says first. */
import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { GeneratedFile } from "../generated.js";
import { root } from "../process.js";
import { generatedFrom, page, table } from "./markdown.js";

interface Summary {
  readonly path: string;
  readonly title: string;
  /** The first paragraph. */
  readonly opening: string;
}

function summaryOf({ path, content }: GeneratedFile): Summary {
  const [, title] = /^# (.+)$/m.exec(content) ?? [];
  const [, opening] = /^# .+\n+([^\n#|<-][^]*?)\n(?:\n|$)/m.exec(content) ?? [];
  if (title === undefined || opening === undefined)
    throw new Error(`${path} has no title ("# …") with a paragraph below it, by which an index could name it`);
  return { path, title, opening: opening.replaceAll("\n", " ") };
}

const link = (from: string, { path, title }: Summary) => `[${title}](${posix.relative(from, path)})`;
const firstSentence = (text: string) =>
  /^.*?[.?](?=\s|$)/.exec(text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1"))?.[0] ?? text;

function checksIndex(pages: readonly Summary[]): string {
  return page(
    generatedFrom("the pages beside it"),
    "# Checks",
    "What `homelab-dashboards check` looks at, and `build` before it writes anything. Each finding names its check in brackets.",
    table(
      ["check", "severity", "what goes wrong without it"],
      pages.map((summary) => {
        const [, severity, why] = /^\*\*(\w+)\*\* · (.*)$/.exec(summary.opening) ?? [];
        if (severity === undefined || why === undefined)
          throw new Error(`${summary.path}: the first line isn't "**error** · what goes wrong"`);
        return [link("docs/checks", summary), severity, why];
      }),
    ),
  );
}

const decisionsIndex = (pages: readonly Summary[]): string =>
  page(
    generatedFrom("the pages beside it"),
    "# Decisions",
    "What was decided where several ways were open, and why.",
    pages.map((summary) => `- ${link("docs/decisions", summary)}`).join("\n"),
  );

/** Which page to read first; the others follow by their names. */
const order = [
  "tutorial",
  "lab",
  "dashboards/README",
  "metrics",
  "exporter-metrics",
  "scores",
  "promql",
  "node-graph",
  "checks/README",
];

function docsIndex(pages: readonly Summary[]): string {
  const rank = ({ path }: Summary) => {
    const place = order.findIndex((name) => path === `docs/${name}.md`);
    return place < 0 ? order.length : place;
  };
  const sorted = [...pages].sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1));
  return page(
    generatedFrom("the pages beside it"),
    "# Documentation",
    "Start with the tutorial. All code on these pages is compiled and run by the tests, and what is generated is built " +
      "again and compared.",
    sorted.map((summary) => `- ${link("docs", summary)}: ${firstSentence(summary.opening)}`).join("\n"),
    "The exporter has [a page of its own](../exporter/README.md), beside its source.",
  );
}

async function pagesIn(folder: string, generated: readonly GeneratedFile[]): Promise<GeneratedFile[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  const paths = names
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .filter((path) => path.endsWith(".md") && path !== `${folder}/README.md`)
    .filter((path) => !generated.some((file) => file.path === path))
    .sort();
  return Promise.all(paths.map(async (path) => ({ path, content: await readFile(join(root, path), "utf8") })));
}

/** The list of checks, that of decisions, and that of all pages: those given, and those that stand in docs. */
export async function indexFiles(generated: readonly GeneratedFile[]): Promise<readonly GeneratedFile[]> {
  const summaries = async (folder: string) => (await pagesIn(folder, generated)).map(summaryOf);
  const folders = [
    { path: "docs/checks/README.md", content: checksIndex(await summaries("docs/checks")) },
    { path: "docs/decisions/README.md", content: decisionsIndex(await summaries("docs/decisions")) },
  ];
  const written = (await pagesIn("docs", generated)).filter(({ path }) => posix.dirname(path) === "docs");
  const listed = [...generated, ...folders].filter(
    ({ path }) => posix.dirname(path) === "docs" || path.endsWith("/README.md"),
  );
  return [...folders, { path: "docs/README.md", content: docsIndex([...written, ...listed].map(summaryOf)) }];
}
