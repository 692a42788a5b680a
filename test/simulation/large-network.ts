import { record, scrapeTargets, type RecordedSeries } from "./scrape.js";
import type { DnsQuery } from "./events.js";
import { simulatedLab, type SimulatedLab } from "./lab.js";
import { simulate, simulationStart, type Simulation } from "./network.js";
import { seededRandom } from "./random.js";
import { combined, gaugeSource, reading, type Source } from "./source.js";

/** The size of a network and of its history. */
export interface NetworkSize {
  readonly clients: number;
  readonly domains: number;
  readonly services: number;
  /** Minutes of history. */
  readonly minutes: number;
  readonly requestsPerSecond: number;
  readonly queriesPerSecond: number;
}

/** The exporter's limit of domains per client; further domains are folded. */
export const domainsPerClient = 30;

/** A lab with clients in six zones, and services. */
export function largeLab({ clients, services }: NetworkSize): SimulatedLab {
  const zone = (name: string, title: string, type: string, cidr: string) =>
    ({ name, title, type, cidrs: [cidr], anonymous: false }) as const;
  const networks = [1, 30, 40, 50];
  return {
    ...simulatedLab,
    zones: [
      ...simulatedLab.zones,
      zone("iot", "Things", "iot", "192.168.30.0/24"),
      zone("guests", "Guests", "guest", "192.168.40.0/24"),
      zone("work", "Work", "internal", "192.168.50.0/24"),
    ],
    services: Array.from(
      { length: services },
      (_, index) =>
        simulatedLab.services[index] ?? {
          name: `service-${String(index)}@docker`,
          title: `Service ${String(index)}`,
          zone: "underlay_network",
          host: `service-${String(index)}.lab`,
          backends: [],
          dependencies: [],
        },
    ),
    clients: Array.from({ length: clients }, (_, index) => ({
      address: `192.168.${String(networks[index % networks.length] ?? 1)}.${String(100 + Math.floor(index / networks.length))}`,
      title: `Client ${String(index)}`,
      device_type: "desktop",
    })),
  };
}

/** By Zipf's law the second domain has half as many queries as the first. A fifth of the domains is blocked. */
function askedDomain(unit: number, domains: number, client: string, blocked: boolean): string {
  const rank = Math.floor(domains ** unit) - 1;
  // Clients share the first domains; the frequencies of the others differ between clients.
  const turn =
    rank < 10 ? rank : (rank + [...client].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 0)) % domains;
  const fifth = Math.floor(turn / 5) * 5;
  return `domain-${String(blocked ? fifth : fifth + 1 + (turn % 4))}.example`;
}

/** The queries with the network's number of domains, folded into `other` beyond the limit. */
export function withDomains(queries: readonly DnsQuery[], { domains }: NetworkSize): readonly DnsQuery[] {
  const random = seededRandom(2);
  const asked = queries.map((query) => ({
    ...query,
    domain: askedDomain(random.unit(), domains, query.client, query.blocked),
  }));
  const counts = new Map<string, Map<string, number>>();
  for (const { client, domain } of asked) {
    const own = counts.get(client) ?? new Map<string, number>();
    own.set(domain, (own.get(domain) ?? 0) + 1);
    counts.set(client, own);
  }
  const named = new Map(
    [...counts].map(([client, own]) => {
      const busiest = [...own].toSorted(([, one], [, another]) => another - one).slice(0, domainsPerClient);
      return [client, new Set(busiest.map(([domain]) => domain))];
    }),
  );
  return asked.map((query) => (named.get(query.client)?.has(query.domain) ? query : { ...query, domain: "other" }));
}

/** The exporter's series about domains: an address, a category. */
function domainFacts({ queries }: Simulation): Source {
  const blocked = new Map(
    queries.filter(({ domain }) => domain !== "other").map((query) => [query.domain, query.blocked]),
  );
  const facts = [...blocked].flatMap(([domain, isBlocked], index) => {
    const resolved_ip = `203.0.${String(index >> 8)}.${String(index % 256)}`;
    const category = isBlocked ? "tracking" : "other";
    return [
      reading("adguard_domain_category_mapping", { domain, category, threat_level: isBlocked ? "low" : "none" }, 1),
      ...(isBlocked
        ? [reading("threat_intelligence_mapping", { domain, threat_category: category }, 0.5)]
        : [
            reading("adguard_domain_ip_mapping", { domain, resolved_ip }, 1),
            reading("domain_ip_mapping", { domain, resolved_ip, resolution_source: "upstream" }, 1),
          ]),
    ];
  });
  return gaugeSource(() => facts);
}

/** These series as Prometheus stores them, for the whole simulation. */
export function recordedDomainFacts(simulation: Simulation): readonly RecordedSeries[] {
  const [exporter] = scrapeTargets(simulation).filter(({ instance }) => isExporter(instance));
  if (exporter === undefined) throw new Error("No target is the exporter.");
  const range = { from: simulation.start, to: simulation.end };
  const facts = new Set([
    "adguard_domain_category_mapping",
    "threat_intelligence_mapping",
    "adguard_domain_ip_mapping",
    "domain_ip_mapping",
  ]);
  return record([{ ...exporter, source: domainFacts(simulation) }], range).filter(({ name }) => facts.has(name));
}

const isExporter = (instance: string | undefined): boolean => instance?.startsWith("adguard-exporter") === true;

interface RecordedNetwork {
  readonly lab: SimulatedLab;
  /** Unix seconds. */
  readonly start: number;
  readonly end: number;
  readonly series: readonly RecordedSeries[];
}

/** The recorded series of a network, scraped every 15 s from most sources. */
export function recordNetwork(size: NetworkSize): RecordedNetwork {
  const { minutes, requestsPerSecond, queriesPerSecond } = size;
  const lab = largeLab(size);
  const end = simulationStart + 60 * minutes;
  const told = simulate({ lab, end, requestsPerSecond, queriesPerSecond });
  const simulation = { ...told, queries: withDomains(told.queries, size) };
  const targets = scrapeTargets(simulation).map((target) =>
    isExporter(target.instance) ? { ...target, source: combined([target.source, domainFacts(simulation)]) } : target,
  );
  return { lab, start: simulationStart, end, series: record(targets, { from: simulationStart, to: end }) };
}

const blockLength = 7200;

/**
 * The recording split at the bounds of Prometheus' blocks: promtool reads a text once for every block that it touches.
 */
export function* cutIntoBlocks({ start, end, series }: RecordedNetwork): Generator<readonly RecordedSeries[]> {
  for (let from = Math.floor(start / blockLength) * blockLength; from <= end; from += blockLength) {
    const inside = (time: number) => time >= from && time < from + blockLength;
    yield series.flatMap((one) => {
      const first = one.times.findIndex(inside);
      if (first < 0) return [];
      const last = one.times.findLastIndex(inside) + 1;
      return [{ ...one, times: one.times.slice(first, last), values: one.values.slice(first, last) }];
    });
  }
}
