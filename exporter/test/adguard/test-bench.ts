/** A query log source and its client against a fake AdGuard Home, with a record of all events. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach } from "vitest";
import { createAdguardClient, type AdguardClientOptions } from "../../src/adguard/client.js";
import {
  createQueryLogSource,
  type QueryLogSource,
  type QueryLogSourceOptions,
} from "../../src/adguard/query-log-source.js";
import type { ParseResult } from "../../src/events.js";
import { type DurableFile, durableFile } from "../../src/state/durable-file.js";
import { startFakeAdguard, type FakeAdguard, type FakeAdguardOptions } from "./fake-adguard.js";

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A fake AdGuard Home that is closed after the test. */
export async function fakeAdguard(options?: FakeAdguardOptions): Promise<FakeAdguard> {
  const started = await startFakeAdguard(options);
  open.push(started.close);
  return started;
}

export interface Recording {
  /** Names of the queries, and rejections and gaps in angle brackets, in order. */
  readonly events: string[];
  /** The reported states: undefined, or a message. */
  readonly states: (string | undefined)[];
}

export const recording = (): Recording => ({ events: [], states: [] });

/** Paths of the files of a source and its client. */
export interface Files {
  readonly directory: string;
  readonly passwordFile: string;
  readonly loginFile: DurableFile;
  readonly walPath: string;
}

export function filesIn(directory: string, password = "secret"): Files {
  const passwordFile = join(directory, "password");
  writeFileSync(passwordFile, `${password}\n`);
  return {
    directory,
    passwordFile,
    loginFile: durableFile(join(directory, "logins")),
    walPath: join(directory, "journal"),
  };
}

export const clientOf = (
  { url }: FakeAdguard,
  { passwordFile, loginFile }: Files,
  options: Partial<AdguardClientOptions> = {},
) => createAdguardClient({ url, username: "exporter", passwordFile, loginFile, ...options });

/** A source that records what it reports. It rejects names that start with `!`. */
export function sourceOf(
  client: QueryLogSourceOptions<string>["client"],
  { walPath }: Files,
  { events, states }: Recording,
  options: Partial<QueryLogSourceOptions<string>> = {},
): QueryLogSource<string> {
  const source = createQueryLogSource<string>({
    client,
    parse: (entry): ParseResult<string> => {
      const { question } = entry as { question: { name: string } };
      return question.name.startsWith("!") ? { rejected: "implausible" } : { event: question.name };
    },
    observer: {
      rejected: (reason) => events.push(`<${reason}>`),
      gap: (reason) => events.push(`<gap: ${reason}>`),
      rotated: () => undefined,
      status: (failure) => states.push(failure),
    },
    walPath,
    startAt: "start",
    interval: 20,
    ...options,
  });
  open.push(() => source.close());
  return source;
}

/** Polls once, and records the events. */
export async function poll(source: QueryLogSource<string>, { events }: Recording): Promise<void> {
  await source.poll((event) => void events.push(event), new AbortController().signal);
}

/** The position that a restart reads from the state file. */
export const savedPosition = (source: QueryLogSource<string>): unknown =>
  JSON.parse(JSON.stringify(source.position ?? null));
