/** The indexes of docs/: the checks, the decisions, and all pages by purpose. Each page is listed by its title and first paragraph. */
import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { CommittedFile } from "../committed-files.js";
import { root } from "../process.js";
import { generatedFrom, page, table } from "./markdown.js";

interface Summary {
  readonly path: string;
  readonly title: string;
  readonly firstParagraph: string;
}

const checksFolder = "docs/reference/checks";
const decisionsFolder = "docs/explanation/decisions";

function summaryOf({ path, content }: CommittedFile): Summary {
  const [, title] = /^# (.+)$/m.exec(content) ?? [];
  const [, firstParagraph] = /^# .+\n+([^\n#|<-][^]*?)\n(?:\n|$)/m.exec(content) ?? [];
  if (title === undefined || firstParagraph === undefined)
    throw new Error(`${path} needs a title ("# …") and a paragraph below it; the index shows both`);
  return { path, title, firstParagraph: firstParagraph.replaceAll("\n", " ") };
}

const link = (from: string, { path, title }: Summary) => `[${title}](${posix.relative(from, path)})`;
const firstSentence = (text: string) =>
  /^.*?[.?](?=\s|$)/.exec(text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1"))?.[0] ?? text;

function checksIndex(pages: readonly Summary[]): string {
  return page(
    generatedFrom("the pages beside it"),
    "# Checks",
    "The rules of `homelab-dashboards check`. `build` applies them, too, before it writes a file. Each finding names " +
      "its rule in brackets.",
    table(
      ["check", "severity", "what goes wrong without it"],
      pages.map((summary) => {
        const [, severity, why] = /^\*\*(\w+)\*\* · (.*)$/.exec(summary.firstParagraph) ?? [];
        if (severity === undefined || why === undefined)
          throw new Error(`${summary.path}: the first paragraph must be "**error** · what goes wrong"`);
        return [link(checksFolder, summary), severity, why];
      }),
    ),
  );
}

const decisionsIndex = (pages: readonly Summary[]): string =>
  page(
    generatedFrom("the pages beside it"),
    "# Decisions",
    "Design decisions of this project, with their reasons and costs.",
    pages.map((summary) => `- ${link(decisionsFolder, summary)}`).join("\n"),
  );

/** The four purposes of a page (Diátaxis), in the order of the index. Pages that `order` doesn't name follow by path. */
const purposes = [
  {
    folder: "docs/tutorials",
    title: "Tutorials",
    about: "Lessons that you follow from start to end.",
    order: ["first-dashboards", "change-a-panel"],
  },
  {
    folder: "docs/how-to",
    title: "How-to guides",
    about: "Steps for one task each.",
    order: ["connect-grafana-and-prometheus", "set-up-the-exporter", "check-in-ci"],
  },
  {
    folder: "docs/reference",
    title: "Reference",
    about: "Facts to look up. Most of these pages are generated from the code.",
    order: [
      "lab",
      "dashboards/README",
      "metrics",
      "exporter",
      "exporter-metrics",
      "scores",
      "checks/README",
      "library",
    ],
  },
  {
    folder: "docs/explanation",
    title: "Explanation",
    about: "Background, reasons and limits.",
    order: ["where-figures-come-from", "security", "how-queries-are-proven", "node-graphs"],
  },
] as const;

/** First pages for each kind of reader. */
const starts: readonly (readonly [goal: string, start: string])[] = [
  [
    "see my network in Grafana",
    "[From an empty directory to Grafana](tutorials/first-dashboards.md), then [Set up the exporter](how-to/set-up-the-exporter.md)",
  ],
  ["know what a panel shows", "[Dashboards](reference/dashboards/README.md)"],
  ["write `lab.yml`", "[The lab](reference/lab.md)"],
  [
    "write panels and queries of my own",
    "[Change a panel](tutorials/change-a-panel.md), then [Write typed PromQL](how-to/write-typed-promql.md)",
  ],
  ["scrape the exporter with other dashboards", "[homelab-exporter](../exporter/README.md)"],
  ["change the code of this project", "[CONTRIBUTING](../CONTRIBUTING.md)"],
  ["know what an attacker can reach", "[Security](explanation/security.md)"],
  [
    "judge the design",
    "[How queries are proven](explanation/how-queries-are-proven.md) and [Decisions](explanation/decisions/README.md)",
  ],
];

function docsIndex(pages: readonly Summary[]): string {
  const sections = purposes.map(({ folder, title, about, order }) => {
    const rank = ({ path }: Summary) => {
      const place = order.findIndex((name) => path === `${folder}/${name}.md`);
      return place < 0 ? order.length : place;
    };
    const sorted = pages
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1));
    const entries = sorted.map((summary) => `- ${link("docs", summary)}: ${firstSentence(summary.firstParagraph)}`);
    return [`## ${title}`, about, entries.join("\n")].join("\n\n");
  });
  return page(
    generatedFrom("the pages beside it"),
    "# Documentation",
    "The pages are sorted by purpose: lessons, steps for a task, facts, and background. The tests compile and run the " +
      "code on them, and compare generated pages with a new build.",
    table(["I want to", "start with"], starts),
    ...sections,
  );
}

/** The Markdown files of a folder and its subfolders that are written by hand, without the folder's own README. */
async function writtenPagesIn(folder: string, generated: readonly CommittedFile[]): Promise<CommittedFile[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  const paths = names
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .filter((path) => path.endsWith(".md") && path !== `${folder}/README.md`)
    .filter((path) => !generated.some((file) => file.path === path))
    .sort();
  return Promise.all(paths.map(async (path) => ({ path, content: await readFile(join(root, path), "utf8") })));
}

/** Pages of a folder with its own index are listed there, not in docs/README.md. */
const isListed = ({ path }: CommittedFile) =>
  purposes.some(({ folder }) => posix.dirname(path) === folder) || path.endsWith("/README.md");

/** @param generated the other generated pages */
export async function indexFiles(generated: readonly CommittedFile[]): Promise<readonly CommittedFile[]> {
  const summaries = async (folder: string) => (await writtenPagesIn(folder, generated)).map(summaryOf);
  const folders = [
    { path: `${checksFolder}/README.md`, content: checksIndex(await summaries(checksFolder)) },
    { path: `${decisionsFolder}/README.md`, content: decisionsIndex(await summaries(decisionsFolder)) },
  ];
  const written = await writtenPagesIn("docs", [...generated, ...folders]);
  const listed = [...written, ...generated, ...folders].filter(isListed);
  return [...folders, { path: "docs/README.md", content: docsIndex(listed.map(summaryOf)) }];
}
