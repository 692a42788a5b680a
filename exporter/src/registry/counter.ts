import { Family } from "./family.js";
import { noSlot } from "./series-family.js";

/** Counters: their values only grow. */
export class CounterFamily extends Family {
  readonly samples = 1;
  readonly budgetKind = "counters";

  add(amount: number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const { table } = this;
    const slot = table.getOrCreate(this, a, b, c, d, e, f);
    if (slot !== noSlot) table.values[slot] = (table.values[slot] ?? 0) + amount;
  }
}
