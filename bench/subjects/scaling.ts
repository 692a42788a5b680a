/** Builds one lab of a given size. With 0 services it only loads the library, as the baseline. */
import { checkFiles } from "../../src/check/index.js";
import { buildTree, defineLab } from "../../src/index.js";
import { labOf } from "../labs.js";
import { measureInterleaved } from "../measure.js";

const [services = 0, zones = 1, rounds = 1, warmUp = 0] = process.argv.slice(2).map(Number);

/** All of `build` except the disk. */
const work = () => {
  const files = buildTree(defineLab(labOf(services, zones)));
  const errors = checkFiles(files).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(JSON.stringify(errors.slice(0, 3)));
  return files;
};

const bytes = services === 0 ? [] : work().map(({ path, content }) => [path, Buffer.byteLength(content)]);
// Measured before the rounds, since further builds raise the peak.
const peakMemory = process.resourceUsage().maxRSS * 1024;
const times = services === 0 ? [] : ((await measureInterleaved({ work }, { rounds, warmUp })).get("work") ?? []);
console.log(JSON.stringify({ times, peakMemory, bytes }));
