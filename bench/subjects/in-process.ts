/** Builds the default lab repeatedly in one process, alternating with the reference. */
import { buildTree, defaultLab } from "../../src/index.js";
import { checkFiles } from "../../src/check/index.js";
import { measureInterleaved } from "../measure.js";

const [rounds = 20, warmUp = 5] = process.argv.slice(2).map(Number);

const dashboards = buildTree(defaultLab)
  .filter(({ path }) => path.endsWith(".json"))
  .map(({ content }): unknown => JSON.parse(content));

const times = await measureInterleaved(
  {
    build: () => buildTree(defaultLab),
    buildAndCheck: () => checkFiles(buildTree(defaultLab)),
    pretty: () => dashboards.map((one) => JSON.stringify(one, undefined, 2)),
    compact: () => dashboards.map((one) => JSON.stringify(one)),
  },
  { rounds, warmUp },
);
console.log(JSON.stringify(Object.fromEntries(times)));
