import { beforeAll, describe, expect, it } from "vitest";
import { ensureBundled, scratchDirectory } from "../command.js";
import { liveThrough } from "./live-through.js";
import { isForeign } from "./sources.js";
import { writeFileSync } from "node:fs";

it("x", { timeout: 300_000 }, async () => {
  await ensureBundled();
  const t = Date.now();
  await liveThrough(scratchDirectory(), async (lived) => {
    console.log("lived", Date.now() - t);
    for (const n of ["read", "before", "during", "after", "end"] as const) writeFileSync(`/tmp/team/d-${n}.txt`, lived[n].body);
    console.log(lived.refusals, JSON.stringify(lived.lines.slice(-30)).slice(0, 3000));
    console.log(lived.past.requests.length, lived.past.queries.length, lived.came.requests.length, lived.came.queries.length, lived.home.adguard.requests.length);
    for (const d of lived.dashboards) {
      for (const v of d.variables) console.log(d.uid, "VAR", v.name, v.type, v.options.length, v.query);
      for (const q of d.questions) if (q.answer.series.length === 0) console.log(isForeign(q.written) ? "foreign" : "SILENT", q.id, isForeign(q.written) ? "" : q.expression.slice(0, 400));
    }
    return 1;
  });
});
