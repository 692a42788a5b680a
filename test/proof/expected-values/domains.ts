import type { DnsQuery } from "../../simulation/events.js";
import { canonical, figures } from "../../simulation/figures.js";
import { addressesAt, knownDomains, type KnownDomain } from "../../simulation/network.js";
import {
  gaugeAt,
  lowestMean,
  pick,
  quantiles,
  queryLabels,
  rate,
  drawnShare,
  topN,
} from "../../simulation/expected-values.js";
import { between, queryBuckets, type Labels } from "../../simulation/source.js";
import { exactly, ofHighest, rowsAt, type Evaluation, type Expectation, type Expectations } from "../evaluation.js";

type Label = keyof typeof queryLabels;
type Row = readonly [labels: Labels, figure: number];

const scrape = 15;

/** The coordinates of zones in tests. */
export const zoneLocations: Readonly<Record<string, { readonly latitude: number; readonly longitude: number }>> = {
  underlay_network: { latitude: 52.5, longitude: 13.4 },
  trusted: { latitude: -33.9, longitude: 18.4 },
  external: { latitude: 0, longitude: -0.5 },
};

/** Figures by the zones of the map, 0 for a zone without one. */
const onTheMap = (of: (zone: string) => number) =>
  rowsExactly(Object.keys(zoneLocations).map((zone) => [{ client_zone: zone }, of(zone)] as const));

/** Queries of the selected zones and clients for the selected domains. */
const asked =
  ({ selected }: Evaluation) =>
  ({ zone, client, domain }: DnsQuery) =>
    selected.zone(zone) && selected.client(client) && selected.domain(domain);

const nameable = ({ domain }: { readonly domain: string }) => domain !== "other";
const identified = ({ client }: { readonly client: string }) => !client.startsWith("other@");
const blocked = (query: DnsQuery) => query.blocked;

/** The queries of the range that lists rank by. */
const queriesOf = (moment: Evaluation, ...conditions: readonly ((query: DnsQuery) => boolean)[]) =>
  between(moment.simulation.queries, moment.at - moment.range, moment.at).filter(
    (query) => asked(moment)(query) && conditions.every((holds) => holds(query)),
  );

/** The number of queries by labels. */
function counts(queries: readonly DnsQuery[], ...by: readonly Label[]): readonly Row[] {
  const rows = new Map<string, [Labels, number]>();
  for (const query of queries) {
    const labels = Object.fromEntries(by.map((name) => [name, queryLabels[name](query)]));
    const key = canonical(labels);
    const known = rows.get(key);
    if (known) known[1] += 1;
    else rows.set(key, [labels, 1]);
  }
  return [...rows.values()];
}

/** The highest rows. */
function largest(rows: readonly Row[], howMany: number): readonly Row[] {
  const kept = topN(figures(rows), howMany);
  return rows.filter(([labels]) => kept.has(canonical(labels)));
}

const rowsExactly = (rows: Iterable<Row>) => exactly(figures(rows));
const renamed = (rows: readonly Row[], from: string, to: string): readonly Row[] =>
  rows.map(([{ [from]: value = "", ...rest }, figure]) => [{ ...rest, [to]: value }, figure] as const);

const domainOf = ({ domain = "" }: Labels) => domain;

const categoriesOf = ({ blocked: rule, alsoIn, unlisted = false }: KnownDomain): readonly string[] =>
  unlisted ? [] : [rule?.threat ?? "other", ...(alsoIn === undefined ? [] : [alsoIn])];

const gravity = ["other", "service", "advertising", "tracking", "adult", "phishing", "malware"];

/** The threat intelligence of the simulation. */
const intelligence = knownDomains.flatMap(({ domain, blocked: rule, threatLevel }) =>
  rule === undefined || threatLevel === "none"
    ? []
    : [{ domain, threat_category: rule.threat, confidence: threatLevel === "high" ? 0.9 : 0.5 }],
);

/** The addresses of a domain at the scrapes of a range of time, both ends included. */
function addressesWithin(
  { simulation }: Evaluation,
  known: KnownDomain,
  from: number,
  to: number,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const first = Math.max(simulation.start, Math.ceil(from / scrape) * scrape);
  for (let at = first; at <= to; at += scrape) for (const one of addressesAt(simulation, known, at)) seen.add(one);
  return seen;
}

