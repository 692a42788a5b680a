import { arrayOf, numbersOf, type StringTableReader, type StringTableWriter } from "../../registry/snapshot.js";
import type { StringInterner } from "../../registry/string-interner.js";
import { between, entropyOf } from "./score.js";

/** Frequent pairs of letters in English and in company names. A random pair is one of them one time in four. */
const frequentPairs = new Set(
  (
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic " +
    "ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un " +
    "lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev " +
    "ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu " +
    "rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug"
  ).split(" "),
);

/** Shares of infrequent pairs: of an ordinary name, and of a random one. */
const ordinaryShare = 0.4;
const randomShare = 0.75;

/** Characters of the first label. */
const shortName = 7;
const longName = 12;

/** Bits per character: of a short word, and of a dozen random letters. */
const wordEntropy = 2.3;
const randomEntropy = 3;

/** Score from which on a name is kept. */
export const minNameScore = 0.4;

/**
 * Scores the resemblance of a domain's first label to generated names, 0–1: by its share of infrequent pairs of letters,
 * its length, and its entropy (Yadav, Reddy, Reddy and Ranjan, "Detecting Algorithmically Generated Malicious Domain
 * Names", 2010). Other alphabets than Latin score 0, and pairs of digits are ignored.
 *
 * @param domain a registered domain
 */
export function nameScore(domain: string): number {
  const end = domain.indexOf(".");
  if (end < shortName) return 0;
  const label = domain.slice(0, end);
  if (/[^a-z0-9-]/u.test(label) || label.startsWith("xn--")) return 0;
  const length = between(label.length, shortName - 1, longName);
  const randomness = between(entropyOf(label), wordEntropy, randomEntropy);
  return length * randomness * between(infrequentShare(label), ordinaryShare, randomShare);
}

function infrequentShare(label: string): number {
  let pairs = 0;
  let infrequent = 0;
  for (let index = 0; index + 1 < label.length; index++) {
    const pair = label.slice(index, index + 2);
    if (/[0-9-]{2}/.test(pair) || pair.includes("-")) continue;
    pairs++;
    if (!frequentPairs.has(pair)) infrequent++;
  }
  // Fewer pairs are too small a sample.
  return pairs < 4 ? 0 : infrequent / pairs;
}

/** Most domains of one client that are kept. */
const maxDomains = 16;

/** Seconds after which a query is ignored. */
const windowSeconds = 3600;

/** Failed names: `fewFailures` may be typing errors, `manyFailures` are a search for a registered name. */
const fewFailures = 2;
const manyFailures = 10;

interface GeneratedName {
  readonly domain: number;
  readonly score: number;
  /** Whether the domain does not exist. */
  readonly isMissing: boolean;
  /** Unix seconds of the query. */
  readonly second: number;
}

/** Keeps the domains with generated names that one client queried last. */
export class GeneratedNameDetector {
  readonly #strings: StringInterner;
  #names: GeneratedName[] = [];

  constructor(strings: StringInterner) {
    this.#strings = strings;
  }

  /**
   * Adds a query for a domain whose name scores at least {@link minNameScore}.
   *
   * @param isMissing whether the domain does not exist
   */
  add(domain: number, score: number, isMissing: boolean, second: number): void {
    const known = this.#names.findIndex((name) => name.domain === domain);
    if (known >= 0) this.#names.splice(known, 1);
    else this.#strings.retain(domain);
    this.#names.push({ domain, score, isMissing, second });
    if (this.#names.length <= maxDomains) return;
    const [oldest] = this.#names.splice(0, 1);
    if (oldest) this.#strings.release(oldest.domain);
  }

  /**
   * Scores each domain, 0–1, by its name and the number of similar names that do not exist. Malware queries generated
   * names until it finds the registered one, so the many failures reveal it rather than a single name (Antonakakis et al.,
   * "From Throw-Away Traffic to Bots", 2012).
   *
   * @param second unix seconds
   */
  *scores(second: number): Generator<readonly [domain: number, score: number]> {
    const recent = this.#names.filter((name) => second - name.second <= windowSeconds);
    const missing = recent.filter(({ isMissing }) => isMissing).length;
    const series = between(missing, fewFailures, manyFailures);
    for (const { domain, score } of recent) yield [domain, score * series];
  }

  clear(): void {
    for (const { domain } of this.#names) this.#strings.release(domain);
    this.#names = [];
  }

  save(strings: StringTableWriter): readonly (readonly number[])[] {
    return this.#names.map(({ domain, score, isMissing, second }) => [
      strings.index(domain),
      score,
      isMissing ? 1 : 0,
      second,
    ]);
  }

  /** @throws SnapshotError */
  restore(saved: unknown, strings: StringTableReader): void {
    this.#names = arrayOf(saved).map((row) => {
      const [index, score = 0, isMissing = 0, second = 0] = numbersOf(row);
      return { domain: strings.idOf(index), score, isMissing: isMissing === 1, second };
    });
    for (const { domain } of this.#names) this.#strings.retain(domain);
  }
}
