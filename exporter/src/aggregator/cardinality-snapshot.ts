import { numberOf, numbersOf, recordOf } from "../registry/snapshot.js";
import type { SnapshotPart, StringTableReader, StringTableWriter } from "../registry/snapshot.js";
import type { Cardinality } from "./cardinality.js";
import { labelsOf } from "./client-series.js";

/** Saves the client series, with the counts that rank clients and domains. */
export function* saveCardinality(state: Cardinality, strings: StringTableWriter): Generator<SnapshotPart> {
  const { minute, decay, eventsSinceEviction, evictionBackoff } = state;
  const clients = state.topClients.save(strings);
  yield {
    part: "clients",
    names: strings.takeNew(),
    minute,
    landmark: decay.landmark,
    relief: [eventsSinceEviction, evictionBackoff],
    clients,
  };
  for (const client of state.table.all()) {
    const labels = labelsOf(client).map((label) => strings.index(label));
    const domains = client.domains.save(strings);
    const { isOther, seen } = client;
    yield { part: "client", names: strings.takeNew(), isFolded: isOther, seen, labels, domains };
  }
}

/**
 * Restores a part of {@link saveCardinality}.
 *
 * @returns whether the part is one of these
 * @throws SnapshotError
 */
export function restoreCardinality(state: Cardinality, value: unknown, strings: StringTableReader): boolean {
  const part = recordOf(value);
  if (part["part"] === "clients") {
    const [eventsSinceEviction = 0, evictionBackoff = 0] = numbersOf(part["relief"]);
    state.minute = numberOf(part["minute"]);
    state.eventsSinceEviction = eventsSinceEviction;
    state.evictionBackoff = evictionBackoff;
    state.decay.landmark = numberOf(part["landmark"]);
    state.decay.advance(state.minute);
    state.topClients.restore(part["clients"], strings);
    return true;
  }
  if (part["part"] !== "client") return false;
  restoreClient(state, part, strings);
  return true;
}

function restoreClient(state: Cardinality, part: Readonly<Record<string, unknown>>, strings: StringTableReader): void {
  const [label = 0, zone = 0, zoneType = 0, device = 0, title = 0] = numbersOf(part["labels"]).map((index) =>
    strings.idOf(index),
  );
  const isOther = part["isFolded"] === true;
  if (!isOther && !state.topClients.isAdmitted(label)) return;
  const client = state.table.add({ label, zone, zoneType, device, title, isOther });
  client.seen = numberOf(part["seen"]);
  client.domains.restore(part["domains"], strings);
}
