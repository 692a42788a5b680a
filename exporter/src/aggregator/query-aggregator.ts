import type { QueryEvent } from "../events.js";
import { queryState } from "../network/connection-state.js";
import type { Network } from "../network/network.js";
import { Registry } from "../registry/registry.js";
import { restoreAggregator, saveAggregator, type AggregatorState } from "./aggregator-state.js";
import type { Aggregator } from "./aggregator.js";
import { ClientBehavior } from "./behavior/client-behavior.js";
import { CardinalityLimiter } from "./cardinality-limiter.js";
import { ClientTitles } from "./client-titles.js";
import { connectionMetrics } from "./connection-metrics.js";
import { DomainAddresses } from "./domain-addresses.js";
import { filterListMetrics } from "./filter-list-metrics.js";
import type { Limits, MetricGroups } from "./limits.js";
import { keepNamedQueries } from "./named-series.js";
import { OwnQueries } from "./own-queries.js";
import { queryMetrics, type LabeledQuery } from "./query-metrics.js";
import { DomainThreats } from "./domain-threats.js";
import { upstreamMetrics } from "./upstream-metrics.js";

/** Aggregates AdGuard Home's query log. */
export class QueryAggregator implements Aggregator<QueryEvent> {
  network: Network;
  readonly registry: Registry;
  readonly #cardinality: CardinalityLimiter;
  readonly #titles: ClientTitles;
  readonly #addresses: DomainAddresses | undefined;
  readonly #threats: DomainThreats | undefined;
  readonly #behavior: ClientBehavior | undefined;
  readonly #own = new OwnQueries();
  readonly #state: AggregatorState;
  readonly #metrics;

  constructor(network: Network, limits: Limits, groups: MetricGroups) {
    this.network = network;
    const registry = new Registry(limits.budget);
    this.registry = registry;
    const cardinality = (): CardinalityLimiter => this.#cardinality;
    this.#addresses = groups.domains ? new DomainAddresses(registry, limits, cardinality) : undefined;
    this.#threats = groups.domains ? new DomainThreats(registry, limits, cardinality) : undefined;
    this.#behavior = groups.behavior ? new ClientBehavior(registry, limits, cardinality) : undefined;
    const parts = [this.#addresses, this.#threats, this.#behavior].filter((part) => part !== undefined);
    this.#titles = new ClientTitles(registry, limits);
    this.#cardinality = new CardinalityLimiter(registry, limits, groups, [this.#titles, ...parts]);
    this.#state = { log: "query", limits, groups, registry, persistables: [this.#cardinality, ...parts, this.#own] };
    this.#metrics = {
      query: queryMetrics(registry, limits, groups),
      filterList: filterListMetrics(registry, limits),
      upstream: upstreamMetrics(registry, limits),
      connection: connectionMetrics(registry, limits, groups, "dns"),
    };
  }

  get time(): number {
    return 1000 * this.registry.now;
  }

  /** Counts a query; one of the exporter's own DNS probe only moves the clock. */
  add(event: QueryEvent): void {
    const { strings } = this.registry;
    const second = Math.floor(event.time / 1000);
    this.#cardinality.advance(second);
    const { clients, services, resolver, domain: domainOf, threat, probe } = this.network;
    const kind = probe(event);
    if (kind !== undefined && this.#own.isOwn(event, kind, second)) return;
    const client = this.#cardinality.seriesFor(clients.findSender(event), clients);
    this.#titles.expose(client);
    const domain = strings.intern(domainOf(event.domain));
    const domainLabel = this.#cardinality.domainLabelFor(client, domain);
    this.#metrics.filterList(event, this.network.filterLists);
    const query: LabeledQuery = { event, second, client, domain, domainLabel, threat: threat(event) };
    this.#metrics.query(query);
    this.#metrics.upstream(query, strings.intern(resolver(event)));
    this.#metrics.connection({
      client,
      service: strings.intern(services.dns.name),
      zone: strings.intern(services.dns.zone),
      state: queryState(event),
      end: event.time / 1000,
      duration: event.duration,
      isLatency: true,
      isAnswered: true,
    });
    this.#addresses?.add(query);
    this.#threats?.add(query, threat);
    this.#behavior?.add(query);
  }

  keepNamed(): void {
    keepNamedQueries(this.registry, this.network);
  }

  tick(now: number): boolean {
    const isChanged = this.#cardinality.tick(Math.floor(now / 1000));
    this.refresh(now);
    return isChanged;
  }

  /** Computes the behavior scores, too. */
  refresh(now: number): void {
    const second = Math.floor(now / 1000);
    this.registry.refresh(second);
    this.#behavior?.refresh(second);
  }

  save(): Iterable<unknown> {
    return saveAggregator(this.#state);
  }

  restore(parts: Iterable<unknown>): void {
    restoreAggregator(this.#state, parts);
  }
}
