import { availableParallelism } from "node:os";
import { captureNode } from "./process.js";

/** A script of Node and its arguments. */
export interface Step {
  readonly name: string;
  readonly args: readonly string[];
}

export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
}

/** Prints the name of a step, runs it, and measures it; it passes with the exit code 0. */
export async function step(name: string, run: () => Promise<number>): Promise<Outcome> {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const passed = (await run()) === 0;
  return { name, passed, seconds: (performance.now() - start) / 1000 };
}

/**
 * Runs independent steps in parallel, started in the given order. A step that fails doesn't stop the others. The output
 * of each is written whole and in that order, as soon as the step and all before it have ended.
 *
 * @param limit steps that run at once
 */
export async function runParallel(
  steps: readonly Step[],
  write: (text: string) => void,
  limit = availableParallelism(),
): Promise<readonly Outcome[]> {
  const running = new Set<Promise<unknown>>();
  let written: Promise<readonly Outcome[]> = Promise.resolve([]);
  for (const next of steps) {
    if (running.size >= limit) await Promise.race(running);
    const ran = run(next).finally(() => running.delete(ran));
    running.add(ran);
    written = written.then(async (before) => {
      const { text, ...outcome } = await ran;
      write(text);
      return [...before, outcome];
    });
  }
  return written;
}

async function run({ name, args }: Step): Promise<Outcome & { readonly text: string }> {
  const start = performance.now();
  const { code, text } = await captureNode(args, { NO_COLOR: "1" });
  return { name, passed: code === 0, seconds: (performance.now() - start) / 1000, text: `\n== ${name}\n${text}` };
}
