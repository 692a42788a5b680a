/** Prints the sum of test reports, the last line of a run in CI. The exit code is 1 where a report is missing. */
import { countsText, readCounts, sumCounts } from "./test-counts.js";

const reports = await Promise.all(
  process.argv.slice(2).map(async (path) => ({ path, counts: await readCounts(path) })),
);
for (const { path, counts } of reports) {
  if (counts !== undefined) continue;
  console.error(`The test runner left no report ${path}.`);
  process.exitCode = 1;
}
console.log(countsText(sumCounts(reports.flatMap(({ counts }) => counts ?? []))));
