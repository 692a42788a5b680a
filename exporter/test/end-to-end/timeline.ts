/** The events of the end-to-end test, and their sums, computed without the exporter's code. */
import { zoneOfAddress } from "../../../test/simulation/lab.js";
import type { QueryEvent, RejectionReason, RequestEvent } from "../../src/events.js";
import { calls, query, mergedByTime } from "../aggregator/sample-events.js";
import { trafficLab } from "../logs/lab.js";
import { queries } from "../logs/queries.js";
import { requests } from "../logs/requests.js";
import { withAskedService } from "../aggregator/reference-counts.js";

/** Events of the last day, which exist when the exporter starts, and events that are written while it runs. */
export interface Timeline<Event> {
  readonly past: readonly Event[];
  readonly live: readonly Event[];
}

export interface Timelines {
  readonly requests: Timeline<RequestEvent>;
  readonly queries: Timeline<QueryEvent>;
}

const day = 86_400_000;

/** Numbers of events of the past day. */
const past = { requests: 3000, queries: 4000 };

/** A client with more domains than it gets series: `often` of them are queried repeatedly, the others once. */
export const crawler = { client: "192.168.30.200", often: 160 } as const;

/** A client without events until AdGuard Home's metadata names it. */
export const television = "192.168.1.99";

/** A query of the crawler. */
export const crawled = (time: number, index: number): QueryEvent =>
  query({ time, client: crawler.client, domain: `site-${String(index)}.example` });

const crawledOften = (until: number): readonly QueryEvent[] =>
  Array.from({ length: 4 * crawler.often }, (_, index) => crawled(until - 5000 * index, index % crawler.often));

/** A query for a name whose address changes once. */
export const movingQuery = (time: number, hasMoved: boolean): QueryEvent =>
  query({
    time,
    client: television,
    domain: "moved.example.net",
    addresses: [hasMoved ? "203.0.113.2" : "203.0.113.1"],
  });

/**
 * Events of a home, whose past day ends now. One client queries the same domain at a fixed interval.
 *
 * @param now unix milliseconds
 * @param live number of live events of either log; their times continue those of the past
 */
export function timelinesUntil(now: number, live: number): Timelines {
  const from = now - day;
  const options = (count: number) => ({ count: count + live, days: (count + live) / count, from });
  const allRequests = [...requests(options(past.requests))];
  for (const [event, asked] of withAskedService(allRequests)) askedServices.set(event, asked);
  const allQueries = [...queries({ ...options(past.queries), names: 150 })];
  const caller = { client: "192.168.1.77", domain: "cc.example.net", every: 600, from, count: day / 600_000 };
  const pastQueries = mergedByTime(allQueries.slice(0, past.queries), calls(caller), crawledOften(now));
  return {
    requests: { past: allRequests.slice(0, past.requests), live: allRequests.slice(past.requests) },
    queries: { past: pastQueries, live: allQueries.slice(past.queries) },
  };
}

/** The services that were asked, as Traefik logs them, by event; `""` for none. */
const askedServices = new WeakMap<RequestEvent, string>();

/** The same request at another time. */
export function requestAt(event: RequestEvent, time: number): RequestEvent {
  const moved = { ...event, time };
  askedServices.set(moved, askedServices.get(event) ?? "");
  return moved;
}

/** Traefik logs the child of a weighted service. */
const parentOf = (service: string) => (/^photos-[ab]@docker$/.test(service) ? "photos@file" : service);

const zoneOf = (client: string) => zoneOfAddress(trafficLab, client);

/** Sums amounts by key. */
function sumBy<Event>(
  events: readonly Event[],
  amountsOf: (event: Event) => Iterable<readonly [key: string, amount: number]>,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const event of events)
    for (const [key, amount] of amountsOf(event)) sums.set(key, (sums.get(key) ?? 0) + amount);
  return sums;
}

/** The service that was asked, also where Traefik answered by itself. */
const serviceOf = (event: RequestEvent) => parentOf(askedServices.get(event) ?? "");

const ofServices = (events: readonly RequestEvent[]) => events.filter((event) => serviceOf(event) !== "");

export const requestsOfServices = (events: readonly RequestEvent[]) =>
  sumBy(ofServices(events), (event) => [[serviceOf(event), 1]]);

/** The number of requests that a server answered. */
export const answeredRequests = (events: readonly RequestEvent[]) =>
  events.filter(({ service }) => service !== "").length;

/** By service, and direction as seen by the service. */
export const bytesOfServices = (events: readonly RequestEvent[]) =>
  sumBy(ofServices(events), (event) => [
    [`${serviceOf(event)} in`, event.bytesIn ?? 0],
    [`${serviceOf(event)} out`, event.bytesOut ?? 0],
  ]);

export const queriesOfZones = (events: readonly QueryEvent[]) => sumBy(events, ({ client }) => [[zoneOf(client), 1]]);

export const queriesByOutcome = (events: readonly QueryEvent[]) =>
  sumBy(events, ({ outcome }) => [[String(outcome === "blocked"), 1]]);

export const countByReason = (reasons: readonly RejectionReason[]) => sumBy(reasons, (reason) => [[reason, 1]]);

/** By direction as seen by the clients. */
export const bytesOfClients = (events: readonly RequestEvent[]) =>
  sumBy(events, ({ bytesIn, bytesOut }) => [
    ["in", bytesOut ?? 0],
    ["out", bytesIn ?? 0],
  ]);
