import { afterEach } from "vitest";
import type { ParseResult } from "../../src/events.js";
import { createTailer, type Tailer, type TailerOptions } from "../../src/tail/tailer.js";
import type { GapReason } from "../../src/source.js";

const open: Tailer<string>[] = [];

afterEach(async () => {
  for (const file of open.splice(0)) await file.close();
});

/** What a follower told, in order: lines as they are, and what else happened in angle brackets. */
export interface Account {
  readonly told: string[];
  readonly states: (string | undefined)[];
}

export const account = (): Account => ({ told: [], states: [] });

/** Follows a file and writes down what comes. Lines that start with `!` are refused. */
export function followed(
  path: string,
  { told, states }: Account,
  options: Partial<TailerOptions<string>> = {},
): Tailer<string> {
  const file = createTailer<string>({
    path,
    parse: (line): ParseResult<string> => {
      const text = line.toString();
      return text.startsWith("!") ? { rejected: "not-json" } : { event: text };
    },
    observer: {
      rejected: (reason) => told.push(`<${reason}>`),
      gap: (loss: GapReason) => told.push(`<lost: ${loss}>`),
      status: (trouble) => states.push(trouble),
    },
    interval: 50,
    ...options,
  });
  open.push(file);
  return file;
}

/** Reads what is there now into the account. */
export async function catchUp(file: Tailer<string>, { told }: Account): Promise<void> {
  await file.catchUp((event) => void told.push(event), new AbortController().signal);
}
