import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../../test/simulation/random.js";
import { accessLine } from "./access-line.js";
import { queries } from "./queries.js";
import { queryLine } from "./query-line.js";
import { requests } from "./requests.js";

export interface HomeOptions {
  /** Number of queries, and of requests. */
  readonly count: number;
  readonly clients: number;
  /** Number of distinct names. */
  readonly names: number;
  /** Midnight before the first event, in unix milliseconds. */
  readonly from: number;
}

export interface WrittenLogs {
  readonly access: string;
  readonly query: string;
}

/** Writes the logs of a day into a directory, in pieces, since they may be larger than memory. */
export function writeLogs(directory: string, { count, clients, names, from }: HomeOptions): WrittenLogs {
  const logs = { access: join(directory, "access.log"), query: join(directory, "querylog.json") };
  const random = seededRandom(2);
  writeLines(logs.access, requests({ count, clients, from }), (event) => accessLine(event, { random }));
  writeLines(logs.query, queries({ count, clients, names, from }), (event) => queryLine(event, { random }));
  return logs;
}

function writeLines<Event>(path: string, events: Iterable<Event>, lineOf: (event: Event) => string): void {
  const file = openSync(path, "w");
  try {
    let text = "";
    for (const event of events) {
      text += `${lineOf(event)}\n`;
      if (text.length < 1_048_576) continue;
      writeSync(file, text);
      text = "";
    }
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}
