/** 32-bit words of one sketch. It estimates up to some thousand distinct values, to a few percent. */
export const wordsPerSketch = 64;

const bits = 32 * wordsPerSketch;

/** Hashes a text with FNV-1a and a final mix, so that similar texts have independent hashes. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

/** Adds a hash to the sketch that starts at a word. */
export function addHash(words: Uint32Array, start: number, hash: number): void {
  const word = start + ((hash >>> 5) % wordsPerSketch);
  words[word] = (words[word] ?? 0) | (1 << (hash & 31));
}

/**
 * Estimates the number of distinct hashes in the union of sketches: Linear Counting (Whang, Vander-Zanden and Taylor, "A
 * Linear-Time Probabilistic Counting Algorithm for Database Applications", 1990).
 *
 * @param starts first words of the sketches
 */
export function estimateCardinality(words: Uint32Array, starts: readonly number[]): number {
  let empty = bits;
  for (let place = 0; place < wordsPerSketch; place++) {
    let word = 0;
    for (const start of starts) word |= words[start + place] ?? 0;
    empty -= countOnes(word);
  }
  return bits * Math.log(bits / Math.max(1, empty));
}

function countOnes(word: number): number {
  let ones = word - ((word >>> 1) & 0x55555555);
  ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333);
  return Math.imul((ones + (ones >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Returns the words that are not 0, each after its index. */
export function saveSketch(words: Uint32Array): readonly number[] {
  const numbers: number[] = [];
  for (const [place, word] of words.entries()) if (word !== 0) numbers.push(place, word);
  return numbers;
}

/** Restores the numbers of {@link saveSketch}. */
export function restoreSketch(words: Uint32Array, numbers: readonly number[]): void {
  for (let index = 0; index + 1 < numbers.length; index += 2) words[numbers[index] ?? 0] = numbers[index + 1] ?? 0;
}
