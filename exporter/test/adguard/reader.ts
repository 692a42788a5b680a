import { join } from "node:path";
import { afterEach } from "vitest";
import { adguardAt, type AdguardOptions } from "../../src/adguard/client.js";
import { queryLogOf, type QueryLog, type QueryLogOptions } from "../../src/adguard/query-log.js";
import type { Notes } from "../../src/adguard/logins.js";
import type { Read } from "../../src/events.js";
import { notebook } from "../../src/state/notebook.js";
import { writeFileSync } from "node:fs";
import { standIn, type StandIn, type StandInOptions } from "./stand-in.js";

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

export async function startedStandIn(options?: StandInOptions): Promise<StandIn> {
  const started = await standIn(options);
  open.push(started.close);
  return started;
}

/** What a reader told, in order: names, and what else happened in angle brackets. */
export interface Account {
  readonly told: string[];
  readonly states: (string | undefined)[];
}

export const account = (): Account => ({ told: [], states: [] });

export interface Place {
  readonly directory: string;
  readonly passwordFile: string;
  readonly notes: Notes;
  readonly journal: string;
}

export function placeIn(directory: string, password = "secret"): Place {
  const passwordFile = join(directory, "password");
  writeFileSync(passwordFile, `${password}\n`);
  return { directory, passwordFile, notes: notebook(join(directory, "logins")), journal: join(directory, "journal") };
}

export const clientOf = ({ url }: StandIn, place: Place, options: Partial<AdguardOptions> = {}) =>
  adguardAt({ url, username: "exporter", passwordFile: place.passwordFile, notes: place.notes, ...options });

/** Reads a stand-in's log and writes down what comes. Names that start with `!` are refused. */
export function readerOf(
  adguard: QueryLogOptions<string>["adguard"],
  place: Place,
  { told, states }: Account,
  options: Partial<QueryLogOptions<string>> = {},
): QueryLog<string> {
  const reader = queryLogOf<string>({
    adguard,
    read: (entry): Read<string> => {
      const { question } = entry as { question: { name: string } };
      return question.name.startsWith("!") ? { refused: "implausible" } : { event: question.name };
    },
    witness: {
      refused: (reason) => told.push(`<${reason}>`),
      lost: (loss) => told.push(`<lost: ${loss}>`),
      state: (trouble) => states.push(trouble),
    },
    journal: place.journal,
    begin: "start",
    interval: 20,
    ...options,
  });
  open.push(() => reader.close());
  return reader;
}

/** Reads what is there now into the account. */
export async function look(reader: QueryLog<string>, { told }: Account): Promise<void> {
  await reader.look((event) => void told.push(event), new AbortController().signal);
}

/** A position as it comes back from the disk. */
export const saved = (reader: QueryLog<string>): unknown => JSON.parse(JSON.stringify(reader.position ?? null));
