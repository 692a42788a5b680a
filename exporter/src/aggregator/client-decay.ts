import type { Cardinality } from "./cardinality.js";

/** Moves the decay to a minute, and rescales all counts if their weights have become too large. */
export function decayTo(state: Cardinality, minute: number): void {
  state.minute = minute;
  const factor = state.decay.advance(minute);
  if (factor === 1) return;
  state.topClients.scale(factor);
  for (const client of state.table.all()) client.domains.scale(factor);
  for (const listener of state.listeners) listener.onDecay?.(factor);
}
