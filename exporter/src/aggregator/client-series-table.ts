import type { Registry } from "../registry/registry.js";
import { labelsOf, type ClientSeries } from "./client-series.js";
import { TopK } from "./top-k.js";

/** Most domains that are counted for a client besides those that it may have labels for. */
const maxCandidates = 256;

/** The client series that exist. */
export class ClientSeriesTable {
  readonly #registry: Registry;
  readonly #domainsPerClient: number;
  readonly #own = new Map<number, ClientSeries>();
  readonly #others = new Map<string, ClientSeries>();

  constructor(registry: Registry, domainsPerClient: number) {
    this.#registry = registry;
    this.#domainsPerClient = domainsPerClient;
  }

  /** All client series; those of `other@zone` come last. */
  *all(): Generator<ClientSeries> {
    yield* this.#own.values();
    yield* this.#others.values();
  }

  /** Clients with their own series. */
  own(): Iterable<ClientSeries> {
    return this.#own.values();
  }

  find(label: number): ClientSeries | undefined {
    return this.#own.get(label);
  }

  /** Finds the series of the other clients of a zone. */
  findOthers(zone: string): ClientSeries | undefined {
    return this.#others.get(zone);
  }

  add(client: Omit<ClientSeries, "domains" | "seen">): ClientSeries {
    const { strings, now } = this.#registry;
    const admitted = this.#domainsPerClient;
    const tracked = admitted + Math.min(3 * admitted, maxCandidates);
    const series: ClientSeries = { ...client, domains: new TopK(strings, { admitted, tracked }), seen: now };
    for (const label of labelsOf(series)) strings.retain(label);
    if (series.isOther) this.#others.set(strings.text(series.zone), series);
    else this.#own.set(series.label, series);
    return series;
  }

  /** Replaces a label that follows the metadata of the client. */
  relabel(client: ClientSeries, label: "device" | "title", text: string): void {
    const { strings } = this.#registry;
    const id = strings.intern(text);
    strings.retain(id);
    strings.release(client[label]);
    client[label] = id;
  }

  /** Removes a client with its own series and releases its labels. */
  remove(client: ClientSeries): void {
    this.#own.delete(client.label);
    client.domains.clear();
    for (const label of labelsOf(client)) this.#registry.strings.release(label);
  }
}