/** New addresses, with the queries for their domain and whether they are in use. */
function changes(
  moment: Evaluation,
): readonly { readonly labels: Labels; readonly queries: number; readonly used: boolean }[] {
  const { at, range } = moment;
  const byDomain = new Map(counts(queriesOf(moment, nameable), "domain").map(([labels, n]) => [domainOf(labels), n]));
  return knownDomains.flatMap((known) => {
    const queries = byDomain.get(known.domain);
    const before = addressesWithin(moment, known, at - 2 * range, at - range);
    if (queries === undefined || before.size === 0) return [];
    const current = addressesAt(moment.simulation, known, at);
    return [...addressesWithin(moment, known, at - range, at)]
      .filter((address) => !before.has(address))
      .map((address) => ({
        labels: { domain: known.domain, resolved_ip: address },
        queries,
        used: current.includes(address),
      }));
  });
}

const rateOver = (moment: Evaluation, where: (query: DnsQuery) => boolean, ...by: readonly Label[]) =>
  exactly(
    rate({
      events: moment.simulation.queries,
      where,
      by: pick(queryLabels, ...by),
      at: moment.at,
      window: moment.window,
    }),
  );

const fromZone =
  ({ selected }: Evaluation) =>
  ({ zone }: DnsQuery) =>
    selected.zone(zone);

const quantile =
  (of: number, by: Label, counted: (query: DnsQuery) => boolean): Expectation =>
  (moment) => ({
    bounds: quantiles({
      events: moment.simulation.queries,
      where: (query) => fromZone(moment)(query) && counted(query),
      by: pick(queryLabels, by),
      at: moment.at,
      window: moment.window,
      quantile: of,
      amount: ({ duration }) => duration,
      buckets: queryBuckets,
    }),
  });

const sentOn = ({ answeredBy }: DnsQuery) => answeredBy === "upstream";
const unblocked = ({ answeredBy }: DnsQuery) => answeredBy !== "filter";

/** The share in the log, or of the worst probe, which counts alone where hardly anybody asks. */
const answered: Expectation = (moment) => {
  const [probed] = worstProbe(moment);
  const [logged = probed] = loggedShare(moment).values();
  const shares = [probed, logged].flatMap((value) => (value === undefined ? [] : [value]));
  return exactly(shares.length === 0 ? new Map() : figures([[{}, Math.min(...shares)]]));
};

/** Absent for a zone from which hardly anybody asks. */
const answeredByZone: Expectation = (moment) => {
  const [probed = 1] = worstProbe(moment);
  return exactly(
    new Map([...loggedShare(moment, "source_zone")].map(([zone, logged]) => [zone, Math.min(logged, probed)])),
  );
};

const loggedShare = (moment: Evaluation, ...by: readonly Label[]) =>
  drawnShare({
    events: moment.simulation.queries,
    where: fromZone(moment),
    by: pick(queryLabels, ...by),
    at: moment.at,
    window: moment.window,
    part: ({ status }) => status === "ok",
  });

const worstProbe = ({ series, at, window }: Evaluation) =>
  lowestMean(series, "homelab_dns_probe_success", { at, window, by: [] }).values();

/** Whether a client is known in one of the selected zones, or in none at all. */
function isOfSelectedZones(moment: Evaluation): (client: string) => boolean {
  const known = [
    ...rowsAt(moment, "client_zone_mapping", moment.at).map(([{ client_ip, zone_name }]) => [client_ip, zone_name]),
    ...rowsAt(moment, "adguard_client_requests_total", moment.at).map(([labels]) => [
      labels["client_ip"],
      labels["network_zone"],
    ]),
  ];
  const located = new Set(known.map(([client]) => client));
  const selected = new Set(known.flatMap(([client, zone = ""]) => (moment.selected.zone(zone) ? [client] : [])));
  return (client) => selected.has(client) || !located.has(client);
}

