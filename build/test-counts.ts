import { readFile } from "node:fs/promises";

/** The counts of a test run. */
interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const recordOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === "object" && value !== null ? Object.entries<unknown>({ ...value }) : []);

const numberAt = (record: ReadonlyMap<string, unknown>, key: string): number => {
  const value = record.get(key);
  if (typeof value !== "number") throw new Error(`the test runner's report has no ${key}`);
  return value;
};

/** Files that failed before any of their tests ran, on import for example: the runner counts no failed test for them. */
const brokenFiles = (report: ReadonlyMap<string, unknown>): number => {
  const files = report.get("testResults");
  if (!Array.isArray(files)) return 0;
  return files.map(recordOf).filter((file) => {
    const tests = file.get("assertionResults");
    const hasFailedTest = Array.isArray(tests) && tests.some((test) => recordOf(test).get("status") === "failed");
    return file.get("status") === "failed" && !hasFailedTest;
  }).length;
};

/** Counts from the test runner's JSON report; a broken file counts as one failed test. */
export function countTests(text: string): TestCounts {
  const report = recordOf(JSON.parse(text));
  return {
    passed: numberAt(report, "numPassedTests"),
    failed: numberAt(report, "numFailedTests") + brokenFiles(report),
    skipped: numberAt(report, "numPendingTests") + numberAt(report, "numTodoTests"),
  };
}

export const sumCounts = (counts: readonly TestCounts[]): TestCounts => ({
  passed: counts.reduce((sum, { passed }) => sum + passed, 0),
  failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  skipped: counts.reduce((sum, { skipped }) => sum + skipped, 0),
});

/** `12 passed, 0 failed`, and `, 1 skipped` where tests were skipped. */
export const countsText = ({ passed, failed, skipped }: TestCounts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

/** The counts of a report file; undefined where the runner ended before it wrote one. */
export async function readCounts(path: string): Promise<TestCounts | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : countTests(text);
}
