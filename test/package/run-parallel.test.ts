import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runParallel, type Step } from "../../build/run-parallel.js";
import { scratchDirectory } from "../provisioning/scratch.js";

const script = (name: string, text: string): Step => ({
  name,
  args: ["--input-type=module", "--eval", `import { existsSync, writeFileSync } from "node:fs"; ${text}`],
});

/** Ends only when the file is there. */
const waitFor = (file: string) =>
  `while (!existsSync(${JSON.stringify(file)})) await new Promise((go) => setTimeout(go, 10));`;
const make = (file: string) => `writeFileSync(${JSON.stringify(file)}, "");`;

async function told(steps: readonly Step[], atOnce: number) {
  const texts: string[] = [];
  const outcomes = await runParallel(steps, (text) => texts.push(text), atOnce);
  return { texts, outcomes: outcomes.map(({ name, passed }) => [name, passed]) };
}

describe("steps side by side", () => {
  it("run at once, and are told whole and in order, whichever ends first", async () => {
    const file = join(scratchDirectory(), "second");
    const { texts, outcomes } = await told(
      [
        script("first", `console.log("1a"); ${waitFor(file)} console.log("1b");`),
        script("second", `console.log("2"); ${make(file)}`),
      ],
      2,
    );
    expect(texts).toEqual(["\n== first\n1a\n1b\n", "\n== second\n2\n"]);
    expect(outcomes).toEqual([
      ["first", true],
      ["second", true],
    ]);
  });

  it("follow where any of them ends", async () => {
    const directory = scratchDirectory();
    const [slow, third] = ["slow", "third"].map((name) => join(directory, name)) as [string, string];
    const { texts } = await told(
      [
        script("slow", `${waitFor(third)} ${make(slow)}`),
        script("quick", `console.log(existsSync(${JSON.stringify(third)}));`),
        script("third", `console.log(existsSync(${JSON.stringify(slow)})); ${make(third)}`),
      ],
      2,
    );
    expect(texts).toEqual(["\n== slow\n", "\n== quick\nfalse\n", "\n== third\nfalse\n"]);
  });

  it("all run, one after the other where it must be so, and after one that fails, whose errors are told", async () => {
    const file = join(scratchDirectory(), "done");
    const { texts, outcomes } = await told(
      [
        script("broken", `setTimeout(() => { ${make(file)} console.error("no"); process.exit(3); }, 300);`),
        script("whole", `console.log(existsSync(${JSON.stringify(file)}));`),
      ],
      1,
    );
    expect(texts).toEqual(["\n== broken\nno\n", "\n== whole\ntrue\n"]);
    expect(outcomes).toEqual([
      ["broken", false],
      ["whole", true],
    ]);
  });
});
