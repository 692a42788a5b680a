import type { RequestEvent } from "../events.js";
import type { Network } from "../network/network.js";
import { requestState } from "../network/connection-state.js";
import { Registry } from "../registry/registry.js";
import { restoreAggregator, saveAggregator } from "./aggregator-state.js";
import { connectionMetrics } from "./connection-metrics.js";
import { counterOf } from "./families.js";
import { maxClockSkew, type Aggregator } from "./aggregator.js";
import type { MetricGroups, Limits } from "./limits.js";
import { internLabel } from "./interned-labels.js";
import { ClientSeriesTable } from "./client-series.js";
import { requestMetrics } from "./request-metrics.js";
import { ClientTitles } from "./client-titles.js";
import { trafficMetrics } from "./traffic-metrics.js";

/**
 * What Traefik's access log comes to.
 *
 * A request that Traefik answered by itself (no route, a redirect, a login that failed) belongs to no service: it counts
 * for its client, its domain, and between the client's zone and Traefik's.
 */
export class RequestAggregator implements Aggregator<RequestEvent> {
  network: Network;
  readonly registry: Registry;
  readonly #limits: Limits;
  readonly #groups: MetricGroups;
  readonly #clients: ClientSeriesTable;
  readonly #titles: ClientTitles;
  readonly #count;

  constructor(network: Network, limits: Limits, groups: MetricGroups) {
    this.network = network;
    this.#limits = limits;
    this.#groups = groups;
    this.registry = new Registry(limits.budget);
    this.#titles = new ClientTitles(this.registry, limits);
    this.#clients = new ClientSeriesTable(this.registry, limits, groups, [this.#titles]);
    this.#count = {
      request: requestMetrics(this.registry, limits),
      transfer: trafficMetrics(this.registry, limits, groups),
      connection: connectionMetrics(this.registry, limits, groups, "http"),
      domain: counterOf(this.registry, "domain_access_total", limits.clientExpiry),
    };
    const { strings: names } = this.registry;
    this.#http = internLabel(names, "http");
    this.#false = internLabel(names, "false");
  }

  readonly #http: number;
  readonly #false: number;

  get time(): number {
    return 1000 * this.registry.now;
  }

  add(event: RequestEvent): void {
    const { strings: names } = this.registry;
    const second = Math.floor(event.time / 1000);
    this.#clients.advance(second);
    const { clients, services, domain } = this.network;
    const seat = this.#clients.seriesFor(clients.find(event.client), clients);
    this.#titles.expose(seat);
    const answering = services.find(event.service, event.serviceUrl);
    const { isRouted } = answering;
    const service = names.intern(answering.name);
    const zone = names.intern(answering.zone);
    if (event.host !== "") {
      const asked = this.#clients.domainLabel(seat, names.intern(domain(event.host)));
      this.#count.domain.add(1, asked, seat.label, seat.zone, this.#http, this.#false);
    }
    this.#count.transfer({
      client: seat,
      service: isRouted ? service : 0,
      zone,
      bytesIn: event.bytesIn,
      bytesOut: event.bytesOut,
    });
    this.#count.connection({
      client: seat,
      service,
      zone,
      state: requestState(event.code),
      second,
      duration: event.duration,
      isLatency: event.code !== 101,
      isOfService: isRouted,
    });
    if (!isRouted) return;
    this.#count.request({
      event,
      second,
      client: seat,
      service,
      backend: names.intern(answering.backend),
      server: names.intern(event.serviceUrl),
      method: names.intern(event.method),
      code: names.intern(String(event.code)),
    });
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
    this.registry.refresh(Math.floor(now / 1000));
  }

  save(): Iterable<unknown> {
    return saveAggregator("access", this.#limits, this.#groups, this.registry, [this.#clients]);
  }

  restore(parts: Iterable<unknown>): void {
    restoreAggregator("access", this.#limits, this.#groups, this.registry, [this.#clients], parts);
  }
}
