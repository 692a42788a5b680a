import { type Random, seededRandom } from "../../../test/simulation/random.js";
import type { QueryEvent } from "../../src/events.js";
import { timeOfDay } from "./day-profile.js";
import { clientAddresses, type Name, namesOf, popularIndex } from "./synthetic-home.js";
import { firstMidnight, type TrafficOptions } from "./requests.js";

export interface QueryOptions extends TrafficOptions {
  /** Number of distinct names. Default: 2000. */
  readonly names?: number;
}

type Made = Omit<QueryEvent, "time" | "client" | "clientId" | "domain" | "type">;

const upstreams = [
  ["9.9.9.9:53", 4],
  ["https://dns.quad9.net:443/dns-query", 3],
  ["tls://1.1.1.1:853", 2],
  ["quic://dns.example.net:853", 1],
] as const;

const types = [
  ["A", 50],
  ["AAAA", 27],
  ["HTTPS", 16],
  ["TXT", 2],
  ["SRV", 1],
  ["other", 0.3],
] as const;

const seconds = (random: Random, median: number) => Math.round(random.around(median, 0.9) * 1e9) / 1e9;

const plain: Made = {
  outcome: "allowed",
  reason: "",
  filterLists: [],
  blockedService: "",
  source: "upstream",
  upstream: "",
  duration: 0,
  rcode: "NOERROR",
  addresses: [],
};

const blocked = (random: Random, reason: QueryEvent["reason"], rest: Partial<Made> = {}): Made => ({
  ...plain,
  outcome: "blocked",
  reason,
  source: "filter",
  duration: seconds(random, 0.0002),
  ...rest,
});

const addressesOf = (name: Name, type: string): readonly string[] =>
  type === "A" || type === "AAAA" ? name.addresses[type] : [];

function resolved(name: Name, type: string, random: Random): Made {
  const isCached = random.unit() < 0.4;
  return {
    ...plain,
    source: isCached ? "cache" : "upstream",
    upstream: random.weighted(upstreams),
    duration: seconds(random, isCached ? 0.0001 : 0.02),
    addresses: addressesOf(name, type),
    // In 1 % of the queries an allow list matches.
    filterLists: random.unit() < 0.01 ? [7] : [],
  };
}

function treated(name: Name, type: string, random: Random): Made {
  const failed = (rcode: string): Made => ({ ...resolved(name, type, random), rcode, addresses: [] });
  switch (name.treatment) {
    case "pass":
      return resolved(name, type, random);
    case "advertising":
      return blocked(random, "blocklist", { filterLists: [1] });
    case "tracking":
      return blocked(random, "blocklist", { filterLists: [1, 2] });
    case "threat":
      return blocked(random, "blocklist", { filterLists: [1690000003], rcode: "NXDOMAIN" });
    case "invalid":
      return blocked(random, "blocklist", { rcode: "REFUSED" });
    case "safebrowsing":
    case "parental":
    case "safesearch":
    case "custom":
      return blocked(random, name.treatment);
    case "service":
      return blocked(random, "service", { blockedService: "tiktok" });
    case "rewrite":
      return { ...plain, source: "rewrite", duration: seconds(random, 0.0001), addresses: addressesOf(name, type) };
    case "own":
      return { ...plain, source: "filter", duration: seconds(random, 0.0001), rcode: "NXDOMAIN" };
    case "missing":
      return failed("NXDOMAIN");
    case "refused":
      return failed("REFUSED");
    case "failing":
      return failed("SERVFAIL");
    case "silent":
      return { ...failed(""), source: "upstream", duration: 10 };
  }
}

const typeFor = (name: Name, random: Random) => (name.spelled.endsWith(".arpa") ? "PTR" : random.weighted(types));

/** Queries of a home network, in the order of their answers. */
export function* queries(options: QueryOptions): Generator<QueryEvent> {
  const { seed = 1, count, from = firstMidnight, days = 1, clients = 50, names = 2000 } = options;
  const random = seededRandom(seed);
  const home = clientAddresses(clients);
  const asked = namesOf(names, random);
  for (let index = 0; index < count; index++) {
    const time = from + Math.floor(timeOfDay((index / count) * days));
    const clientIndex = popularIndex(clients, random);
    const name = asked[popularIndex(names, random)];
    if (name === undefined) throw new Error("No names.");
    const type = typeFor(name, random);
    yield {
      time,
      client: home[clientIndex] ?? "",
      clientId: clientIndex % 10 === 3 ? `phone-${clientIndex}` : "",
      domain: name.spelled,
      type,
      ...treated(name, type, random),
    };
  }
}
