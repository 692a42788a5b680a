import { metrics } from "homelab-dashboards/metrics";
import type { Info } from "../registry/metric-handles.js";
import type { Registry } from "../registry/registry.js";
import {
  arrayOf,
  numberOf,
  numbersOf,
  recordOf,
  type StringTableReader,
  type StringTableWriter,
} from "../registry/snapshot.js";
import type { Persistable } from "./aggregator-state.js";
import type { CardinalityLimiter } from "./cardinality-limiter.js";
import type { ClientSeriesListener } from "./client-series.js";
import { infoOf } from "./families.js";
import { internLabels } from "./interned-labels.js";
import type { Limits } from "./limits.js";
import type { LabeledQuery } from "./query-metrics.js";
import { TopK } from "./top-k.js";

/** Most addresses of a domain: content networks answer with hundreds, of which a few reveal the network. */
const addressesPerDomain = 4;

/** Seconds without an answer after which an address may be replaced. */
const minResidence = 3600;

/** An address of a domain. */
interface Resolution {
  address: number;
  /** Unix seconds of the last answer with it. */
  seen: number;
}

/** Exposes the addresses of the most frequent domains. */
export class DomainAddresses implements ClientSeriesListener, Persistable {
  readonly #registry: Registry;
  readonly #cardinality: () => CardinalityLimiter;
  readonly #topDomains: TopK;
  readonly #resolutions = new Map<number, Resolution[]>();
  readonly #addresses: Info<readonly [number, number]>;
  readonly #addressesBySource: Info<readonly [number, number, number]>;
  readonly #sources;

  constructor(registry: Registry, limits: Limits, cardinality: () => CardinalityLimiter) {
    this.#registry = registry;
    this.#cardinality = cardinality;
    this.#topDomains = new TopK(registry.strings, { admitted: limits.domains, tracked: 3 * limits.domains + 16 });
    this.#addresses = infoOf(registry, "adguard_domain_ip_mapping", limits.expiry);
    this.#addressesBySource = infoOf(registry, "domain_ip_mapping", limits.expiry);
    this.#sources = internLabels(registry.strings, metrics.domain_ip_mapping.values.resolution_source);
  }

  add({ event, domain }: LabeledQuery): void {
    const { now, strings } = this.#registry;
    const isAdmitted = this.#topDomains.add(domain, this.#cardinality().weight, now, true);
    if (!isAdmitted || event.source === "filter") return;
    const source = this.#sources(event.source);
    for (const text of event.addresses) {
      const address = strings.intern(text);
      if (!this.#admit(domain, address)) continue;
      this.#addresses.set(domain, address);
      this.#addressesBySource.set(domain, address, source);
    }
  }

  onDecay(factor: number): void {
    this.#topDomains.scale(factor);
  }

  /** Evicts the least frequent domain if another one is clearly more frequent. */
  onMinute(now: number): void {
    const evicted = this.#topDomains.replaceOne(now);
    if (evicted === undefined) return;
    this.#evict(evicted, () => true);
    for (const { address } of this.#resolutions.get(evicted) ?? []) this.#registry.strings.release(address);
    this.#resolutions.delete(evicted);
  }

  *save(strings: StringTableWriter): Generator {
    const ranking = this.#topDomains.save(strings);
    yield { part: "domains", names: strings.takeNew(), ranking };
    for (const [domain, resolutions] of this.#resolutions) {
      const of = strings.index(domain);
      const places = resolutions.map(({ address, seen }) => [strings.index(address), seen]);
      yield { part: "addresses", names: strings.takeNew(), of, places };
    }
  }

  restore(value: unknown, strings: StringTableReader): boolean {
    const part = recordOf(value);
    if (part["part"] === "domains") this.#topDomains.restore(part["ranking"], strings);
    else if (part["part"] === "addresses") {
      const resolutions = arrayOf(part["places"]).map((place) => {
        const [address, seen = 0] = numbersOf(place);
        return { address: strings.idOf(address), seen };
      });
      for (const { address } of resolutions) this.#registry.strings.retain(address);
      this.#resolutions.set(strings.idOf(numberOf(part["of"])), resolutions);
    } else return false;
    return true;
  }

  /** Admits an address if a slot is free, or if another one has had no recent answer. Returns whether it did. */
  #admit(domain: number, address: number): boolean {
    const { now, strings } = this.#registry;
    const resolutions = this.#resolutions.get(domain) ?? [];
    if (resolutions.length === 0) this.#resolutions.set(domain, resolutions);
    const known = resolutions.find((resolution) => resolution.address === address);
    if (known !== undefined) {
      known.seen = now;
      return true;
    }
    if (resolutions.length < addressesPerDomain) {
      resolutions.push({ address, seen: now });
      strings.retain(address);
      return true;
    }
    const old = resolutions.find(({ seen }) => now - seen > minResidence);
    if (old === undefined) return false;
    this.#evict(domain, (one) => one === old.address);
    strings.release(old.address);
    strings.retain(address);
    old.address = address;
    old.seen = now;
    return true;
  }

  #evict(domain: number, isEvicted: (address: number) => boolean): void {
    this.#registry.evictWhere(["domain", "resolved_ip"], (one, address) => one === domain && isEvicted(address));
  }
}
