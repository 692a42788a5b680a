import type { Cardinality } from "./cardinality.js";
import type { ClientSeries } from "./client-series.js";
import { isClearlyMore } from "./top-k.js";
import { isAbove, isCritical, watermarks } from "./watermarks.js";

/** Events before the next eviction within a minute, where one did not free enough. */
const eventsBetweenEvictions = 500;

/** Counters that carry both a client and a domain, at least. */
const countersPerPair = 3;

/** One client of this many is evicted at a time, because the number of series of each is not known. */
const clientsPerEvictedOne = 10;

/** A domain of a client, with its count. */
interface Pair {
  readonly client: ClientSeries;
  readonly domain: number;
  readonly count: number;
}

/** Evicts the series of a client. */
export function evictClient({ registry, table, listeners }: Cardinality, client: ClientSeries): void {
  registry.evictWhere(["client_ip"], (label) => label === client.label);
  for (const listener of listeners) listener.onEvicted?.(client);
  table.remove(client);
}

/** Evicts under pressure within a minute, if the budget is nearly exhausted and the last try was long enough ago. */
export function evictIfCritical(state: Cardinality): void {
  state.eventsSinceEviction++;
  if (isCritical(state.registry) && state.eventsSinceEviction > state.evictionBackoff) evictUnderPressure(state);
}

/**
 * Brings usage above the high watermark down to the low one: first the series that were idle the longest, then the least
 * frequent domains of clients, then the least frequent clients.
 */
export function evictUnderPressure(state: Cardinality): void {
  const { registry } = state;
  for (const kind of ["counters", "histograms", "gauges"] as const) {
    if (isAbove(registry, kind, "high")) registry.evictLongestIdle(kind, watermarks.low, registry.now);
  }
  if (isAbove(registry, "counters", "high")) evictLeastFrequentPairs(state);
  if (isAbove(registry, "counters", "high")) evictLeastFrequentClients(state);
  state.eventsSinceEviction = 0;
  state.evictionBackoff = isCritical(registry) ? eventsBetweenEvictions : 0;
}

/** Evicts the least frequent client if another one that has no series is clearly more frequent. */
export function replaceClient(state: Cardinality): void {
  const evicted = state.topClients.replaceOne(state.registry.now);
  const client = evicted === undefined ? undefined : state.table.find(evicted);
  if (client !== undefined) evictClient(state, client);
}

/**
 * Evicts the least frequent domain of each client if another one is clearly more frequent.
 *
 * @param since unix seconds of the last call: the counts of a client without an event since have not changed
 */
export function replaceDomains(state: Cardinality, since: number): void {
  const { now } = state.registry;
  const evicted: Pair[] = [];
  for (const client of state.table.all()) {
    if (client.seen < since || !client.domains.isFull) continue;
    const domain = client.domains.replaceOne(now);
    if (domain !== undefined) evicted.push({ client, domain, count: 0 });
  }
  if (!state.isAdmitting) evicted.push(...replaceAcrossClients(state));
  evictPairs(state, evicted);
}

/** Without budget, the least frequent pair of all clients is replaced by a clearly more frequent one of any client. */
function replaceAcrossClients({ registry: { now }, table }: Cardinality): readonly Pair[] {
  let least: Pair | undefined;
  let most: Pair | undefined;
  for (const client of table.all()) {
    const { domains } = client;
    const admitted = domains.evictionCandidate(now);
    const admittedCount = admitted === undefined ? Infinity : domains.estimate(admitted);
    if (admitted !== undefined && admittedCount < (least?.count ?? Infinity))
      least = { client, domain: admitted, count: admittedCount };
    if (domains.isFull) continue;
    const waiting = domains.admissionCandidate();
    const waitingCount = waiting === undefined ? 0 : domains.guaranteedCount(waiting);
    if (waiting !== undefined && waitingCount > (most?.count ?? 0))
      most = { client, domain: waiting, count: waitingCount };
  }
  if (least === undefined || most === undefined || !isClearlyMore(most.count, least.count)) return [];
  least.client.domains.evict(least.domain);
  most.client.domains.admit(most.domain, now);
  return [least];
}

function evictLeastFrequentPairs(state: Cardinality): void {
  const { used, budget } = state.registry;
  const pairs = [...state.table.all()].flatMap((client) =>
    [...client.domains.admittedKeys()].map((domain) => ({ client, domain, count: client.domains.estimate(domain) })),
  );
  pairs.sort((left, right) => left.count - right.count);
  const excess = Math.ceil((used.counters - watermarks.low * budget.counters) / countersPerPair);
  const evicted = pairs.slice(0, excess);
  for (const { client, domain } of evicted) client.domains.evict(domain);
  evictPairs(state, evicted);
}

function evictLeastFrequentClients(state: Cardinality): void {
  const { table, topClients } = state;
  const clients = [...table.own()].map((client) => ({ client, count: topClients.estimate(client.label) }));
  clients.sort((left, right) => left.count - right.count);
  for (const { client } of clients.slice(0, Math.ceil(clients.length / clientsPerEvictedOne))) {
    topClients.evict(client.label);
    evictClient(state, client);
  }
}

/** Evicts the series of these pairs, in one pass over the registry. */
function evictPairs({ registry }: Cardinality, pairs: readonly Pair[]): void {
  if (pairs.length === 0) return;
  const domainsOf = new Map<number, Set<number>>();
  for (const { client, domain } of pairs) {
    const domains = domainsOf.get(client.label) ?? new Set();
    domainsOf.set(client.label, domains.add(domain));
  }
  registry.evictWhere(["client_ip", "domain"], (client, domain) => domainsOf.get(client)?.has(domain) === true);
}
