import type { QueryEvent } from "../events.js";
import type { Network } from "../network/network.js";
import { queryState } from "../network/connection-state.js";
import { Store } from "../store/store.js";
import { Addresses } from "./addresses.js";
import { Behaviour } from "./behaviour/behaviour.js";
import { restoreLedger, saveLedger, type Keeper } from "./book.js";
import { connections } from "./connections.js";
import { patience, type Ledger } from "./ledger.js";
import type { Groups, Limits } from "./limits.js";
import { Population } from "./population.js";
import { queryCounts, type SeenQuery } from "./queries.js";
import { resolverCounts } from "./resolvers.js";
import { Threats } from "./threats.js";
import { Titles } from "./titles.js";

/** What AdGuard Home's query log comes to. */
export class QueryLedger implements Ledger<QueryEvent> {
  network: Network;
  readonly store: Store;
  readonly #limits: Limits;
  readonly #groups: Groups;
  readonly #population: Population;
  readonly #titles: Titles;
  readonly #addresses: Addresses | undefined;
  readonly #threats: Threats | undefined;
  readonly #behaviour: Behaviour | undefined;
  readonly #keepers: readonly Keeper[];
  readonly #count;

  constructor(network: Network, limits: Limits, groups: Groups) {
    this.network = network;
    this.#limits = limits;
    this.#groups = groups;
    this.store = new Store(limits.room);
    const population = (): Population => this.#population;
    this.#addresses = groups.domains ? new Addresses(this.store, limits, population) : undefined;
    this.#threats = groups.domains ? new Threats(this.store, limits, population) : undefined;
    this.#behaviour = groups.behaviour ? new Behaviour(this.store, limits, population) : undefined;
    const themes = [this.#addresses, this.#threats, this.#behaviour].filter((theme) => theme !== undefined);
    this.#titles = new Titles(this.store, limits);
    this.#population = new Population(this.store, limits, groups, [this.#titles, ...themes]);
    this.#keepers = [this.#population, ...themes];
    this.#count = {
      query: queryCounts(this.store, limits, groups),
      resolver: resolverCounts(this.store, limits),
      connection: connections(this.store, limits, groups, "dns"),
    };
  }

  get time(): number {
    return 1000 * this.store.now;
  }

  take(event: QueryEvent): void {
    const { names } = this.store;
    const second = Math.floor(event.time / 1000);
    this.#population.move(second);
    const { clients, services, resolver, domain, threat } = this.network;
    const seat = this.#population.seat(clients.find(event.client), clients);
    this.#titles.take(seat);
    const asked = names.number(domain(event.domain));
    const query: SeenQuery = {
      event,
      second,
      seat,
      asked,
      domain: this.#population.domain(seat, asked),
      threat: threat(event),
    };
    this.#count.query(query);
    this.#count.resolver(query, names.number(resolver(event)));
    this.#count.connection({
      seat,
      service: names.number(services.dns.name),
      zone: names.number(services.dns.zone),
      state: queryState(event),
      second,
      duration: event.duration,
      isLatency: true,
      isOfService: true,
    });
    this.#addresses?.take(query);
    this.#threats?.take(query, threat);
    this.#behaviour?.take(query);
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
    const second = Math.floor(now / 1000);
    this.store.refresh(second);
    this.#behaviour?.refresh(second);
  }

  save(): Iterable<unknown> {
    return saveLedger("query", this.#limits, this.#groups, this.store, this.#keepers);
  }

  restore(parts: Iterable<unknown>): void {
    restoreLedger("query", this.#limits, this.#groups, this.store, this.#keepers, parts);
  }
}
