/** The cost of the first build in a new process: loading the library, then building and checking. */
const start = performance.now();
const { buildTree, defaultLab } = await import("../../src/index.js");
const { checkFiles } = await import("../../src/check/index.js");
const loaded = performance.now();
checkFiles(buildTree(defaultLab));
console.log(JSON.stringify({ load: [loaded - start], build: [performance.now() - loaded] }));
