import { arrayOf, numbersOf, type StringTableReader, type StringTableWriter } from "../../registry/snapshot.js";
import type { StringInterner } from "../../registry/string-interner.js";
import { between, entropyOf } from "./score.js";

/**
 * Pairs of letters that are frequent in names which people give: those of English, and of what is usual in names of
 * companies. A random pair is among them one time in four.
 */
const frequentPairs = new Set(
  (
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic " +
    "ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un " +
    "lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev " +
    "ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu " +
    "rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug"
  ).split(" "),
);

/** Shares of unusual pairs: of a name that people gave, and of one that nobody did. */
const usualPairs = 0.4;
const unusualPairs = 0.75;

/** Characters of the part that somebody registered. */
const shortName = 7;
const longName = 12;

/** Bits per character, of a short word and of a dozen letters by chance. */
const wordEntropy = 2.3;
const chanceEntropy = 3;

/** How much a name looks like one from which on it is kept in mind. */
export const minNameScore = 0.4;

/**
 * How much the registered part of a domain looks made by a machine, as 0 to 1: by how few pairs of its letters are those
 * of words, its length, and its entropy (Yadav, Reddy, Reddy and Ranjan, "Detecting Algorithmically Generated Malicious
 * Domain Names", 2010). Of other alphabets than the Latin nothing is known, and pairs of digits say nothing.
 *
 * @param domain a registered domain; its first label is looked at
 */
export function nameScore(domain: string): number {
  const end = domain.indexOf(".");
  if (end < shortName) return 0;
  const label = domain.slice(0, end);
  if (/[^a-z0-9-]/u.test(label) || label.startsWith("xn--")) return 0;
  const length = between(label.length, shortName - 1, longName);
  const chance = between(entropyOf(label), wordEntropy, chanceEntropy);
  return length * chance * between(unusualShare(label), usualPairs, unusualPairs);
}

function unusualShare(label: string): number {
  let pairs = 0;
  let unusual = 0;
  for (let index = 0; index + 1 < label.length; index++) {
    const pair = label.slice(index, index + 2);
    if (/[0-9-]{2}/.test(pair) || pair.includes("-")) continue;
    pairs++;
    if (!frequentPairs.has(pair)) unusual++;
  }
  // Two or three pairs are no sample.
  return pairs < 4 ? 0 : unusual / pairs;
}

/** Domains with such names of one client. */
const places = 16;

/** How long one is kept in mind, in seconds. */
const kept = 3600;

/** Failures from which on they are no typing errors, and from which on they are a search for a name that exists. */
const fewFailures = 2;
const manyFailures = 10;

interface Sighting {
  readonly domain: number;
  readonly score: number;
  readonly isMissing: boolean;
  readonly second: number;
}

/** The domains that one client asked for and nobody would have thought of. */
export class GeneratedNameDetector {
  readonly #names: StringInterner;
  #sightings: Sighting[] = [];

  constructor(names: StringInterner) {
    this.#names = names;
  }

  /**
   * Notes a query for a domain with a suspicious name.
   *
   * @param isMissing whether there is no such domain
   */
  add(domain: number, score: number, isMissing: boolean, second: number): void {
    const known = this.#sightings.findIndex((sighting) => sighting.domain === domain);
    if (known >= 0) this.#sightings.splice(known, 1);
    else this.#names.retain(domain);
    this.#sightings.push({ domain, score, isMissing, second });
    if (this.#sightings.length <= places) return;
    const [oldest] = this.#sightings.splice(0, 1);
    if (oldest) this.#names.release(oldest.domain);
  }

  /**
   * How much each of them looks like one of a series, as 0 to 1: by its name, if there were others like it that don't
   * exist. Malware asks for made-up names until it finds the one that its master registered, so that it isn't one name
   * that gives it away but the many that fail (Antonakakis et al., "From Throw-Away Traffic to Bots", 2012).
   *
   * @param second unix seconds
   */
  *scores(second: number): Generator<readonly [domain: number, score: number]> {
    const recent = this.#sightings.filter((sighting) => second - sighting.second <= kept);
    const missing = recent.filter(({ isMissing }) => isMissing).length;
    const series = between(missing, fewFailures, manyFailures);
    for (const { domain, score } of recent) yield [domain, score * series];
  }

  clear(): void {
    for (const { domain } of this.#sightings) this.#names.release(domain);
    this.#sightings = [];
  }

  save(names: StringTableWriter): readonly (readonly number[])[] {
    return this.#sightings.map(({ domain, score, isMissing, second }) => [
      names.index(domain),
      score,
      isMissing ? 1 : 0,
      second,
    ]);
  }

  /** @throws SavedStateError */
  restore(saved: unknown, names: StringTableReader): void {
    this.#sightings = arrayOf(saved).map((row) => {
      const [domain, score = 0, isMissing = 0, second = 0] = numbersOf(row);
      return { domain: names.idOf(domain), score, isMissing: isMissing === 1, second };
    });
    for (const { domain } of this.#sightings) this.#names.retain(domain);
  }
}
