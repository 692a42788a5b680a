import { expect, it } from "vitest";
import { demandFiles, longestFiles } from "./longest-first.js";
import { root } from "./package/build-once.js";

it("refuses to sort by a file that doesn't exist, and names it", () => {
  expect(() => {
    demandFiles(longestFiles, root);
  }).not.toThrow();
  expect(() => {
    demandFiles(["test/longest-first.ts", "test/renamed.test.ts"], root);
  }).toThrow("lists files that don't exist: test/renamed.test.ts.");
});
