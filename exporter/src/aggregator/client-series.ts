import type { Client, ClientLookup } from "../network/clients.js";
import {
  numberOf,
  numbersOf,
  recordOf,
  type StringTableReader,
  type StringTableWriter,
  type SnapshotPart,
} from "../registry/snapshot.js";
import type { Registry } from "../registry/registry.js";
import { ForwardDecay } from "./forward-decay.js";
import type { MetricGroups, Limits } from "./limits.js";
import { isClearlyMore, TopK } from "./top-k.js";

/** A client with series of its own, or all the others of a zone together. Labels are numbers of the store's names. */
export interface ClientSeries {
  readonly label: number;
  readonly zone: number;
  readonly zoneType: number;
  /** May change when somebody says what it is. */
  device: number;
  /** What people call it; the label where nobody does. May change, too. */
  title: number;
  readonly isFolded: boolean;
  /** The domains that it asks for the most. */
  readonly domains: TopK;
  /** When it last did something, in unix seconds. */
  seen: number;
}

/** What keeps something about clients or domains, and must know when these go. */
export interface ClientSeriesListener {
  /** The series of a client end. */
  onEvicted(seat: ClientSeries): void;
  /** A client is called otherwise from now on. */
  onRelabeled(seat: ClientSeries): void;
  /** What fades with the population's counts has to be multiplied by this. */
  onDecay(factor: number): void;
  /** A minute of the events' time is over; it is decided who stays. Unix seconds. */
  onMinute(now: number): void;
}

