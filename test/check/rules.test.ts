import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileChecks, rules } from "../../src/check/rules.js";

const root = join(import.meta.dirname, "../..");
const names = [...rules.map(({ name }) => name), ...fileChecks].sort();

/** `area/name` of the files below a folder. */
const below = (folder: string, ending: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending))
    .map((path) => path.slice(0, -ending.length).replaceAll("\\", "/"))
    .sort();

describe("every rule", () => {
  it("has a file and a test by its name", () => {
    const own = rules.map(({ name }) => name).sort();
    expect(below("src/check/rules", ".ts")).toEqual(own);
    expect(below("test/check/rules", ".test.ts")).toEqual(own);
  });

  it("has a page, and every page has a rule", () => {
    expect(below("docs/reference/checks", ".md").filter((page) => page !== "README")).toEqual(names);
  });

  it.each(rules)("$name has its reason on its page", ({ name, why, severity }) => {
    const page = readFileSync(join(root, "docs/reference/checks", `${name}.md`), "utf8");
    expect(page).toContain(`# ${name}`);
    expect(page.replaceAll(/\s+/g, " ")).toContain(why);
    expect(page).toContain(severity);
  });

  it("has a unique name", () => {
    expect(names).toEqual([...new Set(names)]);
  });
});
