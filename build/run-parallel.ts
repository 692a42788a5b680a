import { availableParallelism } from "node:os";
import { captureNode } from "./process.js";

/** A script of Node with its words, and what it is called. */
export interface Step {
  readonly name: string;
  readonly args: readonly string[];
}

export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
}

/**
 * Runs steps that don't need each other, as many at once as there are processors, begun in the order given. None keeps
 * the others from running. What each prints is told whole, in that order, as soon as it and those before it have ended.
 */
export async function runParallel(
  steps: readonly Step[],
  tell: (text: string) => void,
  limit = availableParallelism(),
): Promise<readonly Outcome[]> {
  const running = new Set<Promise<unknown>>();
  let told: Promise<readonly Outcome[]> = Promise.resolve([]);
  for (const step of steps) {
    if (running.size >= limit) await Promise.race(running);
    const ran = run(step).finally(() => running.delete(ran));
    running.add(ran);
    told = told.then(async (before) => {
      const { text, ...outcome } = await ran;
      tell(text);
      return [...before, outcome];
    });
  }
  return told;
}

async function run({ name, args }: Step): Promise<Outcome & { readonly text: string }> {
  const start = performance.now();
  const { code, text } = await captureNode(args, { NO_COLOR: "1" });
  const heading = `\n== ${name}\n`;
  return { name, passed: code === 0, seconds: (performance.now() - start) / 1000, text: heading + text };
}
