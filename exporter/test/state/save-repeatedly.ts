import { openStateFile } from "../../src/state/state-file.js";

// Saves states of one repeated number, a given number of times or until it is killed.
const [path = "", round = "0", times = "Infinity"] = process.argv.slice(2);
const file = openStateFile(path);
for (let index = 0; index < Number(times); index += 1) {
  await file.save({ numbers: Array.from({ length: 20_000 }, () => Number(round) * 1_000_000 + index) });
  if (index === 0) process.send?.("saved");
}