/** Fullness of the room for counters, as shares of it. */
const watermarks = {
  /** Beyond it nobody new gets series of his own. */
  admission: 0.75,
  /** To which it is brought where it has become too full. */
  low: 0.8,
  /** Beyond it the longest idle, and the least frequent, have to go. */
  high: 0.9,
  /** Beyond it that can't wait for the next minute. */
  critical: 0.95,
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
export class ClientSeriesTable {
  /** `other`. */
  readonly otherDomain: number;
  readonly #store: Registry;
  readonly #limits: Limits;
  readonly #groups: MetricGroups;
  readonly #clients: TopK;
  readonly #fading = new ForwardDecay(halfLifeMinutes);
  readonly #seats = new Map<number, ClientSeries>();
  readonly #folded = new Map<string, ClientSeries>();
  readonly #listeners: readonly ClientSeriesListener[];
  #minute = 0;
  #mayShow = true;
  #eventsSinceRelief = 0;
  /** More than these before the next one, unless a minute is over. */
  #eventsToRelief = 0;

  constructor(store: Registry, limits: Limits, groups: MetricGroups, listeners: readonly ClientSeriesListener[] = []) {
    this.#store = store;
    this.#limits = limits;
    this.#groups = groups;
    this.#listeners = listeners;
    this.#clients = new TopK(store.strings, { admitted: limits.clients, tracked: 3 * limits.clients + 16 });
    this.otherDomain = store.strings.intern("other");
    store.strings.retain(this.otherDomain);
  }

  /** All that have series of their own, the folded ones last. */
  *all(): Generator<ClientSeries> {
    yield* this.#seats.values();
    yield* this.#folded.values();
  }

  /**
   * Moves to the time of an event. Between two minutes it is decided who has series of his own.
   *
   * @param second unix seconds; what is earlier than what was before changes nothing
   */
  advance(second: number): void {
    const store = this.#store;
    if (second > store.now) {
      store.now = second;
      const minute = Math.floor(second / 60);
      if (minute > this.#minute) this.#review(minute);
    }
    if (store.strings.unreferenced > 4096) store.strings.sweep();
    this.#mayShow = store.used.counters < watermarks.admission * store.budget.counters;
    this.#eventsSinceRelief++;
    if (this.#isFullerThan(watermarks.critical) && this.#eventsSinceRelief > this.#eventsToRelief)
      this.#evictUnderPressure();
  }

  /** Counts an event of a client and tells under whose labels it goes. */
  seriesFor(client: Client, clients: ClientLookup): ClientSeries {
    const seat = this.#seatOf(client, clients);
    seat.seen = this.#store.now;
    return seat;
  }

  #seatOf(client: Client, clients: ClientLookup): ClientSeries {
    const { strings: names } = this.#store;
    if (client.isOther) return this.#foldedSeat(client);
    if (!this.#groups.clients) return this.#foldedSeat(clients.otherIn(client.zone));
    const label = names.intern(client.label);
    if (!this.#clients.add(label, this.#fading.weight, this.#store.now, this.#mayShow)) {
      return this.#foldedSeat(clients.otherIn(client.zone));
    }
    const known = this.#seats.get(label);
    if (known !== undefined && this.#isIn(known, client)) return this.#describe(known, client);
    // In another zone it is another.
    if (known !== undefined) this.#endClient(known);
    return this.#newSeat(client, label);
  }

  /** The client with series of its own that has this label. */
  find(label: number): ClientSeries | undefined {
    return this.#seats.get(label);
  }

  /** Counts an event of a client for a domain and tells what stands in the label. */
  domainLabel(seat: ClientSeries, domain: number): number {
    return seat.domains.add(domain, this.#fading.weight, this.#store.now, this.#mayShow) ? domain : this.otherDomain;
  }

  /** How much an event counts now, in rankings that fade with these. */
  get weight(): number {
    return this.#fading.weight;
  }

  /** Takes back a present that wasn't. */
  rewindClock(second: number): void {
    this.#store.rewindClock(second);
    this.#minute = Math.floor(second / 60);
    this.#scale(this.#fading.advance(this.#minute));
  }

  *save(names: StringTableWriter): Generator<SnapshotPart> {
    const clients = this.#clients.save(names);
    const head = {
      minute: this.#minute,
      landmark: this.#fading.landmark,
      relief: [this.#eventsSinceRelief, this.#eventsToRelief],
    };
    yield { part: "clients", names: names.takeNew(), ...head, clients };
    for (const seat of this.all()) {
      const labels = namesOf(seat).map((name) => names.index(name));
      const domains = seat.domains.save(names);
      yield { part: "client", names: names.takeNew(), isFolded: seat.isFolded, seen: seat.seen, labels, domains };
    }
  }

  /**
   * Takes back a part that `save` gave.
   *
   * @returns whether it was one of these
   * @throws SavedStateError
   */
  restore(value: unknown, names: StringTableReader): boolean {
    const part = recordOf(value);
    if (part["part"] === "clients") {
      this.#minute = numberOf(part["minute"]);
      const [sinceRelief = 0, toRelief = 0] = numbersOf(part["relief"]);
      this.#eventsSinceRelief = sinceRelief;
      this.#eventsToRelief = toRelief;
      this.#fading.landmark = numberOf(part["landmark"]);
      this.#fading.advance(this.#minute);
      this.#clients.restore(part["clients"], names);
      return true;
    }
    if (part["part"] !== "client") return false;
    this.#restoreSeat(part, names);
    return true;
  }

  #restoreSeat(part: Readonly<Record<string, unknown>>, names: StringTableReader): void {
    const [label = 0, zone = 0, zoneType = 0, device = 0, title = 0] = numbersOf(part["labels"]).map((one) =>
      names.idOf(one),
    );
    const isFolded = part["isFolded"] === true;
    // There may be fewer of them than there were.
    if (!isFolded && !this.#clients.isAdmitted(label)) return;
    const seat = this.#keepSeat({ label, zone, zoneType, device, title, isFolded });
    seat.seen = numberOf(part["seen"]);
    seat.domains.restore(part["domains"], names);
  }

  #isIn(seat: ClientSeries, { zone }: Client): boolean {
    return this.#store.strings.text(seat.zone) === zone.name;
  }

  /** What carries what was said of it ends, and is another series under its new labels; all else goes on. */
  #describe(seat: ClientSeries, client: Client): ClientSeries {
    const { strings: names } = this.#store;
    if (names.text(seat.title) !== client.title) {
      for (const listener of this.#listeners) listener.onRelabeled(seat);
      seat.title = this.#exchanged(seat.title, client.title);
    }
    if (names.text(seat.device) !== this.#deviceOf(client)) {
      for (const device of ["device_type", "device_category"])
        this.#store.evictWhere(["client_ip", device], (one) => one === seat.label);
      seat.device = this.#exchanged(seat.device, this.#deviceOf(client));
    }
    return seat;
  }

  /** The number of another text, held in place of that. */
  #exchanged(number: number, text: string): number {
    const { strings: names } = this.#store;
    const other = names.intern(text);
    names.retain(other);
    names.release(number);
    return other;
  }

  #deviceOf(client: Client): string {
    return this.#groups.devices ? client.deviceType : "other";
  }

  #foldedSeat(client: Client): ClientSeries {
    return this.#folded.get(client.zone.name) ?? this.#newSeat(client, this.#store.strings.intern(client.label));
  }

  #newSeat(client: Client, label: number): ClientSeries {
    const { strings: names } = this.#store;
    return this.#keepSeat({
      label,
      zone: names.intern(client.zone.name),
      zoneType: names.intern(client.zone.type),
      device: names.intern(this.#deviceOf(client)),
      title: names.intern(client.title),
      isFolded: client.isOther,
    });
  }

  #keepSeat(described: Omit<ClientSeries, "domains" | "seen">): ClientSeries {
    const { strings: names } = this.#store;
    const shown = this.#limits.domainsPerClient;
    const seat: ClientSeries = {
      ...described,
      domains: new TopK(names, { admitted: shown, tracked: shown + Math.min(3 * shown, 256) }),
      seen: this.#store.now,
    };
    for (const name of namesOf(seat)) names.retain(name);
    if (seat.isFolded) this.#folded.set(names.text(seat.zone), seat);
    else this.#seats.set(seat.label, seat);
    return seat;
  }

  #review(minute: number): void {
    const store = this.#store;
    const before = this.#minute * 60;
    const isExpiring = Math.floor(minute / minutesBetweenExpiries) > Math.floor(this.#minute / minutesBetweenExpiries);
    this.#minute = minute;
    this.#scale(this.#fading.advance(minute));
    if (isExpiring) store.evictExpired(store.now);
    this.#evictUnderPressure();
    const out = this.#clients.replaceOne(store.now);
    const seat = out === undefined ? undefined : this.#seats.get(out);
    if (seat !== undefined) this.#endClient(seat);
    this.#swapPairs(before);
    for (const listener of this.#listeners) listener.onMinute(store.now);
    store.strings.sweep();
  }

  #scale(factor: number): void {
    if (factor === 1) return;
    this.#clients.scale(factor);
    for (const seat of this.all()) seat.domains.scale(factor);
    for (const listener of this.#listeners) listener.onDecay(factor);
  }

  /** @param before when this was last asked, in unix seconds: of whom nothing was counted since, nothing has changed */
  #swapPairs(before: number): void {
    const gone: Pairs = new Map();
    for (const seat of this.all()) {
      if (seat.seen < before || !seat.domains.isFull) continue;
      const out = seat.domains.replaceOne(this.#store.now);
      if (out !== undefined) note(gone, seat, out);
    }
    if (!this.#mayShow) this.#swapAcross(gone);
    this.#endPairs(gone);
  }

  /** Where there is no room, the weakest pair of all makes way for one that has clearly more, whosever it is. */
  #swapAcross(gone: Pairs): void {
    const { now } = this.#store;
    let weakest: readonly [seat: ClientSeries, domain: number, count: number] | undefined;
    let strongest: readonly [seat: ClientSeries, domain: number, count: number] | undefined;
    for (const seat of this.all()) {
      const weak = seat.domains.evictionCandidate(now);
      const weakCount = weak === undefined ? Infinity : seat.domains.estimate(weak);
      if (weak !== undefined && weakCount < (weakest?.[2] ?? Infinity)) weakest = [seat, weak, weakCount];
      if (seat.domains.isFull) continue;
      const strong = seat.domains.admissionCandidate();
      const strongCount = strong === undefined ? 0 : seat.domains.guaranteedCount(strong);
      if (strong !== undefined && strongCount > (strongest?.[2] ?? 0)) strongest = [seat, strong, strongCount];
    }
    if (weakest === undefined || strongest === undefined || !isClearlyMore(strongest[2], weakest[2])) return;
    weakest[0].domains.evict(weakest[1]);
    note(gone, weakest[0], weakest[1]);
    strongest[0].domains.admit(strongest[1], now);
  }

  /** Makes room where there is hardly any: first of what is idle the longest, then of the least frequent. */
  #evictUnderPressure(): void {
    const store = this.#store;
    for (const room of ["counters", "histograms", "gauges"] as const) {
      if (store.used[room] > watermarks.high * store.budget[room]) {
        store.evictLongestIdle(room, watermarks.low, store.now);
      }
    }
    if (this.#isTooFull()) this.#endWeakestPairs();
    if (this.#isTooFull()) this.#endWeakestClients();
    this.#eventsSinceRelief = 0;
    this.#eventsToRelief = this.#isFullerThan(watermarks.critical) ? eventsBetweenReliefs : 0;
  }

  #isTooFull(): boolean {
    return this.#store.used.counters > watermarks.high * this.#store.budget.counters;
  }

  #isFullerThan(share: number): boolean {
    const { used, budget: room } = this.#store;
    return used.counters > share * room.counters || used.histograms > share * room.histograms;
  }

  #endWeakestPairs(): void {
    const { used, budget: room } = this.#store;
    const pairs = [...this.all()].flatMap((seat) =>
      [...seat.domains.admittedKeys()].map((domain) => ({ seat, domain, count: seat.domains.estimate(domain) })),
    );
    pairs.sort((left, right) => left.count - right.count);
    const gone: Pairs = new Map();
    const tooMany = Math.ceil((used.counters - watermarks.low * room.counters) / countersOfPair);
    for (const { seat, domain } of pairs.slice(0, tooMany)) {
      seat.domains.evict(domain);
      note(gone, seat, domain);
    }
    this.#endPairs(gone);
  }

  /** A tenth of them at a time: how many series each has isn't known. */
  #endWeakestClients(): void {
    const clients = [...this.#seats.values()].map((seat) => ({ seat, count: this.#clients.estimate(seat.label) }));
    clients.sort((left, right) => left.count - right.count);
    for (const { seat } of clients.slice(0, Math.ceil(clients.length / 10))) {
      this.#clients.evict(seat.label);
      this.#endClient(seat);
    }
  }

  #endPairs(gone: Pairs): void {
    if (gone.size === 0) return;
    this.#store.evictWhere(["client_ip", "domain"], (client, domain) => gone.get(client)?.has(domain) === true);
  }

  #endClient(seat: ClientSeries): void {
    this.#store.evictWhere(["client_ip"], (client) => client === seat.label);
    this.#seats.delete(seat.label);
    for (const listener of this.#listeners) listener.onEvicted(seat);
    seat.domains.clear();
    for (const name of namesOf(seat)) this.#store.strings.release(name);
  }
}

const namesOf = ({ label, zone, zoneType, device, title }: ClientSeries) => [label, zone, zoneType, device, title];

function note(gone: Pairs, seat: ClientSeries, domain: number): void {
  const domains = gone.get(seat.label) ?? new Set();
  domains.add(domain);
  gone.set(seat.label, domains);
}
