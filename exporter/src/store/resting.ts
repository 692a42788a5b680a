import { type Kind, labelsAtMost, none, type Room } from "./kind.js";
import type { Names } from "./names.js";

/** How a series stands in what is told. */
export const told = {
  /** It is there, and told. */
  live: 0,
  /** It has ended, and is told once more. */
  leaving: 1,
  /** It is there, and not told yet: one with its labels has ended, and that hasn't been seen. */
  hidden: 2,
  /** It has ended before it was told. */
  leavingHidden: 3,
} as const;

/** What is needed of the table. */
export interface RestingTable {
  readonly names: Names;
  readonly room: Room;
  readonly told: Uint8Array;
  /** Samples that haven't ended. */
  readonly used: Room;
  /** How often something wasn't counted or shown for want of room. */
  dropped: number;
  label(slot: number, label: number): number;
  /** The series with these labels that hasn't ended, or `none`. */
  find(kind: Kind, a: number, b: number, c: number, d: number, e: number, f: number): number;
  remove(kind: Kind, slot: number): void;
}

/** What ended, with what began under its labels since. */
export interface Rest {
  readonly kind: Kind;
  readonly labels: readonly number[];
  /** The series that has ended and is still told; `none` once it is missing. */
  slot: number;
  /** When it was first seen as it is now, told or missing, in unix seconds; undefined as long as it wasn't. */
  since: number | undefined;
  /** Series with the same labels that began meanwhile and have ended, too, the oldest first. */
  readonly later: number[];
}

/** What has ended may take this share of the room of what hasn't, and as much of that as is free. */
const share = 8;

/**
 * Series that have ended, until that has been seen. Whoever adds up what he sees of a count, as a Prometheus does, must
 * have seen how far it came, and that it is missing, before it begins anew: else its last events would be lost, or those
 * of the new one taken for more of the old. So what ended is told once more, then it is missing, and what began under its
 * labels meanwhile is told after that. What comes back while it is still told goes on as if it had never ended.
 */
export class Resting {
  readonly #table: RestingTable;
  readonly #rests = new Map<string, Rest>();
  /** Samples of series that have ended. */
  readonly #used = { counters: 0, histograms: 0, gauges: 0 };

  constructor(table: RestingTable) {
    this.#table = table;
  }

  /** How many labels are waited for. */
  get size(): number {
    return this.#rests.size;
  }

  /**
   * Takes back a series that has ended and is still told, for what happens under its labels again: nobody has seen an
   * end of it.
   *
   * @returns its slot; `none` where there is no such series
   */
  revive(kind: Kind, labels: readonly number[]): number {
    if (this.#rests.size === 0) return none;
    const key = keyOf(kind, labels);
    const rest = this.#rests.get(key);
    if (rest === undefined || rest.slot === none || rest.later.length > 0) return none;
    const { slot } = rest;
    this.#used[kind.room] -= kind.samples;
    this.#table.told[slot] = told.live;
    this.#forget(key, rest);
    return slot;
  }

  /** Whether what begins now with the labels of a series must wait to be told. */
  has(kind: Kind, slot: number): boolean {
    return this.#rests.size > 0 && this.#rests.has(keyOf(kind, this.#labelsOf(slot)));
  }

  /** Takes a series that has ended. */
  add(kind: Kind, slot: number): void {
    const labels = this.#labelsOf(slot);
    const key = keyOf(kind, labels);
    const rest = this.#rests.get(key);
    this.#used[kind.room] += kind.samples;
    if (rest === undefined) {
      this.#table.told[slot] = told.leaving;
      this.#keep(key, { kind, labels, slot, since: undefined, later: [] });
    } else {
      this.#table.told[slot] = told.leavingHidden;
      rest.later.push(slot);
    }
    this.#limit(kind.room);
  }

  /** A series has begun, and takes its room. */
  begun({ room }: Kind): void {
    if (this.#used[room] > 0) this.#limit(room);
  }

  /**
   * Everything that is told has been seen.
   *
   * @param at unix seconds
   * @param patience for how many seconds, at least, whatever is told or missing stays so: others may look, too
   */
  seen(at: number, patience: number): void {
    for (const [key, rest] of this.#rests) {
      rest.since = Math.min(rest.since ?? at, at);
      if (at - rest.since >= patience) this.#advance(key, rest);
    }
  }

  *all(): Generator<Rest> {
    yield* this.#rests.values();
  }

  /** Takes back what was saved; its series are with their values already. */
  restore(rest: Rest): void {
    const { kind, slot, later } = rest;
    this.#keep(keyOf(kind, rest.labels), rest);
    this.#used[kind.room] += kind.samples * (later.length + (slot === none ? 0 : 1));
    if (slot !== none) this.#table.told[slot] = told.leaving;
    for (const each of later) this.#table.told[each] = told.leavingHidden;
    const live = this.#liveOf(rest);
    if (live !== none) this.#table.told[live] = told.hidden;
  }

  #labelsOf(slot: number): readonly number[] {
    return Array.from({ length: labelsAtMost }, (_, label) => this.#table.label(slot, label));
  }

  #keep(key: string, rest: Rest): void {
    // The numbers must stay those of these texts as long as they are the key.
    for (const name of rest.labels) this.#table.names.hold(name);
    this.#rests.set(key, rest);
  }

  /** From told to missing, from missing to what came after. */
  #advance(key: string, rest: Rest): void {
    rest.since = undefined;
    if (rest.slot !== none) {
      this.#remove(rest.kind, rest.slot);
      rest.slot = none;
      return;
    }
    const next = rest.later.shift();
    if (next === undefined) this.#end(key, rest);
    else {
      rest.slot = next;
      this.#table.told[next] = told.leaving;
    }
  }

  #end(key: string, rest: Rest): void {
    const live = this.#liveOf(rest);
    if (live !== none) this.#table.told[live] = told.live;
    this.#forget(key, rest);
  }

  #forget(key: string, rest: Rest): void {
    this.#rests.delete(key);
    for (const name of rest.labels) this.#table.names.release(name);
  }

  /** Nobody may be looking: then the oldest go unseen, and are counted as dropped. */
  #limit(room: Kind["room"]): void {
    for (const [key, rest] of this.#rests) {
      if (this.#used[room] <= this.#roomOf(room)) return;
      if (rest.kind.room !== room) continue;
      const ended = rest.slot === none ? rest.later : [rest.slot, ...rest.later];
      for (const slot of ended) this.#remove(rest.kind, slot);
      this.#table.dropped += ended.length;
      this.#end(key, rest);
    }
  }

  #roomOf(room: Kind["room"]): number {
    const all = this.#table.room[room];
    return all / share + all - this.#table.used[room];
  }

  #remove(kind: Kind, slot: number): void {
    this.#used[kind.room] -= kind.samples;
    this.#table.remove(kind, slot);
  }

  #liveOf({ kind, labels }: Rest): number {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = labels;
    return this.#table.find(kind, a, b, c, d, e, f);
  }
}

const keyOf = (kind: Kind, labels: readonly number[]): string => `${kind.index} ${labels.join(" ")}`;
