import type { RequestEvent } from "../events.js";
import type { Network } from "../network/network.js";
import { requestState } from "../network/connection-state.js";
import { Store } from "../store/store.js";
import { restoreLedger, saveLedger } from "./book.js";
import { connections } from "./connections.js";
import { counterOf } from "./families.js";
import { patience, type Ledger } from "./ledger.js";
import type { Groups, Limits } from "./limits.js";
import { fixed } from "./names.js";
import { Population } from "./population.js";
import { requestCounts } from "./requests.js";
import { Titles } from "./titles.js";
import { traffic } from "./traffic.js";

/**
 * What Traefik's access log comes to.
 *
 * A request that Traefik answered by itself (no route, a redirect, a login that failed) belongs to no service: it counts
 * for its client, its domain, and between the client's zone and Traefik's.
 */
export class AccessLedger implements Ledger<RequestEvent> {
  network: Network;
  readonly store: Store;
  readonly #limits: Limits;
  readonly #groups: Groups;
  readonly #population: Population;
  readonly #titles: Titles;
  readonly #count;

  constructor(network: Network, limits: Limits, groups: Groups) {
    this.network = network;
    this.#limits = limits;
    this.#groups = groups;
    this.store = new Store(limits.room);
    this.#titles = new Titles(this.store, limits);
    this.#population = new Population(this.store, limits, groups, [this.#titles]);
    this.#count = {
      request: requestCounts(this.store, limits),
      transfer: traffic(this.store, limits, groups),
      connection: connections(this.store, limits, groups, "http"),
      domain: counterOf(this.store, "domain_access_total", limits.clientExpiry),
    };
    const { names } = this.store;
    this.#http = fixed(names, "http");
    this.#false = fixed(names, "false");
  }

  readonly #http: number;
  readonly #false: number;

  get time(): number {
    return 1000 * this.store.now;
  }

  take(event: RequestEvent): void {
    const { names } = this.store;
    const second = Math.floor(event.time / 1000);
    this.#population.move(second);
    const { clients, services, domain } = this.network;
    const seat = this.#population.seat(clients.find(event.client), clients);
    this.#titles.take(seat);
    const answering = services.find(event.service, event.serviceUrl);
    const { isRouted } = answering;
    const service = names.number(answering.name);
    const zone = names.number(answering.zone);
    if (event.host !== "") {
      const asked = this.#population.domain(seat, names.number(domain(event.host)));
      this.#count.domain.add(1, asked, seat.label, seat.zone, this.#http, this.#false);
    }
    this.#count.transfer({
      seat,
      service: isRouted ? service : 0,
      zone,
      bytesIn: event.bytesIn,
      bytesOut: event.bytesOut,
    });
    this.#count.connection({
      seat,
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
      seat,
      service,
      backend: names.number(answering.backend),
      server: names.number(event.serviceUrl),
      method: names.number(event.method),
      code: names.number(String(event.code)),
    });
  }

  tick(now: number): boolean {
    const second = Math.floor(now / 1000);
    const isWrong = this.store.now > second + patience;
    if (isWrong) this.#population.rewind(second);
    const hasEnded = this.store.endIdle(second);
    this.refresh(now);
    return isWrong || hasEnded;
  }

  refresh(now: number): void {
    this.store.refresh(Math.floor(now / 1000));
  }

  save(): Iterable<unknown> {
    return saveLedger("access", this.#limits, this.#groups, this.store, [this.#population]);
  }

  restore(parts: Iterable<unknown>): void {
    restoreLedger("access", this.#limits, this.#groups, this.store, [this.#population], parts);
  }
}
