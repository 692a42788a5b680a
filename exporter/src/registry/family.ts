import { Exposure, isExposed } from "./exposure.js";
import type { BudgetKind } from "./sample-budget.js";
import { noSlot, type SeriesFamily } from "./series-family.js";
import type { SeriesTable } from "./series-table.js";
import { escapeHelp, numberText } from "./text-format.js";
import { ZeroPhase } from "./zero-phase.js";

export interface FamilyDefinition {
  readonly name: string;
  /** Distinguishes families of one name, as sliding windows of several lengths. */
  readonly key: string;
  /** Type in the text format, where info metrics are gauges. */
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
  /** Seconds without an update after which a series expires. */
  readonly ttl: number;
}

/** Characters of a chunk of text, about. */
const chunkLength = 16_384;

/** Series of one metric. A subclass per type updates and renders the values. */
export abstract class Family implements SeriesFamily {
  readonly definition: FamilyDefinition;
  readonly index: number;
  abstract readonly samples: number;
  abstract readonly budgetKind: BudgetKind;
  first = noSlot;
  last = noSlot;
  /** Value of a series in which nothing was counted. */
  readonly initialValue: number = 0;
  protected readonly table: SeriesTable;

  constructor(table: SeriesTable, index: number, definition: FamilyDefinition) {
    this.table = table;
    this.index = index;
    this.definition = definition;
  }

  onCreate(_slot: number): void {}
  onRemove(_slot: number): void {}

  /** Whether its values are cumulative, so that an eviction must be scraped. */
  get isCumulative(): boolean {
    return this.budgetKind !== "gauges";
  }

  get isEmpty(): boolean {
    return this.first === noSlot;
  }

  /** Keeps a series from expiring; see {@link SeriesTable.keep}. */
  keep(labels: readonly number[]): void {
    const slot = this.table.keep(this, labels);
    if (slot !== noSlot && this.table.values[slot] === 0) this.table.values[slot] = this.initialValue;
  }

  /** Yields the series in use. The caller may evict the one that it got. */
  *slots(): Generator<number> {
    for (let slot = this.first; slot !== noSlot;) {
      const next = this.table.next[slot] ?? noSlot;
      if (!this.#isStale(slot)) yield slot;
      slot = next;
    }
  }

  /** Evicts the series for which the predicate is true. Returns their number. */
  evictWhere(isEvicted: (slot: number) => boolean): number {
    let evicted = 0;
    for (let slot = this.first; slot !== noSlot;) {
      const next = this.table.next[slot] ?? noSlot;
      if (!this.#isStale(slot) && isEvicted(slot)) {
        this.table.evict(this, slot);
        evicted++;
      }
      slot = next;
    }
    return evicted;
  }

  /** Evicts the series without an update for longer than the TTL, or `maxIdle` seconds if that is less. */
  evictExpired(now: number, maxIdle = Infinity): number {
    const oldest = now - Math.min(maxIdle, this.definition.ttl);
    return this.evictWhere((slot) => (this.table.seen[slot] ?? 0) < oldest);
  }

  /** Returns the unix second of the least recent update of a series in use; Infinity where there is none. */
  oldestSeen(): number {
    const { seen, next } = this.table;
    let oldest = Infinity;
    for (let slot = this.first; slot !== noSlot; slot = next[slot] ?? noSlot) {
      const second = seen[slot] ?? 0;
      if (second < oldest && !this.#isStale(slot)) oldest = second;
    }
    return oldest;
  }

  #isStale(slot: number): boolean {
    const state = this.table.exposure[slot];
    return state === Exposure.stale || state === Exposure.stalePending;
  }

  /** Renders `# HELP` and `# TYPE`. */
  header(): string {
    const { name, help, type } = this.definition;
    return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
  }

  /** Renders the exposed samples in the text format, in order of creation. */
  *lines(isWanted: (slot: number) => boolean = () => true): Generator<string> {
    let chunk = "";
    for (let slot = this.first; slot !== noSlot; slot = this.table.next[slot] ?? noSlot) {
      if (!isExposed(this.table.exposure[slot]) || !isWanted(slot)) continue;
      chunk += this.sample(slot);
      if (chunk.length < chunkLength) continue;
      yield chunk;
      chunk = "";
    }
    if (chunk !== "") yield chunk;
  }

  /** Renders `a="b",c="d"`. */
  labelText(slot: number): string {
    const { labels } = this.definition;
    let text = "";
    for (let label = 0; label < labels.length; label++) {
      if (label > 0) text += ",";
      text += `${labels[label] ?? ""}="${this.table.strings.escaped(this.table.label(slot, label))}"`;
    }
    return text;
  }

  /** Returns the escaped value of a label; empty where the family does not have the label. */
  labelValue(slot: number, label: string): string {
    const place = this.definition.labels.indexOf(label);
    return place < 0 ? "" : this.table.strings.escaped(this.table.label(slot, place));
  }

  /** Whether the series is exposed as 0. */
  protected isZero(slot: number): boolean {
    return this.table.zeroPhase[slot] !== ZeroPhase.over;
  }

  protected sample(slot: number): string {
    const { name, labels } = this.definition;
    const value = this.isZero(slot) ? "0" : numberText(this.table.values[slot] ?? 0);
    return labels.length === 0 ? `${name} ${value}\n` : `${name}{${this.labelText(slot)}} ${value}\n`;
  }

  /** Returns the numbers to save besides labels, time and value. */
  saveRow(_slot: number): readonly number[] {
    return [];
  }

  /** Restores the numbers of `saveRow`. */
  restoreRow(_slot: number, _numbers: readonly number[]): void {}

  /** Empties sliding windows, after the clock was set back. */
  resetWindows(): void {}
}
