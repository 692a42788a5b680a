/** Longer texts are cut: a label is for reading, and memory has an end. */
const longest = 512;

/** In place of a count of holders: nobody has this number. */
const unused = 0xffff_ffff;

/**
 * Texts by number, each kept once, for as long as somebody holds it. Number 0 is the empty text.
 *
 * A number that was just asked for is good until the next {@link Names.sweep}; who keeps it longer holds it.
 */
export class Names {
  readonly #numbers = new Map<string, number>([["", 0]]);
  readonly #texts: string[] = [""];
  readonly #escaped: string[] = [""];
  #holders = new Uint32Array(256);
  readonly #free: number[] = [];
  /** Numbers that nobody held at some moment since the last sweep. */
  #loose: number[] = [];

  constructor() {
    this.#holders[0] = 1;
  }

  /** How many texts there are. */
  get size(): number {
    return this.#numbers.size;
  }

  /** How many numbers a sweep will look at. */
  get loose(): number {
    return this.#loose.length;
  }

  /** The number of a text; a new one where it has none yet. */
  number(text: string): number {
    return this.#numbers.get(text) ?? this.#add(text);
  }

  text(number: number): string {
    return this.#texts[number] ?? "";
  }

  /** The text as it stands between the quotes of a label. */
  escaped(number: number): string {
    return this.#escaped[number] ?? "";
  }

  hold(number: number): void {
    this.#holders[number] = (this.#holders[number] ?? 0) + 1;
  }

  release(number: number): void {
    const left = (this.#holders[number] ?? 1) - 1;
    this.#holders[number] = left;
    if (left === 0) this.#loose.push(number);
  }

  /** Forgets the texts that nobody holds. */
  sweep(): void {
    for (const number of this.#loose) {
      if (this.#holders[number] !== 0) continue;
      this.#numbers.delete(this.text(number));
      this.#texts[number] = "";
      this.#escaped[number] = "";
      this.#holders[number] = unused;
      this.#free.push(number);
    }
    this.#loose = [];
  }

  #add(text: string): number {
    const own = ownCopy(text);
    const known = this.#numbers.get(own);
    if (known !== undefined) return known;
    const number = this.#free.pop() ?? this.#texts.length;
    if (number >= this.#holders.length) this.#holders = grown(this.#holders);
    this.#numbers.set(own, number);
    this.#texts[number] = own;
    this.#escaped[number] = escapeLabel(own);
    this.#holders[number] = 0;
    this.#loose.push(number);
    return number;
  }
}

/** Part of a longer string keeps all of it in memory: a label would keep the block of the log that it was read in. */
function ownCopy(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return Buffer.from(cut, "utf8").toString("utf8");
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/** A text as it stands between the quotes of a label. */
export function escapeLabel(text: string): string {
  if (!/[\\"\n]/.test(text)) return text;
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
