import { afterEach } from "vitest";
import type { Read } from "../../src/events.js";
import { follow, type FollowedFile, type FollowOptions } from "../../src/follow/follow.js";
import type { Loss } from "../../src/source.js";

const open: FollowedFile<string>[] = [];

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
  options: Partial<FollowOptions<string>> = {},
): FollowedFile<string> {
  const file = follow<string>({
    path,
    read: (line): Read<string> => {
      const text = line.toString();
      return text.startsWith("!") ? { refused: "not-json" } : { event: text };
    },
    witness: {
      refused: (reason) => told.push(`<${reason}>`),
      lost: (loss: Loss) => told.push(`<lost: ${loss}>`),
      state: (trouble) => states.push(trouble),
    },
    interval: 50,
    ...options,
  });
  open.push(file);
  return file;
}

/** Reads what is there now into the account. */
export async function catchUp(file: FollowedFile<string>, { told }: Account): Promise<void> {
  await file.catchUp((event) => void told.push(event), new AbortController().signal);
}
