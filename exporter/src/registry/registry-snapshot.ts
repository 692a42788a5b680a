import type { Family } from "./family.js";
import { noSlot } from "./series-family.js";
import type { SeriesTable } from "./series-table.js";
import { arrayOf, numberOf, numbersOf, recordOf, SnapshotError } from "./snapshot.js";
import type { SnapshotPart, StringTableReader, StringTableWriter } from "./snapshot.js";
import { ZeroPhase } from "./zero-phase.js";

const seriesPerPart = 256;

/** Series of a registry. */
interface SeriesOf {
  readonly table: SeriesTable;
  readonly families: readonly Family[];
}

/** Saves all series in parts. Equal series give equal parts. */
export function* saveSeries({ table, families }: SeriesOf, strings: StringTableWriter): Generator<SnapshotPart> {
  const { now, dropped, tracksStaleness } = table;
  yield { part: "store", names: strings.takeNew(), now, dropped, isWatched: tracksStaleness };
  for (const family of families) {
    let series: (readonly number[])[] = [];
    let slots: number[] = [];
    for (const slot of family.slots()) {
      series.push(savedValues(table, family, slot, strings));
      slots.push(slot);
      if (series.length < seriesPerPart) continue;
      yield seriesPart(family, strings, series, savedZeroPhases(table, slots));
      series = [];
      slots = [];
    }
    if (series.length > 0) yield seriesPart(family, strings, series, savedZeroPhases(table, slots));
  }
  yield* saveStaleSeries(table, families, strings);
}

/**
 * Restores a part of {@link saveSeries}. The series of an unknown family are left out.
 *
 * @returns whether the part is one of these
 * @throws {@link SnapshotError}
 */
export function restoreSeries({ table, families }: SeriesOf, value: unknown, strings: StringTableReader): boolean {
  const part = recordOf(value);
  if (part["part"] === "store") {
    table.now = numberOf(part["now"]);
    table.dropped = numberOf(part["dropped"]);
    table.tracksStaleness = part["isWatched"] === true;
    return true;
  }
  const family = families.find(({ definition }) => definition.key === part["family"]);
  if (part["part"] === "rests") {
    if (family !== undefined) restoreStaleSeries(table, family, part, strings);
    return true;
  }
  if (part["part"] !== "series") return false;
  if (family !== undefined) {
    const slots = arrayOf(part["series"]).map((series) =>
      restoreActiveSeries(table, family, numbersOf(series), strings),
    );
    restoreZeroPhases(table, slots, part["zeros"]);
  }
  return true;
}

function savedValues(table: SeriesTable, family: Family, slot: number, strings: StringTableWriter): readonly number[] {
  const labels = family.definition.labels.map((_, place) => strings.index(table.label(slot, place)));
  const value = table.values[slot] ?? 0;
  return [...labels, table.seen[slot] ?? 0, Number.isNaN(value) ? 0 : value, ...family.saveRow(slot)];
}

function* saveStaleSeries(
  table: SeriesTable,
  families: readonly Family[],
  strings: StringTableWriter,
): Generator<SnapshotPart> {
  for (const stale of table.stale.all()) {
    const family = families[stale.family.index];
    if (family === undefined) continue;
    const evicted = stale.slot === noSlot ? stale.successors : [stale.slot, ...stale.successors];
    yield {
      part: "rests",
      labels: stale.labels.map((label) => strings.index(label)),
      names: strings.takeNew(),
      family: family.definition.key,
      isTold: stale.slot !== noSlot,
      since: stale.since ?? null,
      ended: evicted.map((slot) => savedValues(table, family, slot, strings)),
      ...savedZeroPhases(table, evicted),
    };
  }
}

function restoreActiveSeries(
  table: SeriesTable,
  family: Family,
  numbers: readonly number[],
  strings: StringTableReader,
): number {
  const count = family.definition.labels.length;
  if (numbers.length < count + 2) throw new SnapshotError("the saved state has a series that lacks its value");
  const label = (place: number) => (place < count ? strings.idOf(numbers[place]) : 0);
  const slot = table.getOrCreate(family, label(0), label(1), label(2), label(3), label(4), label(5));
  if (slot !== noSlot) restoreValues(table, family, slot, numbers);
  return slot;
}

function restoreStaleSeries(
  table: SeriesTable,
  family: Family,
  part: Readonly<Record<string, unknown>>,
  strings: StringTableReader,
): void {
  const labels = numbersOf(part["labels"]).map((index) => strings.idOf(index));
  const evicted = arrayOf(part["ended"]).map((series) => {
    const slot = table.addStale(family, labels);
    restoreValues(table, family, slot, numbersOf(series));
    return slot;
  });
  restoreZeroPhases(table, evicted, part["zeros"]);
  const [slot = noSlot] = part["isTold"] === true ? evicted.splice(0, 1) : [];
  const since = part["since"] === null ? undefined : numberOf(part["since"]);
  table.stale.restore({ family, labels, slot, since, successors: evicted });
}

function restoreValues(table: SeriesTable, family: Family, slot: number, numbers: readonly number[]): void {
  const count = family.definition.labels.length;
  // A series that was kept expires unless it is kept again: the lab may no longer name it.
  table.seen[slot] = Math.min(numbers[count] ?? 0, table.now);
  table.values[slot] = numbers[count + 1] ?? 0;
  table.zeroPhase[slot] = ZeroPhase.over;
  family.restoreRow(slot, numbers.slice(count + 2));
}

/** The zero phases of series, each after the index of its series; absent where none is in one. */
function savedZeroPhases(table: SeriesTable, slots: readonly number[]): { readonly zeros?: readonly number[] } {
  const zeros = slots.flatMap((slot, index) => {
    const phase = table.zeroPhase[slot] ?? ZeroPhase.over;
    return phase === ZeroPhase.over ? [] : [index, phase];
  });
  return zeros.length === 0 ? {} : { zeros };
}

/** Restores {@link savedZeroPhases}, which a state of version 1 lacks. */
function restoreZeroPhases(table: SeriesTable, slots: readonly number[], zeros: unknown): void {
  if (zeros === undefined) return;
  const numbers = numbersOf(zeros);
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    const slot = slots[numbers[index] ?? noSlot] ?? noSlot;
    if (slot !== noSlot) table.zeroPhase[slot] = numbers[index + 1] ?? ZeroPhase.over;
  }
}

const seriesPart = (
  family: Family,
  strings: StringTableWriter,
  series: readonly (readonly number[])[],
  zeros: { readonly zeros?: readonly number[] },
): SnapshotPart => ({ part: "series", names: strings.takeNew(), family: family.definition.key, series, ...zeros });
