import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runParallel, type Step } from "../../build/run-parallel.js";
import { scratchDirectory } from "../provisioning/scratch.js";

const script = (name: string, text: string): Step => ({
  name,
  args: ["--input-type=module", "--eval", `import { existsSync, writeFileSync } from "node:fs"; ${text}`],
});

/** Ends after the file exists. */
const waitFor = (file: string) =>
  `while (!existsSync(${JSON.stringify(file)})) await new Promise((go) => setTimeout(go, 10));`;
const make = (file: string) => `writeFileSync(${JSON.stringify(file)}, "");`;

async function outputOf(steps: readonly Step[], limit: number) {
  const texts: string[] = [];
  const outcomes = await runParallel(steps, (text) => texts.push(text), limit);
  return { texts, outcomes: outcomes.map(({ name, passed }) => [name, passed]) };
}

describe("parallel steps", () => {
  it("run at once, and their output is whole and in order, whichever ends first", async () => {
    const file = join(scratchDirectory(), "second");
    const { texts, outcomes } = await outputOf(
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

  it("start as soon as any step before them ends", async () => {
    const directory = scratchDirectory();
    const slow = join(directory, "slow");
    const third = join(directory, "third");
    const { texts } = await outputOf(
      [
        script("slow", `${waitFor(third)} ${make(slow)}`),
        script("quick", `console.log(existsSync(${JSON.stringify(third)}));`),
        script("third", `console.log(existsSync(${JSON.stringify(slow)})); ${make(third)}`),
      ],
      2,
    );
    expect(texts).toEqual(["\n== slow\n", "\n== quick\nfalse\n", "\n== third\nfalse\n"]);
  });

  it("run one after the other with a limit of 1, after a failed step as well, whose errors are printed", async () => {
    const file = join(scratchDirectory(), "done");
    const { texts, outcomes } = await outputOf(
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
