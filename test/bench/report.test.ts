import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { figuresText, reportText, withFigures, type Ran } from "../../bench/report.js";
import { root } from "../package/build-once.js";

const ran: Ran = {
  name: "speed",
  title: "Speed of `x`",
  about: "How fast it is.",
  outcome: {
    tables: [{ title: "Times", columns: ["what", "time"], rows: [["`a|b`", "1.00 ms"]] }],
    judgements: [
      { goal: "`x` is fast", measured: "2.00×", met: true },
      { goal: "`y` is fast", measured: "9.00×", met: false },
    ],
  },
};
const machine = { processor: "P", cores: 2, memory: "4.00 GiB of memory", system: "Linux 6", node: "20.0.0" };

describe("the report", () => {
  it("has tables and verdicts in a terminal", () => {
    expect(reportText(ran).split("\n")).toEqual([
      "== speed: Speed of x",
      "Times",
      "  what  time",
      "  a|b   1.00 ms",
      "goal met: x is fast: 2.00×",
      "goal missed: y is fast: 9.00×",
    ]);
  });

  it("replaces the earlier figures of the document, and nothing else", () => {
    const document = readFileSync(join(root, "docs/reference/performance.md"), "utf8");
    const once = withFigures(document, figuresText([ran], machine, "2026-01-02"));
    expect(once).toContain("| `y` is fast | 9.00× | missed |");
    expect(once).toContain("| `a\\|b` | 1.00 ms |");
    expect(once).toContain("One run on 2026-01-02: P, 2 cores, 4.00 GiB of memory, Linux 6, Node 20.0.0.");
    expect(withFigures(once, figuresText([ran], machine, "2026-01-02"))).toBe(once);
    const around = (text: string) => [text.split("<!--")[0], text.split("-->").at(-1)];
    expect(around(once)).toEqual(around(document));
    expect(() => withFigures("no marks", "")).toThrow("lost the marks");
  });
});
