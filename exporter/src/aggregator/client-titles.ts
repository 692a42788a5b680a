import type { Registry } from "../registry/registry.js";
import type { ClientSeries, ClientSeriesListener } from "./client-series.js";
import { mappingExpiry } from "./connection-metrics.js";
import { infoOf } from "./families.js";
import { internLabel } from "./interned-labels.js";
import type { Limits } from "./limits.js";

/** Exposes the titles of clients with events, each by its address, even if the lab names them as a range. */
export class ClientTitles implements ClientSeriesListener {
  readonly #registry: Registry;
  readonly #kind: number;
  readonly #entities;

  constructor(registry: Registry, limits: Limits) {
    this.#registry = registry;
    this.#kind = internLabel(registry.strings, "client");
    this.#entities = infoOf(registry, "homelab_entity_info", mappingExpiry(limits));
  }

  /** Exposes the title unless it is the label, which dashboards show where there is no title. */
  expose({ label, title, zone }: ClientSeries): void {
    if (title !== label) this.#entities.set(this.#kind, label, title, zone);
  }

  onEvicted(client: ClientSeries): void {
    this.onRelabeled(client);
  }

  onRelabeled({ label }: ClientSeries): void {
    this.#registry.evictWhere(["kind", "name"], (kind, name) => kind === this.#kind && name === label);
  }
}
