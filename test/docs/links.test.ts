import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../package/build-once.js";
import { pages, type Page } from "./pages.js";

const byPath = new Map(pages.map((page) => [page.path, page]));
const isElsewhere = (link: string) => /^[a-z]+:/.test(link);

/** What a link leads to: a path from the root of the package, and a place in it. */
function targetOf(page: Page, link: string): { path: string; anchor: string | undefined } {
  const [path = "", anchor] = link.split("#");
  return { path: path === "" ? page.path : normalize(join(dirname(page.path), path)), anchor };
}

/** The indexes of a page's folder and of the folders above it, without docs/README.md. */
const indexesOf = (path: string): string[] =>
  dirname(path) === "docs" ? [] : [`${dirname(path)}/README.md`, ...indexesOf(dirname(path))];

describe("links", () => {
  it.each(pages.map((page) => [page.path, page] as const))("of %s lead somewhere", (_, page) => {
    const dead = page.links.filter((link) => {
      if (isElsewhere(link)) return false;
      const { path, anchor } = targetOf(page, link);
      if (!existsSync(join(root, path))) return true;
      return anchor !== undefined && byPath.get(path)?.anchors.has(anchor) !== true;
    });
    expect(dead).toEqual([]);
  });

  it("of docs/README.md reach every page, by itself or by the page of its folder", () => {
    const index = byPath.get("docs/README.md");
    const linked = index?.links.map((link) => targetOf(index, link).path) ?? [];
    const missing = pages
      .map(({ path }) => path)
      .filter((path) => path.startsWith("docs/") && path !== "docs/README.md")
      .filter((path) => !linked.includes(path) && !indexesOf(path).some((index) => linked.includes(index)));
    expect(missing).toEqual([]);
  });

  it("of a folder's page reach everything in it", () => {
    for (const folder of pages.filter(({ path }) => /^docs\/.+\/README\.md$/.test(path))) {
      const linked = folder.links.map((link) => targetOf(folder, link).path);
      const inside = pages
        .map(({ path }) => path)
        .filter((path) => path.startsWith(`${dirname(folder.path)}/`) && path !== folder.path);
      expect(inside.filter((path) => !linked.includes(path))).toEqual([]);
    }
  });

  it("lead from the README to the index", () => {
    expect(byPath.get("README.md")?.links).toContain("docs/README.md");
  });
});
