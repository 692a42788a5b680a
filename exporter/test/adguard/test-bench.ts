import { join } from "node:path";
import { afterEach } from "vitest";
import { createAdguardClient, type AdguardClientOptions } from "../../src/adguard/client.js";
import {
  createQueryLogSource,
  type QueryLogSource,
  type QueryLogSourceOptions,
} from "../../src/adguard/query-log-source.js";
import type { LoginFile } from "../../src/adguard/login-backoff.js";
import type { ParseResult } from "../../src/events.js";
import { durableFile } from "../../src/state/durable-file.js";
import { writeFileSync } from "node:fs";
import { startFakeAdguard, type FakeAdguard, type FakeAdguardOptions } from "./fake-adguard.js";

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

export async function fakeAdguard(options?: FakeAdguardOptions): Promise<FakeAdguard> {
  const started = await startFakeAdguard(options);
  open.push(started.close);
  return started;
}

/** What a reader told, in order: names, and what else happened in angle brackets. */
export interface Recording {
  readonly events: string[];
  readonly states: (string | undefined)[];
}

export const recording = (): Recording => ({ events: [], states: [] });

export interface Files {
  readonly directory: string;
  readonly passwordFile: string;
  readonly notes: LoginFile;
  readonly journal: string;
}

export function filesIn(directory: string, password = "secret"): Files {
  const passwordFile = join(directory, "password");
  writeFileSync(passwordFile, `${password}\n`);
  return {
    directory,
    passwordFile,
    notes: durableFile(join(directory, "logins")),
    journal: join(directory, "journal"),
  };
}

export const clientOf = ({ url }: FakeAdguard, place: Files, options: Partial<AdguardClientOptions> = {}) =>
  createAdguardClient({
    url,
    username: "exporter",
    passwordFile: place.passwordFile,
    loginFile: place.notes,
    ...options,
  });

/** Reads a stand-in's log and writes down what comes. Names that start with `!` are refused. */
export function sourceOf(
  adguard: QueryLogSourceOptions<string>["adguard"],
  place: Files,
  { events: told, states }: Recording,
  options: Partial<QueryLogSourceOptions<string>> = {},
): QueryLogSource<string> {
  const reader = createQueryLogSource<string>({
    adguard,
    parse: (entry): ParseResult<string> => {
      const { question } = entry as { question: { name: string } };
      return question.name.startsWith("!") ? { rejected: "implausible" } : { event: question.name };
    },
    witness: {
      rejected: (reason) => told.push(`<${reason}>`),
      gap: (loss) => told.push(`<lost: ${loss}>`),
      status: (trouble) => states.push(trouble),
    },
    walPath: place.journal,
    startAt: "start",
    interval: 20,
    ...options,
  });
  open.push(() => reader.close());
  return reader;
}

/** Reads what is there now into the account. */
export async function poll(reader: QueryLogSource<string>, { events: told }: Recording): Promise<void> {
  await reader.poll((event) => void told.push(event), new AbortController().signal);
}

/** A position as it comes back from the disk. */
export const savedPosition = (reader: QueryLogSource<string>): unknown =>
  JSON.parse(JSON.stringify(reader.position ?? null));
