/** The exporter without its command line, for tests that start it often. The lab is JSON with all defaults. */
import { readFileSync } from "node:fs";
import { createLog } from "../../src/log.js";
import { runService } from "../../src/service/service.js";

const [lab = "", checkpointInterval = "", scrapeInterval = ""] = process.argv.slice(2);

await runService({
  lab: JSON.parse(readFileSync(lab, "utf8")),
  version: "test",
  log: createLog({ level: "info", write: (line) => process.stdout.write(line) }),
  signal: new AbortController().signal,
  checkpointInterval: Number(checkpointInterval),
  scrapeInterval: Number(scrapeInterval),
  endVisibility: 0,
});