/** Accesses by client and domain within the last seconds. */
function frequencies(moment: Evaluation, seconds: number): readonly Row[] {
  const { simulation, selected, at } = moment;
  const isOfZones = isOfSelectedZones(moment);
  const chosen = between(simulation.queries, at - seconds, at).filter(
    ({ client, domain }) => selected.client(client) && selected.domain(domain) && isOfZones(client),
  );
  return counts(
    chosen.filter((query) => nameable(query) && identified(query)),
    "client_ip",
    "domain",
  );
}

/**
 * Targets of the panels about domains, with lists of this length. Prometheus chooses among equal figures arbitrarily:
 * lists are compared where the figure of their last row is unique.
 */
export function domains(top: number): Expectations {
  const busiest = (moment: Evaluation) => largest(counts(queriesOf(moment, nameable), "domain"), top);
  const busiestNames = (moment: Evaluation) => new Set(busiest(moment).map(([labels]) => domainOf(labels)));
  const busiestKnown = (moment: Evaluation) => {
    const names = busiestNames(moment);
    return knownDomains.filter(({ domain }) => names.has(domain));
  };
  const mostBlocked = (moment: Evaluation) =>
    largest(counts(queriesOf(moment, nameable, blocked), "domain", "reason", "threat_type"), top);
  const mostBlockedClients = (moment: Evaluation) =>
    largest(counts(queriesOf(moment, identified, blocked), "client_ip", "client_zone"), top);
  const pairs = (moment: Evaluation) => {
    const all = queriesOf(moment, nameable, identified);
    const names = new Set(largest(counts(all, "domain"), top).map(([labels]) => domainOf(labels)));
    const some = all.filter(({ domain }) => names.has(domain));
    return largest(renamed(counts(some, "client_ip", "domain", "network_zone"), "network_zone", "zone"), 3 * top);
  };
  const busiestFrequencies = (moment: Evaluation) => largest(frequencies(moment, 3600), 2 * top);
  const usual = (moment: Evaluation) =>
    new Map(frequencies(moment, 86_400).map(([labels, n]) => [canonical(labels), n / 24]));
  const threats = (moment: Evaluation) => {
    const byDomain = new Map(counts(queriesOf(moment, nameable), "domain").map(([labels, n]) => [domainOf(labels), n]));
    const known = intelligence.flatMap(({ domain, threat_category }) => {
      const queries = byDomain.get(domain);
      return queries === undefined ? [] : [[{ domain, threat_category }, queries] as const];
    });
    return largest(known, top);
  };
  const confidenceOf = (name: string) => intelligence.find(({ domain }) => domain === name)?.confidence;
  /** The most severe threat of each of the most queried domains, as an index. */
  const ranks = (moment: Evaluation, order: readonly string[], of: (known: KnownDomain) => readonly string[]) =>
    rowsExactly(
      busiestKnown(moment).flatMap((known) => {
        const found = of(known).map((one) => order.indexOf(one) + 1);
        return found.length === 0 ? [] : [[{ domain: known.domain }, Math.max(...found)] as const];
      }),
    );
  const scores = (moment: Evaluation, name: string, by: readonly string[], howMany: number) =>
    topN(
      gaugeAt(moment.series, name, {
        at: moment.at,
        by,
        fold: "max",
        where: ({ client_ip = "", domain, zone }) =>
          moment.selected.client(client_ip) &&
          (zone !== undefined || isOfSelectedZones(moment)(client_ip)) &&
          (domain === undefined ? identified({ client: client_ip }) : moment.selected.domain(domain)) &&
          (zone === undefined || moment.selected.zone(zone)),
      }),
      howMany,
    );

  return {
    "query-rate-now/A": (moment) => rateOver(moment, asked(moment)),
    "answered-now/A": answered,
    "cache-share-now/A": (moment) =>
      exactly(
        drawnShare({
          events: moment.simulation.queries,
          where: (query) => fromZone(moment)(query) && unblocked(query),
          at: moment.at,
          window: moment.window,
          part: ({ answeredBy }) => answeredBy === "cache",
        }),
      ),
    "blocked-threats/A": (moment) => {
      const any = moment.simulation.queries.some((query) => query.blocked && asked(moment)(query));
      const count = queriesOf(moment, blocked).filter(({ threat }) => ["malware", "phishing"].includes(threat)).length;
      return rowsExactly(any ? [[{}, count]] : []);
    },

    "domain-table/A": (moment) => rowsExactly(busiest(moment)),
    "domain-table/B": (moment) => {
      const perClient = counts(queriesOf(moment, nameable), "domain", "client_ip");
      return rowsExactly(
        [...busiestNames(moment)].map((domain) => [
          { domain },
          perClient.filter(([labels]) => domainOf(labels) === domain).length,
        ]),
      );
    },
    "domain-table/C": (moment) => {
      const part = new Map(counts(queriesOf(moment, nameable, blocked), "domain").map(([l, n]) => [domainOf(l), n]));
      return rowsExactly(
        busiest(moment).flatMap(([labels, n]) =>
          n < 10 ? [] : [[labels, (part.get(domainOf(labels)) ?? 0) / n] as const],
        ),
      );
    },
    "domain-table/D": (moment) => ranks(moment, gravity, categoriesOf),
    "domain-clients/A": (moment) => rowsExactly(pairs(moment)),
    "domain-clients/B": (moment) => {
      const whole = new Map(counts(queriesOf(moment, nameable), "domain").map(([l, n]) => [domainOf(l), n]));
      return rowsExactly(
        pairs(moment).map(([labels, n]) => [labels, n / (whole.get(domainOf(labels)) ?? NaN)] as const),
      );
    },
    "domain-zones/A": (moment) => {
      const names = busiestNames(moment);
      return rowsExactly(
        counts(
          queriesOf(moment, ({ domain }) => names.has(domain)),
          "domain",
          "client_zone",
        ),
      );
    },
    "domain-map/A": () => onTheMap((zone) => zoneLocations[zone]?.latitude ?? NaN),
    "domain-map/B": () => onTheMap((zone) => zoneLocations[zone]?.longitude ?? NaN),
    "domain-map/C": (moment) => onTheMap((name) => queriesOf(moment, ({ zone }) => zone === name).length),
    "domain-map/D": (moment) =>
      onTheMap(
        (name) =>
          counts(
            queriesOf(moment, nameable, ({ zone }) => zone === name),
            "domain",
          ).length,
      ),
    "domain-map/E": (moment) =>
      onTheMap((name) => {
        const own = queriesOf(moment, ({ zone }) => zone === name);
        return own.length === 0 ? 0 : own.filter(blocked).length / own.length;
      }),
    "queries-by-type/A": (moment) => rateOver(moment, asked(moment), "query_type"),
    "queries-by-client/A": (moment) => {
      const { simulation, range } = moment;
      const whole = rate({
        events: simulation.queries,
        where: (query) => asked(moment)(query) && identified(query),
        by: pick(queryLabels, "client_ip"),
        at: simulation.end,
        window: range,
      });
      const found = rateOver(moment, (query) => asked(moment)(query) && identified(query), "client_ip");
      return "figures" in found ? ofHighest(found.figures, whole, top) : found;
    },

    "response-time-by-resolver/A": quantile(0.5, "upstream", sentOn),
    "response-time-by-resolver/B": quantile(0.95, "upstream", sentOn),
    "response-time-by-zone/A": quantile(0.5, "client_zone", unblocked),
    "response-time-by-zone/B": quantile(0.95, "client_zone", unblocked),
    "answered-by-zone/A": answeredByZone,
    "probe-duration/A": ({ series, at }) =>
      exactly(gaugeAt(series, "homelab_dns_probe_duration_seconds", { at, by: ["target", "kind"], fold: "max" })),

    "blocked-by-threat/A": (moment) =>
      rateOver(moment, (query) => asked(moment)(query) && query.blocked, "threat_type"),
    "blocked-domains/A": (moment) => rowsExactly(mostBlocked(moment)),
    "blocked-domains/B": (moment) =>
      rowsExactly(
        mostBlocked(moment).flatMap(([labels]) => {
          const confidence = confidenceOf(domainOf(labels));
          return confidence === undefined ? [] : [[labels, confidence] as const];
        }),
      ),
    "blocked-clients/A": (moment) => rowsExactly(mostBlockedClients(moment)),
    "blocked-clients/B": (moment) => {
      const { simulation, at, range } = moment;
      const all = between(simulation.queries, at - range, at).filter(asked(moment));
      return rowsExactly(
        mostBlockedClients(moment).flatMap(([labels]) => {
          const own = all.filter(({ client }) => client === labels["client_ip"]);
          return own.length < 10 ? [] : [[labels, own.filter(blocked).length / own.length] as const];
        }),
      );
    },

    "threat-table/A": (moment) =>
      rowsExactly(threats(moment).map(([labels]) => [labels, confidenceOf(domainOf(labels)) ?? NaN] as const)),
    "threat-table/B": (moment) => rowsExactly(threats(moment)),
    "suspicious-table/A": (moment) =>
      exactly(scores(moment, "suspicious_pattern_score", ["client_ip", "domain", "pattern_type", "severity"], top)),
    "categories/A": (moment) => {
      const { simulation, selected } = moment;
      const ever = new Set(simulation.queries.filter(asked(moment)).map(({ domain }) => domain));
      const queries = counts(queriesOf(moment), "domain");
      const rows = new Map<string, number>();
      const count = (category: string, domain: string) => {
        const found = queries.find(([labels]) => domainOf(labels) === domain)?.[1] ?? 0;
        rows.set(category, (rows.get(category) ?? 0) + found);
      };
      for (const known of knownDomains) {
        if (!selected.domain(known.domain) || !ever.has(known.domain)) continue;
        const inNone = nameable(known) ? "(no category)" : "(folded domains)";
        const found = categoriesOf(known);
        for (const category of found.length === 0 ? [inNone] : found) count(category, known.domain);
      }
      return rowsExactly([...rows].map(([category, n]) => [{ category }, n] as const));
    },
    "behaviour-table/A": (moment) =>
      exactly(scores(moment, "adguard_client_behavior_score", ["client_ip", "behavior_type"], 2 * top)),
    "behaviour-table/B": (moment) =>
      exactly(scores(moment, "client_behavior_profile", ["client_ip", "behavior_type"], 2 * top)),

    "address-table/A": (moment) =>
      rowsExactly(
        busiest(moment).flatMap(([labels, n]) =>
          knownDomains
            .filter(({ domain }) => domain === domainOf(labels))
            .flatMap((known) =>
              addressesAt(moment.simulation, known, moment.at).map(
                (address) => [{ ...labels, resolved_ip: address, resolution_source: "upstream" }, n] as const,
              ),
            ),
        ),
      ),
    "address-counts/A": (moment) =>
      rowsExactly(
        busiestKnown(moment).flatMap((known) => {
          const { length } = addressesAt(moment.simulation, known, moment.at);
          return length === 0 ? [] : [[{ domain: known.domain }, length] as const];
        }),
      ),
    "address-counts/B": (moment) =>
      rowsExactly(
        busiestKnown(moment).flatMap((known) => {
          const { size } = addressesWithin(moment, known, moment.at - moment.range, moment.at);
          return size === 0 ? [] : [[{ domain: known.domain }, size] as const];
        }),
      ),
    "changed-addresses/A": (moment) =>
      rowsExactly(changes(moment).map(({ labels, used }) => [labels, used ? 1 : 0] as const)),
    "changed-addresses/B": (moment) =>
      rowsExactly(changes(moment).map(({ labels, queries }) => [labels, queries] as const)),

    "frequency-table/A": (moment) => rowsExactly(busiestFrequencies(moment)),
    "frequency-table/B": (moment) => {
      const hour = usual(moment);
      return rowsExactly(
        busiestFrequencies(moment).map(([labels]) => [labels, hour.get(canonical(labels)) ?? NaN] as const),
      );
    },
    "frequency-table/C": (moment) => {
      const hour = usual(moment);
      return rowsExactly(
        busiestFrequencies(moment).map(([labels, n]) => [labels, n / (hour.get(canonical(labels)) ?? NaN)] as const),
      );
    },
  };
}
