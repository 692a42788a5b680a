import { Family } from "./family.js";
import { noSlot } from "./series-family.js";

/** Gauges: each has the value of the last `set`. */
export class GaugeFamily extends Family {
  readonly samples = 1;
  readonly budgetKind = "gauges";

  set(value: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const { table } = this;
    const slot = table.getOrCreate(this, a, b, c, d, e, f);
    if (slot !== noSlot) table.values[slot] = value;
  }

  /** Runs the function and evicts every series that it did not set. */
  replace(set: () => void): void {
    const { values } = this.table;
    for (const slot of this.slots()) values[slot] = NaN;
    set();
    this.evictWhere((slot) => Number.isNaN(this.table.values[slot] ?? NaN));
  }
}

/** Info metrics: the labels are the information, and the value is always 1. */
export class InfoFamily extends Family {
  override readonly initialValue = 1;
  readonly samples = 1;
  readonly budgetKind = "gauges";

  set(a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const { table } = this;
    const slot = table.getOrCreate(this, a, b, c, d, e, f);
    if (slot !== noSlot) table.values[slot] = 1;
  }
}
