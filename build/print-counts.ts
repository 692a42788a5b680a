/** Prints the count of a test report, as the last line of a run in CI. */
import { countsText, readCounts } from "./test-counts.js";

const counts = await readCounts(process.argv[2] ?? "");
if (counts === undefined) process.exitCode = 1;
else console.log(countsText(counts));
