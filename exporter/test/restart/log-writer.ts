import { appendFileSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type Random, seededRandom } from "../../../test/simulation/random.js";
import { accessLine } from "../logs/access-line.js";
import { queries } from "../logs/queries.js";
import { queryLine } from "../logs/query-line.js";
import { requests } from "../logs/requests.js";
import type { Home } from "./home.js";

/** Writes and rotates both logs. */
export class LogWriter {
  written = 0;
  readonly #home: Home;
  readonly #random: Random;
  readonly #requests;
  readonly #queries;

  constructor(home: Home, random: Random) {
    this.#home = home;
    this.#random = random;
    this.#requests = requests({ seed: 1, count: 1_000_000 });
    this.#queries = queries({ seed: 1, count: 1_000_000 });
    this.write(400);
  }

  /** Appends a number of lines to each log, in two writes that split a line. */
  write(count: number): void {
    const { access, query } = this.#home;
    this.#append(access, this.#requests, count, (event, random) => accessLine(event, { random }));
    this.#append(query, this.#queries, count, (event, random) => queryLine(event, { random }));
    this.written += count;
  }

  rotate(): void {
    const { access, query, directory } = this.#home;
    for (const path of [access, query]) {
      // All rotated files are kept for the replay at the end.
      const rotated = readdirSync(directory).filter((name) => join(directory, name).startsWith(`${path}.`));
      for (let index = rotated.length; index > 0; index--) renameSync(`${path}.${index}`, `${path}.${index + 1}`);
      renameSync(path, `${path}.1`);
    }
  }

  #append<Event extends { readonly time: number }>(
    path: string,
    events: Generator<Event>,
    count: number,
    lineOf: (event: Event, random: Random) => string,
  ): void {
    let text = "";
    for (let index = 0; index < count; index++) {
      const { value } = events.next();
      // Only the time differs between two runs.
      if (value !== undefined) text += `${lineOf({ ...value, time: Date.now() }, seededRandom(value.time))}\n`;
    }
    const cut = Math.floor(this.#random.unit() * text.length);
    appendFileSync(path, text.slice(0, cut));
    appendFileSync(path, text.slice(cut));
  }
}
