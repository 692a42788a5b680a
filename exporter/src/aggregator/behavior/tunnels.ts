import {
  arrayOf,
  numberOf,
  numbersOf,
  type StringTableReader,
  type StringTableWriter,
} from "../../registry/snapshot.js";
import type { StringInterner } from "../../registry/string-interner.js";
import {
  addHash,
  estimateCardinality,
  hashOf,
  restoreSketch,
  saveSketch,
  wordsPerSketch,
} from "./cardinality-sketch.js";
import { between, entropyOf } from "./score.js";

/** Most domains of one client that are watched. */
const maxDomains = 8;

const windowSeconds = 1800;

/** Characters below the registered domain that a tunnel uses at least. */
export const minSubdomainLength = 20;
/** Characters that neither people nor ordinary software use (Farnham, "Detecting DNS Tunneling", 2013). */
const longSubdomain = 52;

/** Bits per character: of a word, and of data in the 32 characters that DNS names can carry. */
const wordEntropy = 2.5;
const dataEntropy = 3.75;

/** Distinct names in half an hour: the score begins above `fewNames` and is full at `manyNames`. */
const fewNames = 15;
const manyNames = 90;

/** Names below one domain, in the current half hour and the one before. */
interface SubdomainWindow {
  domain: number;
  /** Index of the current half hour of unix time. */
  stretch: number;
  /** Sums of queries, characters and bits per character: of the current half hour, then of the one before. */
  readonly sums: Float64Array;
  /** A cardinality sketch for each of the two. */
  readonly names: Uint32Array;
}

const sumsPerStretch = 3;

/** Statistics of the names below one domain in half an hour. */
export interface SubdomainStats {
  readonly domain: number;
  readonly queries: number;
  /** Estimated number of distinct names. */
  readonly distinct: number;
  /** Mean characters, and mean bits per character. */
  readonly length: number;
  readonly entropy: number;
}

/** Watches the domains below which one client queries long names. */
export class TunnelDetector {
  readonly #strings: StringInterner;
  readonly #windows: SubdomainWindow[] = [];

  constructor(strings: StringInterner) {
    this.#strings = strings;
  }

  /**
   * Adds a query for a long name.
   *
   * @param below the labels below the registered domain
   */
  add(domain: number, below: string, second: number): void {
    const window = this.#windowOf(domain, Math.floor(second / windowSeconds));
    const { sums } = window;
    sums[0] = (sums[0] ?? 0) + 1;
    sums[1] = (sums[1] ?? 0) + below.length;
    sums[2] = (sums[2] ?? 0) + entropyOf(below.replaceAll(".", ""));
    addHash(window.names, 0, hashOf(below));
  }

  /** Yields the statistics of each domain, per half hour: of the current one and the one before. */
  *stats(second: number): Generator<SubdomainStats> {
    const stretch = Math.floor(second / windowSeconds);
    for (const window of this.#windows) {
      const ago = stretch - window.stretch;
      if (ago <= 1) yield statsOf(window, 0);
      if (ago <= 0) yield statsOf(window, 1);
    }
  }

  clear(): void {
    for (const { domain } of this.#windows) this.#strings.release(domain);
    this.#windows.length = 0;
  }

  save(strings: StringTableWriter): readonly unknown[] {
    return this.#windows.map(({ domain, stretch, sums, names }) => [
      strings.index(domain),
      stretch,
      [...sums],
      saveSketch(names),
    ]);
  }

  /** @throws SnapshotError */
  restore(saved: unknown, strings: StringTableReader): void {
    for (const entry of arrayOf(saved).slice(0, maxDomains)) {
      const [domain, stretch, sums, words] = arrayOf(entry);
      const window = emptyWindow(strings.idOf(numberOf(domain)), numberOf(stretch));
      window.sums.set(numbersOf(sums).slice(0, window.sums.length));
      restoreSketch(window.names, numbersOf(words));
      this.#strings.retain(window.domain);
      this.#windows.push(window);
    }
  }

  #windowOf(domain: number, stretch: number): SubdomainWindow {
    const known = this.#windows.find((window) => window.domain === domain);
    if (known !== undefined) {
      advance(known, stretch);
      return known;
    }
    this.#strings.retain(domain);
    if (this.#windows.length < maxDomains) {
      const window = emptyWindow(domain, stretch);
      this.#windows.push(window);
      return window;
    }
    // The domain with the fewest recent queries is the least likely tunnel.
    const recent = ({ stretch: last, sums }: SubdomainWindow) =>
      stretch - last > 1 ? 0 : (sums[0] ?? 0) + (sums[sumsPerStretch] ?? 0);
    const evicted = this.#windows.reduce((least, window) => (recent(window) < recent(least) ? window : least));
    this.#strings.release(evicted.domain);
    evicted.domain = domain;
    evicted.stretch = stretch;
    evicted.sums.fill(0);
    evicted.names.fill(0);
    return evicted;
  }
}

const emptyWindow = (domain: number, stretch: number): SubdomainWindow => ({
  domain,
  stretch,
  sums: new Float64Array(2 * sumsPerStretch),
  names: new Uint32Array(2 * wordsPerSketch),
});

/** Begins a new half hour if the current one is over. */
function advance(window: SubdomainWindow, stretch: number): void {
  const ahead = stretch - window.stretch;
  if (ahead <= 0) return;
  if (ahead === 1) {
    window.sums.copyWithin(sumsPerStretch, 0, sumsPerStretch);
    window.names.copyWithin(wordsPerSketch, 0, wordsPerSketch);
  } else {
    window.sums.fill(0);
    window.names.fill(0);
  }
  window.sums.fill(0, 0, sumsPerStretch);
  window.names.fill(0, 0, wordsPerSketch);
  window.stretch = stretch;
}

function statsOf(window: SubdomainWindow, which: 0 | 1): SubdomainStats {
  const start = which * sumsPerStretch;
  const queries = window.sums[start] ?? 0;
  return {
    domain: window.domain,
    queries,
    distinct: estimateCardinality(window.names, [which * wordsPerSketch]),
    length: queries === 0 ? 0 : (window.sums[start + 1] ?? 0) / queries,
    entropy: queries === 0 ? 0 : (window.sums[start + 2] ?? 0) / queries,
  };
}

/**
 * Scores the resemblance of the names below a domain to encoded data, 0–1: by the number of distinct names, the share
 * of names that do not repeat, their length, and their entropy (Farnham, "Detecting DNS Tunneling", 2013). Each alone has
 * an innocent explanation.
 *
 * Software that sends data in names for a good reason, as some virus scanners do, scores the same.
 */
export function tunnelScore({ queries, distinct, length, entropy }: SubdomainStats): number {
  if (queries === 0) return 0;
  const many = between(distinct, fewNames, manyNames);
  const unique = between(distinct / queries, 0.3, 0.9);
  const long = between(length, minSubdomainLength, longSubdomain);
  return many * unique * long * between(entropy, wordEntropy, dataEntropy);
}
