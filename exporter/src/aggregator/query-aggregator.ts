import type { QueryEvent } from "../events.js";
import type { Network } from "../network/network.js";
import { queryState } from "../network/connection-state.js";
import { Registry } from "../registry/registry.js";
import { DomainAddresses } from "./domain-addresses.js";
import { ClientBehavior } from "./behavior/client-behavior.js";
import { restoreAggregator, saveAggregator, type Persistable } from "./aggregator-state.js";
import { connectionMetrics } from "./connection-metrics.js";
import { maxClockSkew, type Aggregator } from "./aggregator.js";
import type { MetricGroups, Limits } from "./limits.js";
import { ClientSeriesTable } from "./client-series.js";
import { queryMetrics, type LabeledQuery } from "./query-metrics.js";
import { upstreamMetrics } from "./upstream-metrics.js";
import { DomainThreats } from "./threats.js";
import { ClientTitles } from "./client-titles.js";

/** What AdGuard Home's query log comes to. */
export class QueryAggregator implements Aggregator<QueryEvent> {
  network: Network;
  readonly registry: Registry;
  readonly #limits: Limits;
  readonly #groups: MetricGroups;
  readonly #clients: ClientSeriesTable;
  readonly #titles: ClientTitles;
  readonly #addresses: DomainAddresses | undefined;
  readonly #threats: DomainThreats | undefined;
  readonly #behaviour: ClientBehavior | undefined;
  readonly #persistables: readonly Persistable[];
  readonly #count;

  constructor(network: Network, limits: Limits, groups: MetricGroups) {
    this.network = network;
    this.#limits = limits;
    this.#groups = groups;
    this.registry = new Registry(limits.budget);
    const population = (): ClientSeriesTable => this.#clients;
    this.#addresses = groups.domains ? new DomainAddresses(this.registry, limits, population) : undefined;
    this.#threats = groups.domains ? new DomainThreats(this.registry, limits, population) : undefined;
    this.#behaviour = groups.behavior ? new ClientBehavior(this.registry, limits, population) : undefined;
    const themes = [this.#addresses, this.#threats, this.#behaviour].filter((theme) => theme !== undefined);
    this.#titles = new ClientTitles(this.registry, limits);
    this.#clients = new ClientSeriesTable(this.registry, limits, groups, [this.#titles, ...themes]);
    this.#persistables = [this.#clients, ...themes];
    this.#count = {
      query: queryMetrics(this.registry, limits, groups),
      resolver: upstreamMetrics(this.registry, limits),
      connection: connectionMetrics(this.registry, limits, groups, "dns"),
    };
  }

  get time(): number {
    return 1000 * this.registry.now;
  }

  add(event: QueryEvent): void {
    const { strings: names } = this.registry;
    const second = Math.floor(event.time / 1000);
    this.#clients.advance(second);
    const { clients, services, resolver, domain, threat } = this.network;
    const seat = this.#clients.seriesFor(clients.find(event.client), clients);
    this.#titles.expose(seat);
    const asked = names.intern(domain(event.domain));
    const query: LabeledQuery = {
      event,
      second,
      client: seat,
      domain: asked,
      domainLabel: this.#clients.domainLabel(seat, asked),
      threat: threat(event),
    };
    this.#count.query(query);
    this.#count.resolver(query, names.intern(resolver(event)));
    this.#count.connection({
      client: seat,
      service: names.intern(services.dns.name),
      zone: names.intern(services.dns.zone),
      state: queryState(event),
      second,
      duration: event.duration,
      isLatency: true,
      isOfService: true,
    });
    this.#addresses?.add(query);
    this.#threats?.add(query, threat);
    this.#behaviour?.add(query);
  }

  tick(now: number): boolean {
    const second = Math.floor(now / 1000);
    const isWrong = this.registry.now > second + maxClockSkew;
    if (isWrong) this.#clients.rewindClock(second);
    const hasEnded = this.registry.evictExpired(second);
    this.refresh(now);
    return isWrong || hasEnded;
  }

  refresh(now: number): void {
    const second = Math.floor(now / 1000);
    this.registry.refresh(second);
    this.#behaviour?.refresh(second);
  }

  save(): Iterable<unknown> {
    return saveAggregator("query", this.#limits, this.#groups, this.registry, this.#persistables);
  }

  restore(parts: Iterable<unknown>): void {
    restoreAggregator("query", this.#limits, this.#groups, this.registry, this.#persistables, parts);
  }
}
