/** Bits of one counter. It tells up to some thousand apart, to a few percent. */
export const wordsPerSketch = 64;

const bits = 32 * wordsPerSketch;

/** FNV-1a: short texts that differ a little get numbers that differ a lot. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

/** Notes that something was there, by its hash, in the counter that starts at a word. */
export function addHash(words: Uint32Array, start: number, hash: number): void {
  const word = start + ((hash >>> 5) % wordsPerSketch);
  words[word] = (words[word] ?? 0) | (1 << (hash & 31));
}

/**
 * How many different things were there in any of the counters, about: Linear Counting (Whang, Vander-Zanden and Taylor,
 * "A Linear-Time Probabilistic Counting Algorithm for Database Applications", 1990).
 *
 * @param starts where the counters start
 */
export function estimateCardinality(words: Uint32Array, starts: readonly number[]): number {
  let empty = bits;
  for (let place = 0; place < wordsPerSketch; place++) {
    let word = 0;
    for (const start of starts) word |= words[start + place] ?? 0;
    empty -= onesOf(word);
  }
  return bits * Math.log(bits / Math.max(1, empty));
}

function onesOf(word: number): number {
  let ones = word - ((word >>> 1) & 0x55555555);
  ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333);
  return Math.imul((ones + (ones >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The words that hold something, each behind its place. */
export function saveSketch(words: Uint32Array): readonly number[] {
  const numbers: number[] = [];
  for (const [place, word] of words.entries()) if (word !== 0) numbers.push(place, word);
  return numbers;
}

/** Takes back what `savedWords` gave. */
export function restoreSketch(words: Uint32Array, numbers: readonly number[]): void {
  for (let index = 0; index + 1 < numbers.length; index += 2) words[numbers[index] ?? 0] = numbers[index + 1] ?? 0;
}
