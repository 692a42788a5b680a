import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countsText, countTests, readCounts } from "../../build/test-counts.js";
import { put, scratchDirectory } from "../provisioning/scratch.js";

const counts = { numPassedTests: 12, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});
const line = (report: object) => countsText(countTests(JSON.stringify(report)));

describe("the last line of a test run", () => {
  it.each([
    [counts, "12 passed, 0 failed"],
    [{ ...counts, numPendingTests: 1, numTodoTests: 2 }, "12 passed, 0 failed, 3 skipped"],
    [{ ...counts, numFailedTests: 1, testResults: [file("failed", "passed", "failed")] }, "12 passed, 1 failed"],
    // Files that couldn't be loaded, or whose set-up failed.
    [{ ...counts, testResults: [file("passed", "passed"), file("failed")] }, "12 passed, 1 failed"],
    [{ ...counts, testResults: [file("failed", "skipped")] }, "12 passed, 1 failed"],
  ])("%#", (report, expected) => {
    expect(line(report)).toBe(expected);
  });

  it("isn't made up where the report says nothing", async () => {
    expect(() => line({})).toThrow("the test runner's report has no numPassedTests");
    const directory = scratchDirectory();
    expect(await readCounts(join(directory, "missing.json"))).toBeUndefined();
    put(directory, "report.json", JSON.stringify(counts));
    expect(await readCounts(join(directory, "report.json"))).toEqual({ passed: 12, failed: 0, skipped: 0 });
  });
});
