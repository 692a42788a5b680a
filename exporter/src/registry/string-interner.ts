import { printableLines } from "homelab-dashboards/lab";
import { escapeLabel } from "./text-format.js";

/** Longer texts are truncated, so that a label cannot take unbounded memory. */
const maxLength = 512;

/** Reference count of a free id. */
const freed = 0xffff_ffff;

/**
 * Interns label values: each text is stored once and has a numeric id while it is referenced. Id 0 is the empty text.
 *
 * An id from `intern` is valid until the next {@link StringInterner.sweep}; call `retain` to keep it for longer.
 */
export class StringInterner {
  readonly #ids = new Map<string, number>([["", 0]]);
  readonly #texts: string[] = [""];
  readonly #escaped: string[] = [""];
  #references = new Uint32Array(256);
  readonly #freeIds: number[] = [];
  /** Ids whose reference count was 0 at some time since the last sweep. */
  #unreferenced: number[] = [];

  constructor() {
    this.#references[0] = 1;
  }

  /** Number of texts. */
  get size(): number {
    return this.#ids.size;
  }

  /** Number of ids that the next sweep checks. */
  get unreferenced(): number {
    return this.#unreferenced.length;
  }

  /** Returns the id of a text, which is a new one if the text has none. */
  intern(text: string): number {
    return this.#ids.get(text) ?? this.#add(text);
  }

  text(id: number): string {
    return this.#texts[id] ?? "";
  }

  /** Returns the text escaped for a label's value. */
  escaped(id: number): string {
    return this.#escaped[id] ?? "";
  }

  retain(id: number): void {
    this.#references[id] = (this.#references[id] ?? 0) + 1;
  }

  release(id: number): void {
    const left = (this.#references[id] ?? 1) - 1;
    this.#references[id] = left;
    if (left === 0) this.#unreferenced.push(id);
  }

  /** Frees the ids that have no references. */
  sweep(): void {
    for (const id of this.#unreferenced) {
      if (this.#references[id] !== 0) continue;
      this.#ids.delete(this.text(id));
      this.#texts[id] = "";
      this.#escaped[id] = "";
      this.#references[id] = freed;
      this.#freeIds.push(id);
    }
    this.#unreferenced = [];
  }

  #add(text: string): number {
    const own = ownCopy(text);
    const known = this.#ids.get(own);
    if (known !== undefined) return known;
    const id = this.#freeIds.pop() ?? this.#texts.length;
    if (id >= this.#references.length) this.#references = grown(this.#references);
    this.#ids.set(own, id);
    this.#texts[id] = own;
    this.#escaped[id] = escapeLabel(own);
    this.#references[id] = 0;
    this.#unreferenced.push(id);
    return id;
  }
}

/**
 * Copies the text, because a substring keeps the whole block of the log in memory. Hidden characters are escaped here,
 * not where a label is printed: two texts that are printed alike are then one series.
 */
function ownCopy(text: string): string {
  const own = Buffer.from(cut(text), "utf8").toString("utf8");
  return cut(printableLines(own));
}

/** A text that was cut before, and ends with the ellipsis, stays as it is. */
const cut = (text: string): string => (text.length > maxLength + 1 ? `${text.slice(0, maxLength)}…` : text);

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}
