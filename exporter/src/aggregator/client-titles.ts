import type { Registry } from "../registry/registry.js";
import { infoOf } from "./families.js";
import { internLabel } from "./interned-labels.js";
import { mappingExpiry } from "./connection-metrics.js";
import type { Limits } from "./limits.js";
import type { ClientSeriesListener, ClientSeries } from "./client-series.js";

/** What people call the clients that are seen: one by one, whatever ranges the lab or AdGuard Home name them by. */
export class ClientTitles implements ClientSeriesListener {
  readonly #store: Registry;
  readonly #kind: number;
  readonly #entities;

  constructor(store: Registry, limits: Limits) {
    this.#store = store;
    this.#kind = internLabel(store.strings, "client");
    this.#entities = infoOf(store, "homelab_entity_info", mappingExpiry(limits));
  }

  expose({ label, title, zone }: ClientSeries): void {
    // Where it is missing, the name is the title.
    if (title !== label) this.#entities.set(this.#kind, label, title, zone);
  }

  onEvicted(seat: ClientSeries): void {
    this.onRelabeled(seat);
  }

  onRelabeled({ label }: ClientSeries): void {
    this.#store.evictWhere(["kind", "name"], (kind, name) => kind === this.#kind && name === label);
  }

  onDecay(): void {}

  onMinute(): void {}
}
