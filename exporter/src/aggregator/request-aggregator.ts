import type { RequestEvent } from "../events.js";
import { requestState } from "../network/connection-state.js";
import type { Network } from "../network/network.js";
import { Registry } from "../registry/registry.js";
import { restoreAggregator, saveAggregator, type AggregatorState } from "./aggregator-state.js";
import type { Aggregator } from "./aggregator.js";
import { CardinalityLimiter } from "./cardinality-limiter.js";
import { ClientTitles } from "./client-titles.js";
import { connectionMetrics } from "./connection-metrics.js";
import { counterOf } from "./families.js";
import { internLabel } from "./interned-labels.js";
import type { Limits, MetricGroups } from "./limits.js";
import { keepNamedRequests } from "./named-series.js";
import { isLongAnswer } from "./long-answers.js";
import { requestMetrics } from "./request-metrics.js";
import { ServiceAttribution } from "./service-attribution.js";
import { trafficMetrics } from "./traffic-metrics.js";

/**
 * Aggregates Traefik's access log.
 *
 * A request that Traefik answered by itself is counted for the service that was asked, if {@link ServiceAttribution} finds
 * it, but not among its response times and the answers of its backends. If it doesn't, the request is counted for its
 * client, its domain, and between the zones of the client and of Traefik.
 */
export class RequestAggregator implements Aggregator<RequestEvent> {
  network: Network;
  readonly registry: Registry;
  readonly #cardinality: CardinalityLimiter;
  readonly #attribution = new ServiceAttribution();
  readonly #titles: ClientTitles;
  readonly #state: AggregatorState;
  readonly #metrics;
  readonly #http: number;
  readonly #notBlocked: number;

  constructor(network: Network, limits: Limits, groups: MetricGroups) {
    this.network = network;
    const registry = new Registry(limits.budget);
    this.registry = registry;
    this.#titles = new ClientTitles(registry, limits);
    this.#cardinality = new CardinalityLimiter(registry, limits, groups, [this.#titles]);
    this.#state = { log: "access", limits, groups, registry, persistables: [this.#cardinality, this.#attribution] };
    this.#metrics = {
      request: requestMetrics(registry, limits),
      transfer: trafficMetrics(registry, limits, groups),
      connection: connectionMetrics(registry, limits, groups, "http"),
      domain: counterOf(registry, "domain_access_total", limits.clientExpiry),
    };
    this.#http = internLabel(registry.strings, "http");
    this.#notBlocked = internLabel(registry.strings, "false");
  }

  get time(): number {
    return 1000 * this.registry.now;
  }

  add(event: RequestEvent): void {
    const { strings } = this.registry;
    const second = Math.floor(event.time / 1000);
    this.#cardinality.advance(second);
    const { clients, services, domain } = this.network;
    const client = this.#cardinality.seriesFor(clients.find(event.client), clients);
    this.#titles.expose(client);
    const { service: asked, isAnswered, backend } = this.#attribution.attribute(event, services);
    const { name, zone: zoneName } = asked ?? services.proxy;
    const service = strings.intern(name);
    const zone = strings.intern(zoneName);
    if (event.host !== "") {
      const label = this.#cardinality.domainLabelFor(client, strings.intern(domain(event.host)));
      this.#metrics.domain.add(1, label, client.label, client.zone, this.#http, this.#notBlocked);
    }
    const { bytesIn, bytesOut, duration } = event;
    this.#metrics.transfer({ client, service: asked === undefined ? 0 : service, zone, bytesIn, bytesOut });
    this.#metrics.connection({
      client,
      service,
      zone,
      state: requestState(event.code),
      end: event.time / 1000,
      duration,
      // Traefik refuses a request sooner than the service would answer it.
      isLatency: (isAnswered || asked === undefined) && !isLongAnswer(event),
      isAnswered,
    });
    if (asked === undefined) return;
    this.#metrics.request({
      event,
      client,
      service,
      backend: strings.intern(backend),
      isAnswered,
      server: strings.intern(event.serviceUrl),
      method: strings.intern(event.method),
      code: strings.intern(String(event.code)),
    });
  }

  keepNamed(): void {
    keepNamedRequests(this.registry, this.network);
  }

  tick(now: number): boolean {
    const isChanged = this.#cardinality.tick(Math.floor(now / 1000));
    this.refresh(now);
    return isChanged;
  }

  refresh(now: number): void {
    this.registry.refresh(Math.floor(now / 1000));
  }

  save(): Iterable<unknown> {
    return saveAggregator(this.#state);
  }

  restore(parts: Iterable<unknown>): void {
    restoreAggregator(this.#state, parts);
  }
}
