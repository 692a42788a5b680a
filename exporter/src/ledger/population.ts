import type { Client, ClientLookup } from "../network/clients.js";
import { numberOf, numbersOf, recordOf, type RestoredNames, type SavedNames, type SavedPart } from "../store/saved.js";
import type { Store } from "../store/store.js";
import { Fading } from "./fading.js";
import type { Groups, Limits } from "./limits.js";
import { isClearlyMore, Ranking } from "./ranking.js";

/** A client with series of its own, or all the others of a zone together. Labels are numbers of the store's names. */
export interface Seat {
  readonly label: number;
  readonly zone: number;
  readonly zoneType: number;
  /** May change when somebody says what it is. */
  device: number;
  /** What people call it; the label where nobody does. May change, too. */
  title: number;
  readonly isFolded: boolean;
  /** The domains that it asks for the most. */
  readonly domains: Ranking;
  /** When it last did something, in unix seconds. */
  seen: number;
}

/** What keeps something about clients or domains, and must know when these go. */
export interface Listener {
  /** The series of a client end. */
  left(seat: Seat): void;
  /** A client is called otherwise from now on. */
  renamed(seat: Seat): void;
  /** What fades with the population's counts has to be multiplied by this. */
  scaled(factor: number): void;
  /** A minute of the events' time is over; it is decided who stays. Unix seconds. */
  reviewed(now: number): void;
}

/** Fullness of the room for counters, as shares of it. */
const fullness = {
  /** Beyond it nobody new gets series of his own. */
  noneNew: 0.75,
  /** To which it is brought where it has become too full. */
  relieved: 0.8,
  /** Beyond it the longest idle, and the least frequent, have to go. */
  tooFull: 0.9,
  /** Beyond it that can't wait for the next minute. */
  urgent: 0.95,
} as const;

/** A relief that was to no avail isn't tried again before so many events. */
const eventsBetweenReliefs = 500;

/** Series that a pair of client and domain has in counters, or more. */
const countersOfPair = 3;

/** Half of what was counted is forgotten after six hours: whoever is busy in the evening is found in the evening. */
const halfLifeMinutes = 360;

const minutesBetweenExpiries = 5;

type Pairs = Map<number, Set<number>>;

/**
 * Who has series of his own: the most frequent clients of late, and for each the domains that it asks for the most. All
 * else is folded: clients to `other@zone`, domains to `other`. Who is to go is decided between two minutes of the
 * events' own time, and his series end with it; what he does after that is another's.
 */
export class Population {
  /** `other`. */
  readonly otherDomain: number;
  readonly #store: Store;
  readonly #limits: Limits;
  readonly #groups: Groups;
  readonly #clients: Ranking;
  readonly #fading = new Fading(halfLifeMinutes);
  readonly #seats = new Map<number, Seat>();
  readonly #folded = new Map<string, Seat>();
  readonly #listeners: readonly Listener[];
  #minute = 0;
  #mayShow = true;
  #eventsSinceRelief = 0;
  /** More than these before the next one, unless a minute is over. */
  #eventsToRelief = 0;

  constructor(store: Store, limits: Limits, groups: Groups, listeners: readonly Listener[] = []) {
    this.#store = store;
    this.#limits = limits;
    this.#groups = groups;
    this.#listeners = listeners;
    this.#clients = new Ranking(store.names, { shown: limits.clients, kept: 3 * limits.clients + 16 });
    this.otherDomain = store.names.number("other");
    store.names.hold(this.otherDomain);
  }

  /** All that have series of their own, the folded ones last. */
  *seats(): Generator<Seat> {
    yield* this.#seats.values();
    yield* this.#folded.values();
  }

