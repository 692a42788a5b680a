import { seededRandom } from "../../../test/simulation/random.js";
import type { QueryEvent, RequestEvent } from "../../src/events.js";

/** Unix milliseconds of a midnight in the time zone of the tests. */
export const midnight = new Date(2025, 0, 6).getTime();

export const query = (event: Partial<QueryEvent>): QueryEvent => ({
  time: midnight,
  client: "192.168.1.10",
  clientId: "",
  domain: "example.org",
  type: "A",
  outcome: "allowed",
  reason: "",
  filterLists: [],
  blockedService: "",
  source: "upstream",
  upstream: "9.9.9.9:53",
  duration: 0.02,
  rcode: "NOERROR",
  addresses: [],
  ...event,
});

export const request = (event: Partial<RequestEvent>): RequestEvent => ({
  time: midnight,
  client: "192.168.1.10",
  router: "memos@docker",
  service: "memos@docker",
  serviceUrl: "http://10.0.3.10:5230",
  host: "daily.lab",
  method: "GET",
  code: 200,
  duration: 0.02,
  backendDuration: 0.01,
  bytesIn: 100,
  bytesOut: 1000,
  ...event,
});

const sites = "example wikipedia weather football kitchen garden streaming library traffic museum".split(" ");

/** Queries of people: visits at random times between two hours of the day, each with some domains of one site. */
export function* visits(options: {
  readonly client: string;
  readonly days: number;
  readonly perDay: number;
  readonly seed?: number;
  readonly hours?: readonly [from: number, to: number];
}): Generator<QueryEvent> {
  const { client, days, perDay, seed = 1, hours = [8, 23] } = options;
  const random = seededRandom(seed);
  for (let day = 0; day < days; day++) {
    const visits = Array.from({ length: perDay }, () => hours[0] + random.unit() * (hours[1] - hours[0])).sort(
      (left, right) => left - right,
    );
    for (const visit of visits) {
      const time = Math.floor(midnight + (24 * day + visit) * 3_600_000);
      const site = sites[Math.floor(random.unit() ** 2 * sites.length)] ?? "";
      const domains = [`${site}.org`, `www.${site}.org`, `cdn${Math.floor(random.unit() * 5)}.${site}.net`];
      for (const [index, domain] of domains.entries()) {
        const rcode = random.unit() < 0.02 ? "NXDOMAIN" : "NOERROR";
        yield query({ time: time + 40 * index, client, domain, rcode });
        yield query({ time: time + 40 * index + 3, client, domain, type: "AAAA", rcode });
      }
    }
  }
}

/** Queries at regular intervals, varied by a share of them. */
export function* calls(options: {
  readonly client: string;
  readonly domain: string;
  readonly every: number;
  readonly jitter?: number;
  readonly from?: number;
  readonly count: number;
  readonly seed?: number;
}): Generator<QueryEvent> {
  const { client, domain, every, jitter = 0, from = midnight, count, seed = 7 } = options;
  const random = seededRandom(seed);
  let time = from;
  for (let index = 0; index < count; index++) {
    yield query({ time: Math.floor(time), client, domain });
    time += 1000 * every * (1 + jitter * (2 * random.unit() - 1));
  }
}

/** Random letters and digits. */
export function gibberish(random: () => number, length: number, alphabet = "abcdefghijklmnopqrstuvwxyz234567"): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
}

/** Merges streams of queries by time. */
export const mergedByTime = (...streams: Iterable<QueryEvent>[]): QueryEvent[] =>
  streams.flatMap((stream) => [...stream]).sort((left, right) => left.time - right.time);
