/** The pages of the documentation, with their code blocks, anchors and links. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../package/build-once.js";

export interface Block {
  /** `docs/how-to/write-typed-promql.md:12`, the line of its fence. */
  readonly place: string;
  readonly language: string;
  /** The file that the reader should write: `yaml title="lab.yml"`. */
  readonly file: string | undefined;
  readonly text: string;
}

export interface Page {
  /** Path from the root of the package. */
  readonly path: string;
  readonly blocks: readonly Block[];
  /** Anchors of the headings. */
  readonly anchors: ReadonlySet<string>;
  /** Targets of links and images, unchanged. */
  readonly links: readonly string[];
}

const fence = /^( *)(`{3,})([\w-]*)(.*)$/;

/** The code blocks, and the lines outside them. */
function splitBlocks(path: string, text: string): { blocks: Block[]; prose: string[] } {
  const blocks: Block[] = [];
  const prose: string[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent = "", ticks, language = "", rest = ""] = fence.exec(lines[at] ?? "") ?? [];
    if (ticks === undefined) {
      prose.push(lines[at] ?? "");
      continue;
    }
    const end = lines.findIndex((line, index) => index > at && line.trim() === ticks);
    if (end < 0) throw new Error(`${path}:${at + 1}: this block isn't closed`);
    blocks.push({
      place: `${path}:${at + 1}`,
      language,
      file: /title="([^"]+)"/.exec(rest)?.[1],
      text: lines
        .slice(at + 1, end)
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
        .join("\n"),
    });
    at = end;
  }
  return { blocks, prose };
}

/** The anchors that GitHub makes from headings: lower case, without punctuation, with a number after a repeated one. */
function anchorsOf(prose: readonly string[]): Set<string> {
  const anchors = new Set<string>();
  for (const line of prose) {
    const [, heading] = /^#{1,6} (.*)$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replaceAll("\\", "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replaceAll(" ", "-");
    let free = anchor;
    for (let count = 1; anchors.has(free); count += 1) free = `${anchor}-${count}`;
    anchors.add(free);
  }
  return anchors;
}

export function readPage(path: string, text: string): Page {
  const { blocks, prose } = splitBlocks(path, text);
  const withoutCode = prose.map((line) => line.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, ""));
  const links = withoutCode.flatMap((line) => [...line.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map(([, to = ""]) => to));
  return { path, blocks, anchors: anchorsOf(prose), links };
}

/** The READMEs, the changelog, and all pages under docs. */
export const pages: readonly Page[] = [
  "README.md",
  "CHANGELOG.md",
  "exporter/README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path}`)
    .sort(),
].map((path) => readPage(path, readFileSync(join(root, path), "utf8")));

export const blocksIn = (...languages: readonly string[]): Block[] =>
  pages.flatMap(({ blocks }) => blocks.filter(({ language }) => languages.includes(language)));
