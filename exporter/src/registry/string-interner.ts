/** Longer texts are cut: a label is for reading, and memory has an end. */
const maxLength = 512;

/** In place of a count of holders: nobody has this number. */
const freed = 0xffff_ffff;

/**
 * Texts by number, each kept once, for as long as somebody holds it. Number 0 is the empty text.
 *
 * A number that was just asked for is good until the next {@link StringInterner.sweep}; who keeps it longer holds it.
 */
export class StringInterner {
  readonly #ids = new Map<string, number>([["", 0]]);
  readonly #texts: string[] = [""];
  readonly #escaped: string[] = [""];
  #references = new Uint32Array(256);
  readonly #freeIds: number[] = [];
  /** Numbers that nobody held at some moment since the last sweep. */
  #unreferenced: number[] = [];

  constructor() {
    this.#references[0] = 1;
  }

  /** How many texts there are. */
  get size(): number {
    return this.#ids.size;
  }

  /** How many numbers a sweep will look at. */
  get unreferenced(): number {
    return this.#unreferenced.length;
  }

  /** The number of a text; a new one where it has none yet. */
  intern(text: string): number {
    return this.#ids.get(text) ?? this.#add(text);
  }

  text(number: number): string {
    return this.#texts[number] ?? "";
  }

  /** The text as it stands between the quotes of a label. */
  escaped(number: number): string {
    return this.#escaped[number] ?? "";
  }

  retain(number: number): void {
    this.#references[number] = (this.#references[number] ?? 0) + 1;
  }

  release(number: number): void {
    const left = (this.#references[number] ?? 1) - 1;
    this.#references[number] = left;
    if (left === 0) this.#unreferenced.push(number);
  }

  /** Forgets the texts that nobody holds. */
  sweep(): void {
    for (const number of this.#unreferenced) {
      if (this.#references[number] !== 0) continue;
      this.#ids.delete(this.text(number));
      this.#texts[number] = "";
      this.#escaped[number] = "";
      this.#references[number] = freed;
      this.#freeIds.push(number);
    }
    this.#unreferenced = [];
  }

  #add(text: string): number {
    const own = ownCopy(text);
    const known = this.#ids.get(own);
    if (known !== undefined) return known;
    const number = this.#freeIds.pop() ?? this.#texts.length;
    if (number >= this.#references.length) this.#references = grown(this.#references);
    this.#ids.set(own, number);
    this.#texts[number] = own;
    this.#escaped[number] = escapeLabel(own);
    this.#references[number] = 0;
    this.#unreferenced.push(number);
    return number;
  }
}

/** Part of a longer string keeps all of it in memory: a label would keep the block of the log that it was read in. */
function ownCopy(text: string): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
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
