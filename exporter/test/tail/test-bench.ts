import { afterEach } from "vitest";
import type { ParseResult } from "../../src/events.js";
import { createTailer, type Tailer, type TailerOptions } from "../../src/tail/tailer.js";

const open: Tailer<string>[] = [];

afterEach(async () => {
  for (const file of open.splice(0)) await file.close();
});

/** The reports of a tailer in order. Lines are unchanged, rejections and gaps are in angle brackets. */
export interface TailRecord {
  readonly entries: string[];
  readonly states: (string | undefined)[];
}

export const createRecord = (): TailRecord => ({ entries: [], states: [] });

/** Tails a file and records the reports. Lines that start with `!` are rejected. */
export function openTailer(
  path: string,
  { entries, states }: TailRecord,
  options: Partial<TailerOptions<string>> = {},
): Tailer<string> {
  const file = createTailer<string>({
    path,
    parse: (line): ParseResult<string> => {
      const text = line.toString();
      return text.startsWith("!") ? { rejected: "not-json" } : { event: text };
    },
    observer: {
      rejected: (reason) => entries.push(`<${reason}>`),
      gap: (reason) => entries.push(`<gap: ${reason}>`),
      rotated: () => undefined,
      status: (problem) => states.push(problem),
    },
    interval: 50,
    ...options,
  });
  open.push(file);
  return file;
}

/** Reads all lines that there are now into the record. */
export async function catchUp(file: Tailer<string>, { entries }: TailRecord): Promise<void> {
  await file.catchUp((event) => void entries.push(event), new AbortController().signal);
}
