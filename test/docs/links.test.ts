import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../package/build-once.js";
import { pages as pagesWithExamples, readPage, type Page } from "./pages.js";

/** contributing.test.ts checks the code of CONTRIBUTING.md. */
const contributing = readPage("CONTRIBUTING.md", readFileSync(join(root, "CONTRIBUTING.md"), "utf8"));
const pages = [...pagesWithExamples, contributing];
const byPath = new Map(pages.map((page) => [page.path, page]));
const isExternal = (link: string) => /^[a-z]+:/.test(link);

/** The target of a link: a path from the root of the package, and an anchor. */
function targetOf(page: Page, link: string): { path: string; anchor: string | undefined } {
  const [path = "", anchor] = link.split("#");
  return { path: path === "" ? page.path : normalize(join(dirname(page.path), path)), anchor };
}

/** The indexes of a page's folder and of the folders above it, without docs/README.md. */
const indexesOf = (path: string): string[] =>
  dirname(path) === "docs" ? [] : [`${dirname(path)}/README.md`, ...indexesOf(dirname(path))];

describe("links", () => {
  it.each(pages.map((page) => [page.path, page] as const))("of %s lead to an existing file and anchor", (_, page) => {
    const dead = page.links.filter((link) => {
      if (isExternal(link)) return false;
      const { path, anchor } = targetOf(page, link);
      if (!existsSync(join(root, path))) return true;
      return anchor !== undefined && byPath.get(path)?.anchors.has(anchor) !== true;
    });
    expect(dead).toEqual([]);
  });

  it("of docs/README.md lead to every page, or to the index of its folder", () => {
    const index = byPath.get("docs/README.md");
    const linked = index?.links.map((link) => targetOf(index, link).path) ?? [];
    const missing = pages
      .map(({ path }) => path)
      .filter((path) => path.startsWith("docs/") && path !== "docs/README.md")
      .filter((path) => !linked.includes(path) && !indexesOf(path).some((index) => linked.includes(index)));
    expect(missing).toEqual([]);
  });

  it("of a folder's index lead to every page in the folder", () => {
    for (const folder of pages.filter(({ path }) => /^docs\/.+\/README\.md$/.test(path))) {
      const linked = folder.links.map((link) => targetOf(folder, link).path);
      const inside = pages
        .map(({ path }) => path)
        .filter((path) => path.startsWith(`${dirname(folder.path)}/`) && path !== folder.path);
      expect(inside.filter((path) => !linked.includes(path))).toEqual([]);
    }
  });

  it("of the README lead to docs/README.md", () => {
    expect(byPath.get("README.md")?.links).toContain("docs/README.md");
  });
});
