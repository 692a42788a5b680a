import type { Store } from "../store/store.js";
import { infoOf } from "./families.js";
import { fixed } from "./names.js";
import { mappingExpiry } from "./connections.js";
import type { Limits } from "./limits.js";
import type { Listener, Seat } from "./population.js";

/** What people call the clients that are seen: one by one, whatever ranges the lab or AdGuard Home name them by. */
export class Titles implements Listener {
  readonly #store: Store;
  readonly #kind: number;
  readonly #entities;

  constructor(store: Store, limits: Limits) {
    this.#store = store;
    this.#kind = fixed(store.names, "client");
    this.#entities = infoOf(store, "homelab_entity_info", mappingExpiry(limits));
  }

  take({ label, title, zone }: Seat): void {
    // Where it is missing, the name is the title.
    if (title !== label) this.#entities.see(this.#kind, label, title, zone);
  }

  left(seat: Seat): void {
    this.renamed(seat);
  }

  renamed({ label }: Seat): void {
    this.#store.endWhere(["kind", "name"], (kind, name) => kind === this.#kind && name === label);
  }

  scaled(): void {}

  reviewed(): void {}
}
