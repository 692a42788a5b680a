import { metrics } from "homelab-dashboards/metrics";
import {
  arrayOf,
  numberOf,
  numbersOf,
  recordOf,
  type StringTableReader,
  type StringTableWriter,
} from "../registry/snapshot.js";
import type { Info, Registry } from "../registry/registry.js";
import { infoOf } from "./families.js";
import type { Limits } from "./limits.js";
import { internLabels } from "./interned-labels.js";
import type { ClientSeriesListener, ClientSeriesTable } from "./client-series.js";
import type { LabeledQuery } from "./query-metrics.js";
import { TopK } from "./top-k.js";

/** Of a domain that is spread over the world, a few addresses are as good as all. */
const addressesPerDomain = 4;

/** Seconds after which an address that isn't answered any more makes way for one that is. */
const shortestStay = 3600;

interface Place {
  address: number;
  seen: number;
}

/** Where the most asked domains lead. */
export class DomainAddresses implements ClientSeriesListener {
  readonly #store: Registry;
  readonly #population: () => ClientSeriesTable;
  readonly #ranking: TopK;
  readonly #places = new Map<number, Place[]>();
  readonly #ofAdguard: Info<readonly [number, number]>;
  readonly #withSource: Info<readonly [number, number, number]>;
  readonly #sources;

  constructor(store: Registry, limits: Limits, population: () => ClientSeriesTable) {
    this.#store = store;
    this.#population = population;
    this.#ranking = new TopK(store.strings, { admitted: limits.domains, tracked: 3 * limits.domains + 16 });
    this.#ofAdguard = infoOf(store, "adguard_domain_ip_mapping", limits.expiry);
    this.#withSource = infoOf(store, "domain_ip_mapping", limits.expiry);
    this.#sources = internLabels(store.strings, metrics.domain_ip_mapping.values.resolution_source);
  }

  add({ event, domain: asked }: LabeledQuery): void {
    const { now, strings: names } = this.#store;
    const isShown = this.#ranking.add(asked, this.#population().weight, now, true);
    if (!isShown || event.source === "filter") return;
    const source = this.#sources(event.source);
    for (const text of event.addresses) {
      const address = names.intern(text);
      if (!this.#hasPlace(asked, address)) continue;
      this.#ofAdguard.set(asked, address);
      this.#withSource.set(asked, address, source);
    }
  }

  onEvicted(): void {}

  onRelabeled(): void {}

  onDecay(factor: number): void {
    this.#ranking.scale(factor);
  }

  onMinute(now: number): void {
    const out = this.#ranking.replaceOne(now);
    if (out === undefined) return;
    this.#end(out, () => true);
    for (const { address } of this.#places.get(out) ?? []) this.#store.strings.release(address);
    this.#places.delete(out);
  }

  *save(names: StringTableWriter): Generator {
    const ranking = this.#ranking.save(names);
    yield { part: "domains", names: names.takeNew(), ranking };
    for (const [domain, places] of this.#places) {
      const row = [names.index(domain), places.map(({ address, seen }) => [names.index(address), seen])];
      yield { part: "addresses", names: names.takeNew(), of: row[0], places: row[1] };
    }
  }

  restore(value: unknown, names: StringTableReader): boolean {
    const part = recordOf(value);
    if (part["part"] === "domains") this.#ranking.restore(part["ranking"], names);
    else if (part["part"] === "addresses") {
      const places = arrayOf(part["places"]).map((place) => {
        const [address, seen = 0] = numbersOf(place);
        return { address: names.idOf(address), seen };
      });
      for (const { address } of places) this.#store.strings.retain(address);
      this.#places.set(names.idOf(numberOf(part["of"])), places);
    } else return false;
    return true;
  }

  /** Whether an address is among those of the domain; it takes the place of one that hasn't been answered for long. */
  #hasPlace(domain: number, address: number): boolean {
    const { now, strings: names } = this.#store;
    const places = this.#places.get(domain) ?? [];
    if (places.length === 0) this.#places.set(domain, places);
    const own = places.find((place) => place.address === address);
    if (own !== undefined) {
      own.seen = now;
      return true;
    }
    if (places.length < addressesPerDomain) {
      places.push({ address, seen: now });
      names.retain(address);
      return true;
    }
    const old = places.find(({ seen }) => now - seen > shortestStay);
    if (old === undefined) return false;
    this.#end(domain, (one) => one === old.address);
    names.release(old.address);
    names.retain(address);
    old.address = address;
    old.seen = now;
    return true;
  }

  #end(domain: number, isOver: (address: number) => boolean): void {
    this.#store.evictWhere(["domain", "resolved_ip"], (one, address) => one === domain && isOver(address));
  }
}
