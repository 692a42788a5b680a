import {
  arrayOf,
  numberOf,
  numbersOf,
  type StringTableReader,
  type StringTableWriter,
} from "../../registry/snapshot.js";
import type { StringInterner } from "../../registry/string-interner.js";
import {
  estimateCardinality,
  hashOf,
  addHash,
  restoreSketch,
  saveSketch,
  wordsPerSketch,
} from "./cardinality-sketch.js";
import { between, entropyOf } from "./score.js";

/** Domains of one client that may lead through a tunnel. */
const places = 8;

const stretchSeconds = 1800;

/** What stands below a domain carries nothing worth it if it is shorter than this. In characters. */
export const minSubdomainLength = 20;
/** Names of this length are more than people or machines have use for (Farnham, "Detecting DNS Tunneling", 2013). */
const longLoad = 52;

/** Bits per character: of a name that somebody thought of, and of data in the 32 letters that DNS can carry. */
const readable = 2.5;
const dense = 3.75;

/** Different names in half an hour from which on they are worth a look, and many. */
const someNames = 15;
const manyNames = 90;

/** The names below one domain, in a stretch of half an hour and the one before. */
interface SubdomainWindow {
  domain: number;
  stretch: number;
  /** Queries, characters and bits per character, added up: present, then before. */
  readonly sums: Float64Array;
  readonly names: Uint32Array;
}

const sumsPerStretch = 3;

/** Names below one domain: how many, how many different ones, and what they look like in the mean. */
export interface SubdomainStats {
  readonly domain: number;
  readonly queries: number;
  readonly distinct: number;
  readonly length: number;
  readonly entropy: number;
}

/** The domains below which one client asked for long names. */
export class TunnelDetector {
  readonly #names: StringInterner;
  readonly #loads: SubdomainWindow[] = [];

  constructor(names: StringInterner) {
    this.#names = names;
  }

  /**
   * Notes a query for a long name.
   *
   * @param below what stands before the domain
   */
  add(domain: number, below: string, second: number): void {
    const load = this.#loadOf(domain, Math.floor(second / stretchSeconds));
    const sums = load.sums;
    sums[0] = (sums[0] ?? 0) + 1;
    sums[1] = (sums[1] ?? 0) + below.length;
    sums[2] = (sums[2] ?? 0) + entropyOf(below.replaceAll(".", ""));
    addHash(load.names, 0, hashOf(below));
  }

  *stats(second: number): Generator<SubdomainStats> {
    const stretch = Math.floor(second / stretchSeconds);
    for (const load of this.#loads) {
      const ago = stretch - load.stretch;
      if (ago <= 1) yield trafficOf(load, 0);
      if (ago <= 0) yield trafficOf(load, 1);
    }
  }

  clear(): void {
    for (const { domain } of this.#loads) this.#names.release(domain);
    this.#loads.length = 0;
  }

  save(names: StringTableWriter): readonly unknown[] {
    return this.#loads.map((load) => [names.index(load.domain), load.stretch, [...load.sums], saveSketch(load.names)]);
  }

  /** @throws SavedStateError */
  restore(saved: unknown, names: StringTableReader): void {
    for (const entry of arrayOf(saved).slice(0, places)) {
      const [domain, stretch, sums, words] = arrayOf(entry);
      const load = emptyLoad(names.idOf(numberOf(domain)), numberOf(stretch));
      load.sums.set(numbersOf(sums).slice(0, load.sums.length));
      restoreSketch(load.names, numbersOf(words));
      this.#names.retain(load.domain);
      this.#loads.push(load);
    }
  }

  #loadOf(domain: number, stretch: number): SubdomainWindow {
    const known = this.#loads.find((load) => load.domain === domain);
    if (known !== undefined) {
      turnTo(known, stretch);
      return known;
    }
    this.#names.retain(domain);
    if (this.#loads.length < places) {
      const load = emptyLoad(domain, stretch);
      this.#loads.push(load);
      return load;
    }
    // Who has the fewest queries of late is the least likely to carry anything.
    const recent = (load: SubdomainWindow) =>
      stretch - load.stretch > 1 ? 0 : (load.sums[0] ?? 0) + (load.sums[3] ?? 0);
    const victim = this.#loads.reduce((least, load) => (recent(load) < recent(least) ? load : least));
    this.#names.release(victim.domain);
    victim.domain = domain;
    victim.stretch = stretch;
    victim.sums.fill(0);
    victim.names.fill(0);
    return victim;
  }
}

const emptyLoad = (domain: number, stretch: number): SubdomainWindow => ({
  domain,
  stretch,
  sums: new Float64Array(2 * sumsPerStretch),
  names: new Uint32Array(2 * wordsPerSketch),
});

/** Makes the present stretch the one before, if it is over. */
function turnTo(load: SubdomainWindow, stretch: number): void {
  const ahead = stretch - load.stretch;
  if (ahead <= 0) return;
  if (ahead === 1) {
    load.sums.copyWithin(sumsPerStretch, 0, sumsPerStretch);
    load.names.copyWithin(wordsPerSketch, 0, wordsPerSketch);
  } else {
    load.sums.fill(0);
    load.names.fill(0);
  }
  load.sums.fill(0, 0, sumsPerStretch);
  load.names.fill(0, 0, wordsPerSketch);
  load.stretch = stretch;
}

function trafficOf(load: SubdomainWindow, which: 0 | 1): SubdomainStats {
  const start = which * sumsPerStretch;
  const queries = load.sums[start] ?? 0;
  return {
    domain: load.domain,
    queries,
    distinct: estimateCardinality(load.names, [which * wordsPerSketch]),
    length: queries === 0 ? 0 : (load.sums[start + 1] ?? 0) / queries,
    entropy: queries === 0 ? 0 : (load.sums[start + 2] ?? 0) / queries,
  };
}

/**
 * How much the names below a domain look like data that is carried in them, as 0 to 1: by how many different ones there
 * are, whether hardly any comes twice, how long they are, and how little like words (Farnham, "Detecting DNS Tunneling",
 * 2013). Each of these has an innocent explanation; all of them together hardly.
 *
 * What carries data in names for a good reason, as some virus scanners do, looks the same.
 */
export function tunnelScore({ queries, distinct, length, entropy }: SubdomainStats): number {
  if (queries === 0) return 0;
  const many = between(distinct, someNames, manyNames);
  const everNew = between(distinct / queries, 0.3, 0.9);
  const long = between(length, minSubdomainLength, longLoad);
  return many * everNew * long * between(entropy, readable, dense);
}
