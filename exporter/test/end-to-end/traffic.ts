/** What happens in the home of the proof, and what became of it in sum, counted without any of the exporter's code. */
import { zoneOfAddress } from "../../../test/simulation/lab.js";
import type { QueryEvent, RejectionReason, RequestEvent } from "../../src/events.js";
import { calls, query, mergedByTime } from "../aggregator/sample-events.js";
import { trafficLab } from "../logs/lab.js";
import { queries } from "../logs/queries.js";
import { requests } from "../logs/requests.js";

/** Events of the last day, which are there when the exporter starts, and those that come while it runs. */
export interface Story<Event> {
  readonly past: readonly Event[];
  readonly coming: readonly Event[];
}

export interface Stories {
  readonly requests: Story<RequestEvent>;
  readonly queries: Story<QueryEvent>;
}

const day = 86_400_000;

/** How many events of the past day there are to one that comes. */
const past = { requests: 3000, queries: 4000 };

/** Who asks for more domains than are told of it: for so many often, and for others once. */
export const crawler = { client: "192.168.30.200", often: 160 } as const;

/** Who does nothing before AdGuard Home tells what it is. */
export const television = "192.168.1.99";

/** A name that only the crawler asks for. */
export const crawled = (time: number, index: number): QueryEvent =>
  query({ time, client: crawler.client, domain: `site-${String(index)}.example` });

const crawledOften = (until: number): readonly QueryEvent[] =>
  Array.from({ length: 4 * crawler.often }, (_, index) => crawled(until - 5000 * index, index % crawler.often));

/** A query for a name whose address changes. */
export const movingQuery = (time: number, hasMoved: boolean): QueryEvent =>
  query({
    time,
    client: television,
    domain: "moved.example.net",
    addresses: [hasMoved ? "203.0.113.2" : "203.0.113.1"],
  });

/**
 * A home whose last day ends now; one of its clients has called the same domain all the time.
 *
 * @param now unix milliseconds
 * @param coming how many events of either kind come, at most; their times are the past's, one day on
 */
export function storiesUntil(now: number, coming: number): Stories {
  const from = now - day;
  const options = (count: number) => ({ count: count + coming, days: (count + coming) / count, from });
  const asked = [...requests(options(past.requests))];
  const looked = [...queries({ ...options(past.queries), names: 150 })];
  const caller = { client: "192.168.1.77", domain: "cc.example.net", every: 600, from, count: day / 600_000 };
  const before = mergedByTime(looked.slice(0, past.queries), calls(caller), crawledOften(now));
  return {
    requests: { past: asked.slice(0, past.requests), coming: asked.slice(past.requests) },
    queries: { past: before, coming: looked.slice(past.queries) },
  };
}

/** Of a weighted service Traefik logs the child. */
const parentOf = (service: string) => (/^photos-[ab]@docker$/.test(service) ? "photos@file" : service);

const zoneOf = (client: string) => zoneOfAddress(trafficLab, client);

/** Sums by a key. */
function sumBy<Event>(
  events: readonly Event[],
  amountsOf: (event: Event) => Iterable<readonly [key: string, amount: number]>,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const event of events)
    for (const [key, amount] of amountsOf(event)) sums.set(key, (sums.get(key) ?? 0) + amount);
  return sums;
}

const routed = (events: readonly RequestEvent[]) => events.filter(({ service }) => service !== "");

export const requestsOfServices = (events: readonly RequestEvent[]) =>
  sumBy(routed(events), ({ service }) => [[parentOf(service), 1]]);

/** By service and direction as it sees it. */
export const bytesOfServices = (events: readonly RequestEvent[]) =>
  sumBy(routed(events), ({ service, bytesIn, bytesOut }) => [
    [`${parentOf(service)} in`, bytesIn],
    [`${parentOf(service)} out`, bytesOut],
  ]);

export const queriesOfZones = (events: readonly QueryEvent[]) => sumBy(events, ({ client }) => [[zoneOf(client), 1]]);

export const queriesByOutcome = (events: readonly QueryEvent[]) =>
  sumBy(events, ({ outcome }) => [[String(outcome === "blocked"), 1]]);

export const countByReason = (reasons: readonly RejectionReason[]) => sumBy(reasons, (reason) => [[reason, 1]]);

/** By direction as the clients see it. */
export const bytesOfClients = (events: readonly RequestEvent[]) =>
  sumBy(events, ({ bytesIn, bytesOut }) => [
    ["in", bytesOut],
    ["out", bytesIn],
  ]);