  /**
   * Moves to the time of an event. Between two minutes it is decided who has series of his own.
   *
   * @param second unix seconds; what is earlier than what was before changes nothing
   */
  move(second: number): void {
    const store = this.#store;
    if (second > store.now) {
      store.now = second;
      const minute = Math.floor(second / 60);
      if (minute > this.#minute) this.#review(minute);
    }
    if (store.names.loose > 4096) store.names.sweep();
    this.#mayShow = store.used.counters < fullness.noneNew * store.room.counters;
    this.#eventsSinceRelief++;
    if (this.#isFullerThan(fullness.urgent) && this.#eventsSinceRelief > this.#eventsToRelief) this.#relieve();
  }

  /** Counts an event of a client and tells under whose labels it goes. */
  seat(client: Client, clients: ClientLookup): Seat {
    const seat = this.#seatOf(client, clients);
    seat.seen = this.#store.now;
    return seat;
  }

  #seatOf(client: Client, clients: ClientLookup): Seat {
    const { names } = this.#store;
    if (client.isOther) return this.#foldedSeat(client);
    if (!this.#groups.clients) return this.#foldedSeat(clients.otherIn(client.zone));
    const label = names.number(client.label);
    if (!this.#clients.count(label, this.#fading.weight, this.#store.now, this.#mayShow)) {
      return this.#foldedSeat(clients.otherIn(client.zone));
    }
    const known = this.#seats.get(label);
    if (known !== undefined && this.#isIn(known, client)) return this.#describe(known, client);
    // In another zone it is another.
    if (known !== undefined) this.#endClient(known);
    return this.#newSeat(client, label);
  }

  /** The client with series of its own that has this label. */
  seatWith(label: number): Seat | undefined {
    return this.#seats.get(label);
  }

  /** Counts an event of a client for a domain and tells what stands in the label. */
  domain(seat: Seat, domain: number): number {
    return seat.domains.count(domain, this.#fading.weight, this.#store.now, this.#mayShow) ? domain : this.otherDomain;
  }

  /** How much an event counts now, in rankings that fade with these. */
  get weight(): number {
    return this.#fading.weight;
  }

  /** Takes back a present that wasn't. */
  rewind(second: number): void {
    this.#store.rewind(second);
    this.#minute = Math.floor(second / 60);
    this.#scale(this.#fading.move(this.#minute));
  }

  *save(names: SavedNames): Generator<SavedPart> {
    const clients = this.#clients.save(names);
    const head = {
      minute: this.#minute,
      landmark: this.#fading.landmark,
      relief: [this.#eventsSinceRelief, this.#eventsToRelief],
    };
    yield { part: "clients", names: names.fresh(), ...head, clients };
    for (const seat of this.seats()) {
      const labels = namesOf(seat).map((name) => names.number(name));
      const domains = seat.domains.save(names);
      yield { part: "client", names: names.fresh(), isFolded: seat.isFolded, seen: seat.seen, labels, domains };
    }
  }

  /**
   * Takes back a part that `save` gave.
   *
   * @returns whether it was one of these
   * @throws SavedStateError
   */
  restore(value: unknown, names: RestoredNames): boolean {
    const part = recordOf(value);
    if (part["part"] === "clients") {
      this.#minute = numberOf(part["minute"]);
      const [sinceRelief = 0, toRelief = 0] = numbersOf(part["relief"]);
      this.#eventsSinceRelief = sinceRelief;
      this.#eventsToRelief = toRelief;
      this.#fading.landmark = numberOf(part["landmark"]);
      this.#fading.move(this.#minute);
      this.#clients.restore(part["clients"], names);
      return true;
    }
    if (part["part"] !== "client") return false;
    this.#restoreSeat(part, names);
    return true;
  }

  #restoreSeat(part: Readonly<Record<string, unknown>>, names: RestoredNames): void {
    const [label = 0, zone = 0, zoneType = 0, device = 0, title = 0] = numbersOf(part["labels"]).map((one) =>
      names.number(one),
    );
    const isFolded = part["isFolded"] === true;
    // There may be fewer of them than there were.
    if (!isFolded && !this.#clients.isShown(label)) return;
    const seat = this.#keepSeat({ label, zone, zoneType, device, title, isFolded });
    seat.seen = numberOf(part["seen"]);
    seat.domains.restore(part["domains"], names);
  }

  #isIn(seat: Seat, { zone }: Client): boolean {
    return this.#store.names.text(seat.zone) === zone.name;
  }

  /** What carries what was said of it ends, and is another series under its new labels; all else goes on. */
  #describe(seat: Seat, client: Client): Seat {
    const { names } = this.#store;
    if (names.text(seat.title) !== client.title) {
      for (const listener of this.#listeners) listener.renamed(seat);
      seat.title = this.#exchanged(seat.title, client.title);
    }
    if (names.text(seat.device) !== this.#deviceOf(client)) {
      for (const device of ["device_type", "device_category"])
        this.#store.endWhere(["client_ip", device], (one) => one === seat.label);
      seat.device = this.#exchanged(seat.device, this.#deviceOf(client));
    }
    return seat;
  }

  /** The number of another text, held in place of that. */
  #exchanged(number: number, text: string): number {
    const { names } = this.#store;
    const other = names.number(text);
    names.hold(other);
    names.release(number);
    return other;
  }

  #deviceOf(client: Client): string {
    return this.#groups.devices ? client.deviceType : "other";
  }

  #foldedSeat(client: Client): Seat {
    return this.#folded.get(client.zone.name) ?? this.#newSeat(client, this.#store.names.number(client.label));
  }

  #newSeat(client: Client, label: number): Seat {
    const { names } = this.#store;
    return this.#keepSeat({
      label,
      zone: names.number(client.zone.name),
      zoneType: names.number(client.zone.type),
      device: names.number(this.#deviceOf(client)),
      title: names.number(client.title),
      isFolded: client.isOther,
    });
  }

  #keepSeat(described: Omit<Seat, "domains" | "seen">): Seat {
    const { names } = this.#store;
    const shown = this.#limits.domainsPerClient;
    const seat: Seat = {
      ...described,
      domains: new Ranking(names, { shown, kept: shown + Math.min(3 * shown, 256) }),
      seen: this.#store.now,
    };
    for (const name of namesOf(seat)) names.hold(name);
    if (seat.isFolded) this.#folded.set(names.text(seat.zone), seat);
    else this.#seats.set(seat.label, seat);
    return seat;
  }

  #review(minute: number): void {
    const store = this.#store;
    const before = this.#minute * 60;
    const isExpiring = Math.floor(minute / minutesBetweenExpiries) > Math.floor(this.#minute / minutesBetweenExpiries);
    this.#minute = minute;
    this.#scale(this.#fading.move(minute));
    if (isExpiring) store.endIdle(store.now);
    this.#relieve();
    const out = this.#clients.swap(store.now);
    const seat = out === undefined ? undefined : this.#seats.get(out);
    if (seat !== undefined) this.#endClient(seat);
    this.#swapPairs(before);
    for (const listener of this.#listeners) listener.reviewed(store.now);
    store.names.sweep();
  }

  #scale(factor: number): void {
    if (factor === 1) return;
    this.#clients.scale(factor);
    for (const seat of this.seats()) seat.domains.scale(factor);
    for (const listener of this.#listeners) listener.scaled(factor);
  }

  /** @param before when this was last asked, in unix seconds: of whom nothing was counted since, nothing has changed */
  #swapPairs(before: number): void {
    const gone: Pairs = new Map();
    for (const seat of this.seats()) {
      if (seat.seen < before || !seat.domains.isFull) continue;
      const out = seat.domains.swap(this.#store.now);
      if (out !== undefined) note(gone, seat, out);
    }
    if (!this.#mayShow) this.#swapAcross(gone);
    this.#endPairs(gone);
  }

  /** Where there is no room, the weakest pair of all makes way for one that has clearly more, whosever it is. */
  #swapAcross(gone: Pairs): void {
    const { now } = this.#store;
    let weakest: readonly [seat: Seat, domain: number, count: number] | undefined;
    let strongest: readonly [seat: Seat, domain: number, count: number] | undefined;
    for (const seat of this.seats()) {
      const weak = seat.domains.weakest(now);
      const weakCount = weak === undefined ? Infinity : seat.domains.countOf(weak);
      if (weak !== undefined && weakCount < (weakest?.[2] ?? Infinity)) weakest = [seat, weak, weakCount];
      if (seat.domains.isFull) continue;
      const strong = seat.domains.strongest();
      const strongCount = strong === undefined ? 0 : seat.domains.certainCount(strong);
      if (strong !== undefined && strongCount > (strongest?.[2] ?? 0)) strongest = [seat, strong, strongCount];
    }
    if (weakest === undefined || strongest === undefined || !isClearlyMore(strongest[2], weakest[2])) return;
    weakest[0].domains.hide(weakest[1]);
    note(gone, weakest[0], weakest[1]);
    strongest[0].domains.show(strongest[1], now);
  }

  /** Makes room where there is hardly any: first of what is idle the longest, then of the least frequent. */
  #relieve(): void {
    const store = this.#store;
    for (const room of ["counters", "histograms", "gauges"] as const) {
      if (store.used[room] > fullness.tooFull * store.room[room]) {
        store.endLongIdle(room, fullness.relieved, store.now);
      }
    }
    if (this.#isTooFull()) this.#endWeakestPairs();
    if (this.#isTooFull()) this.#endWeakestClients();
    this.#eventsSinceRelief = 0;
    this.#eventsToRelief = this.#isFullerThan(fullness.urgent) ? eventsBetweenReliefs : 0;
  }

  #isTooFull(): boolean {
    return this.#store.used.counters > fullness.tooFull * this.#store.room.counters;
  }

  #isFullerThan(share: number): boolean {
    const { used, room } = this.#store;
    return used.counters > share * room.counters || used.histograms > share * room.histograms;
  }

  #endWeakestPairs(): void {
    const { used, room } = this.#store;
    const pairs = [...this.seats()].flatMap((seat) =>
      [...seat.domains.shownNames()].map((domain) => ({ seat, domain, count: seat.domains.countOf(domain) })),
    );
    pairs.sort((left, right) => left.count - right.count);
    const gone: Pairs = new Map();
    const tooMany = Math.ceil((used.counters - fullness.relieved * room.counters) / countersOfPair);
    for (const { seat, domain } of pairs.slice(0, tooMany)) {
      seat.domains.hide(domain);
      note(gone, seat, domain);
    }
    this.#endPairs(gone);
  }

  /** A tenth of them at a time: how many series each has isn't known. */
  #endWeakestClients(): void {
    const clients = [...this.#seats.values()].map((seat) => ({ seat, count: this.#clients.countOf(seat.label) }));
    clients.sort((left, right) => left.count - right.count);
    for (const { seat } of clients.slice(0, Math.ceil(clients.length / 10))) {
      this.#clients.hide(seat.label);
      this.#endClient(seat);
    }
  }

  #endPairs(gone: Pairs): void {
    if (gone.size === 0) return;
    this.#store.endWhere(["client_ip", "domain"], (client, domain) => gone.get(client)?.has(domain) === true);
  }

  #endClient(seat: Seat): void {
    this.#store.endWhere(["client_ip"], (client) => client === seat.label);
    this.#seats.delete(seat.label);
    for (const listener of this.#listeners) listener.left(seat);
    seat.domains.clear();
    for (const name of namesOf(seat)) this.#store.names.release(name);
  }
}

const namesOf = ({ label, zone, zoneType, device, title }: Seat) => [label, zone, zoneType, device, title];

function note(gone: Pairs, seat: Seat, domain: number): void {
  const domains = gone.get(seat.label) ?? new Set();
  domains.add(domain);
  gone.set(seat.label, domains);
}
