import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countsText, countTests, readCounts, sumCounts } from "../../build/test-counts.js";
import { put, scratchDirectory } from "../provisioning/scratch.js";
import { root } from "./build-once.js";

const counts = { numPassedTests: 12, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});
const line = (report: object) => countsText(countTests(JSON.stringify(report)));

describe("the counts of a test run", () => {
  it.each([
    [counts, "12 passed, 0 failed"],
    [{ ...counts, numPendingTests: 1, numTodoTests: 2 }, "12 passed, 0 failed, 3 skipped"],
    [{ ...counts, numFailedTests: 1, testResults: [file("failed", "passed", "failed")] }, "12 passed, 1 failed"],
    // Files that failed on import or in their set-up.
    [{ ...counts, testResults: [file("passed", "passed"), file("failed")] }, "12 passed, 1 failed"],
    [{ ...counts, testResults: [file("failed", "skipped")] }, "12 passed, 1 failed"],
  ])("%#", (report, expected) => {
    expect(line(report)).toBe(expected);
  });

  it("come from the report alone", async () => {
    expect(() => line({})).toThrow("the test runner's report has no numPassedTests");
    const directory = scratchDirectory();
    expect(await readCounts(join(directory, "missing.json"))).toBeUndefined();
    put(directory, "report.json", JSON.stringify(counts));
    expect(await readCounts(join(directory, "report.json"))).toEqual({ passed: 12, failed: 0, skipped: 0 });
  });

  it("add up", () => {
    expect(sumCounts([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
    const sum = sumCounts([
      { passed: 3, failed: 0, skipped: 1 },
      { passed: 4, failed: 2, skipped: 0 },
    ]);
    expect(sum).toEqual({ passed: 7, failed: 2, skipped: 1 });
  });
});

describe("the last line of a run in CI", () => {
  const print = (...reports: readonly string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "build/print-counts.ts", ...reports], {
      cwd: root,
      encoding: "utf8",
    });

  it("is the sum of all suites", () => {
    const directory = scratchDirectory();
    put(directory, "one.json", JSON.stringify(counts));
    put(directory, "two.json", JSON.stringify({ ...counts, numPassedTests: 3, numFailedTests: 1 }));
    const { status, stdout } = print(join(directory, "one.json"), join(directory, "two.json"));
    expect({ status, stdout }).toEqual({ status: 0, stdout: "15 passed, 1 failed\n" });
  });

  it("comes with an error where a suite left no report", () => {
    const directory = scratchDirectory();
    put(directory, "one.json", JSON.stringify(counts));
    const missing = join(directory, "two.json");
    expect(print(join(directory, "one.json"), missing)).toMatchObject({
      status: 1,
      stdout: "12 passed, 0 failed\n",
      stderr: `The test runner left no report ${missing}.\n`,
    });
  });
});
