import { metrics } from "homelab-dashboards/metrics";
import { arrayOf, numberOf, numbersOf, recordOf, type RestoredNames, type SavedNames } from "../store/saved.js";
import type { Info, Store } from "../store/store.js";
import { infoOf } from "./families.js";
import type { Limits } from "./limits.js";
import { fixedAll } from "./names.js";
import type { Listener, Population } from "./population.js";
import type { SeenQuery } from "./queries.js";
import { Ranking } from "./ranking.js";

/** Of a domain that is spread over the world, a few addresses are as good as all. */
const addressesPerDomain = 4;

/** Seconds after which an address that isn't answered any more makes way for one that is. */
const shortestStay = 3600;

interface Place {
  address: number;
  seen: number;
}

/** Where the most asked domains lead. */
export class Addresses implements Listener {
  readonly #store: Store;
  readonly #population: () => Population;
  readonly #ranking: Ranking;
  readonly #places = new Map<number, Place[]>();
  readonly #ofAdguard: Info<readonly [number, number]>;
  readonly #withSource: Info<readonly [number, number, number]>;
  readonly #sources;

  constructor(store: Store, limits: Limits, population: () => Population) {
    this.#store = store;
    this.#population = population;
    this.#ranking = new Ranking(store.names, { shown: limits.domains, kept: 3 * limits.domains + 16 });
    this.#ofAdguard = infoOf(store, "adguard_domain_ip_mapping", limits.expiry);
    this.#withSource = infoOf(store, "domain_ip_mapping", limits.expiry);
    this.#sources = fixedAll(store.names, metrics.domain_ip_mapping.values.resolution_source);
  }

  take({ event, asked }: SeenQuery): void {
    const { now, names } = this.#store;
    const isShown = this.#ranking.count(asked, this.#population().weight, now, true);
    if (!isShown || event.source === "filter") return;
    const source = this.#sources(event.source);
    for (const text of event.addresses) {
      const address = names.number(text);
      if (!this.#hasPlace(asked, address)) continue;
      this.#ofAdguard.see(asked, address);
      this.#withSource.see(asked, address, source);
    }
  }

  left(): void {}

  renamed(): void {}

  scaled(factor: number): void {
    this.#ranking.scale(factor);
  }

  reviewed(now: number): void {
    const out = this.#ranking.swap(now);
    if (out === undefined) return;
    this.#end(out, () => true);
    for (const { address } of this.#places.get(out) ?? []) this.#store.names.release(address);
    this.#places.delete(out);
  }

  *save(names: SavedNames): Generator {
    const ranking = this.#ranking.save(names);
    yield { part: "domains", names: names.fresh(), ranking };
    for (const [domain, places] of this.#places) {
      const row = [names.number(domain), places.map(({ address, seen }) => [names.number(address), seen])];
      yield { part: "addresses", names: names.fresh(), of: row[0], places: row[1] };
    }
  }

  restore(value: unknown, names: RestoredNames): boolean {
    const part = recordOf(value);
    if (part["part"] === "domains") this.#ranking.restore(part["ranking"], names);
    else if (part["part"] === "addresses") {
      const places = arrayOf(part["places"]).map((place) => {
        const [address, seen = 0] = numbersOf(place);
        return { address: names.number(address), seen };
      });
      for (const { address } of places) this.#store.names.hold(address);
      this.#places.set(names.number(numberOf(part["of"])), places);
    } else return false;
    return true;
  }

  /** Whether an address is among those of the domain; it takes the place of one that hasn't been answered for long. */
  #hasPlace(domain: number, address: number): boolean {
    const { now, names } = this.#store;
    const places = this.#places.get(domain) ?? [];
    if (places.length === 0) this.#places.set(domain, places);
    const own = places.find((place) => place.address === address);
    if (own !== undefined) {
      own.seen = now;
      return true;
    }
    if (places.length < addressesPerDomain) {
      places.push({ address, seen: now });
      names.hold(address);
      return true;
    }
    const old = places.find(({ seen }) => now - seen > shortestStay);
    if (old === undefined) return false;
    this.#end(domain, (one) => one === old.address);
    names.release(old.address);
    names.hold(address);
    old.address = address;
    old.seen = now;
    return true;
  }

  #end(domain: number, isOver: (address: number) => boolean): void {
    this.#store.endWhere(["domain", "resolved_ip"], (one, address) => one === domain && isOver(address));
  }
}
