import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../package/build-once.js";
import { pages } from "./pages.js";

const textOf = (path: string) => readFileSync(join(root, path), "utf8");

describe("deviations from the specification", () => {
  it("name the specification, the result and the reason in every row", () => {
    const rows = textOf("docs/explanation/deviations.md")
      .split("\n")
      .filter((line) => line.startsWith("|") && !/^\|[ :|-]*\|$/.test(line))
      .map((line) =>
        line
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim()),
      );
    const entries = rows.filter(([first]) => first !== "specification");
    expect(entries.length).toBeGreaterThan(25);
    expect(entries.filter((cells) => cells.length !== 3 || cells.includes(""))).toEqual([]);
  });
});

describe("decision records", () => {
  const records = pages.map(({ path }) => path).filter((path) => /^docs\/explanation\/decisions\/\d/.test(path));

  it("have numbers without a gap", () => {
    const numbers = records.map((path) => Number(/\/(\d{4})-/.exec(path)?.[1]));
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it.each(records.map((path) => [path]))("%s states the decision and the reason", (path) => {
    expect(textOf(path)).toMatch(/^\*\*Decision\.\*\* \S/m);
    expect(textOf(path)).toMatch(/^\*\*Why\.\*\* \S/m);
  });
});
