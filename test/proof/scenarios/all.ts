import { metricsIn } from "../../../build/docs/promql.js";
import type { Lab } from "../../../src/lab/index.js";
import { metrics } from "../../../src/metrics/index.js";
import type { AnsweredQuery } from "../../grafana-client/run.js";
import { oddLab, oddServiceNames, simulatedLab, type SimulatedLab } from "../../simulation/lab.js";
import { simulationLength, simulationStart, type Simulation } from "../../simulation/network.js";
import { seededRandom } from "../../simulation/random.js";
import type { Timed } from "../../simulation/events.js";
import { largeLab, recordedDomainFacts, withDomains, type NetworkSize } from "../../simulation/large-network.js";
import { top } from "../expected-dashboards.js";
import { metricsBehind } from "../evaluated-rules.js";
import { parsedLab } from "../parsed-lab.js";
import { isGraph } from "../graphs.js";
import { zoneLocations } from "../expected-values/domains.js";
import { crowdedLab, withFewSeries } from "./crowded.js";
import { families, familyOf, flatFrom, isExported, restartedAfter, without, type Family } from "./contract.js";
import type { Measure, Scenario } from "./scenario.js";

const labOf = (...parameters: Parameters<typeof parsedLab>): Lab => {
  const lab = parsedLab(...parameters);
  const zones = lab.zones.map((zone) => ({ ...zone, ...zoneLocations[zone.name] }));
  return { ...lab, zones, dashboards: { ...lab.dashboards, top } };
};

const storyEnd = simulationStart + simulationLength;

export const healthy: Scenario = {
  name: "healthy",
  about: "every series exists, with a failover, a slow resolver, a renewed certificate and an alert",
  lab: labOf(),
  history: {},
  full: true,
  columnsLost: true,
  pictures: { "zone-graph": "docs/explanation/zone-graph.svg" },
  choices: {
    "homelab-services": [
      { name: "one", selection: { zone: ["trusted"], service: ["memos@docker"] } },
      {
        name: "two",
        selection: { zone: ["underlay_network", "external"], service: ["photos@file", "memos@docker"] },
      },
    ],
    "homelab-zones": [
      { name: "one", selection: { zone: ["trusted"], client: ["172.18.0.5"], service: ["memos@docker"] } },
      {
        name: "two",
        selection: {
          zone: ["underlay_network", "external"],
          client: ["192.168.1.150", "192.168.1.101", "other@external"],
          service: ["photos@file", "memos@docker"],
        },
      },
      { name: "a service that nobody asks by now", selection: { service: ["upsnap@docker"] } },
    ],
    "homelab-dns": [
      { name: "a zone", selection: { zone: ["trusted"] } },
      { name: "one", selection: { zone: ["trusted"], client: ["172.18.0.5"], domain: ["example.org"] } },
      {
        name: "two",
        selection: {
          zone: ["underlay_network", "trusted"],
          client: ["192.168.1.100", "fd00::12"],
          domain: ["weather.example", "metrics.example"],
        },
      },
    ],
    "homelab-topology": [
      { name: "two", selection: { zone: ["underlay_network", "external"], service: ["photos@file", "memos@docker"] } },
    ],
  },
};

/** All events happen in the first eleventh of the time. */
function compressed(simulation: Simulation): Simulation {
  const early = <E extends Timed>(events: readonly E[]): readonly E[] =>
    events.map((event) => ({ ...event, time: simulation.start + (event.time - simulation.start) / 11 }));
  const { requests, queries, refusedLines } = simulation;
  return { ...simulation, requests: early(requests), queries: early(queries), refusedLines: early(refusedLines) };
}

export const zero: Scenario = {
  name: "zero",
  about: "every series exists, and no counter grew for an hour and a half",
  lab: labOf(),
  history: { changeEvents: compressed, exposed: flatFrom(simulationStart + simulationLength / 11) },
};

/** No request and no query fails or is blocked. */
const withoutFaults = (simulation: Simulation): Simulation => ({
  ...simulation,
  requests: simulation.requests.map((request) => (/^[45]/.test(request.code) ? { ...request, code: "200" } : request)),
  queries: simulation.queries.map((query) =>
    query.blocked
      ? { ...query, blocked: false, reason: "", threat: "", answeredBy: "cache", upstream: "cache" }
      : { ...query, status: "ok", rcode: "NOERROR" },
  ),
});

export const faultless: Scenario = {
  name: "faultless",
  about: "nothing fails or is blocked: shares are 0, not absent",
  lab: labOf(),
  history: { changeEvents: withoutFaults },
};

/** Seconds for which no resolver answers, until the end. */
const outage = 900;

/** AdGuard Home doesn't log a query whose resolvers don't answer; the cache and the filter go on. */
const withDeadResolvers = (simulation: Simulation): Simulation => {
  const from = simulation.end - outage;
  return {
    ...simulation,
    queries: simulation.queries.filter(({ time, answeredBy }) => time < from || answeredBy !== "upstream"),
    dnsOutages: [{ kinds: ["resolves"], from, to: simulation.end + 60 }],
  };
};

export const dnsOutage: Scenario = {
  name: "dns-outage",
  about: "no resolver has answered for a quarter of an hour, and AdGuard Home's log holds successful queries alone",
  lab: labOf(),
  history: { changeEvents: withDeadResolvers },
};

const restart = storyEnd - 1800;

export const reset: Scenario = {
  name: "reset",
  about:
    "every counter restarts at 0 in the middle of the hour, directly after a sample; the figures are unchanged, but that " +
    "the evidence of health begins anew",
  lab: labOf(),
  history: {
    stored: restartedAfter(restart),
    changeEvents: (simulation) => ({ ...simulation, countersBegin: restart + 15 }),
  },
  full: true,
};

/** A client moves to another zone in the middle of the last hour. */
function withMovedClient(simulation: Simulation): Simulation {
  const rehouse = <E extends { readonly time: number; readonly client: string; readonly zone: string }>(event: E): E =>
    event.client === "192.168.1.150" && event.time > simulation.end - 1800 ? { ...event, zone: "trusted" } : event;
  return { ...simulation, requests: simulation.requests.map(rehouse), queries: simulation.queries.map(rehouse) };
}

export const shards: Scenario = {
  name: "shards",
  about: "two shards of every source, each with its own events, and a client that moves to another zone",
  lab: labOf(),
  history: { scrape: { instances: "shards" }, changeEvents: withMovedClient },
  full: true,
};

export const replicas: Scenario = {
  name: "replicas",
  about: "two replicas of every source with the same events, which the lab declares; the figures are unchanged",
  lab: labOf(simulatedLab, { traefik: "copies", adguard: "copies", zone: "copies", domain: "copies" }),
  history: { scrape: { instances: "replicas" } },
  full: true,
};

export const optionalLabels: Scenario = {
  name: "optional-labels",
  about: "sources fill their optional labels, which change on gauges and info metrics",
  lab: labOf(),
  history: { scrape: { optional: "filled" } },
  full: true,
};

/** A zone and a service that the lab doesn't configure. */
const stranger = { zone: "cellar", service: "ghost@docker" } as const;

const oddNetwork: SimulatedLab = {
  ...oddLab,
  infrastructure: [
    ...oddLab.infrastructure,
    { name: "ghost", title: "Ghost", kind: "other", host: "ghost.lab", zone: stranger.zone, service: stranger.service },
  ],
  zones: [
    ...oddLab.zones,
    { name: stranger.zone, title: "Cellar", type: "iot", cidrs: ["192.168.77.0/24", "fd77::/16"], anonymous: false },
  ],
};

const oddKnown = labOf(oddLab);

/** Events of the whole network, exposed by sources that know the lab alone; a method full of special characters. */
const hostile = (simulation: Simulation): Simulation => ({
  ...simulation,
  lab: oddKnown,
  requests: simulation.requests.map((request) =>
    request.method === "POST" ? { ...request, method: `P"O\\S'T\n{{x}} $1 \u00fc` } : request,
  ),
  queries: simulation.queries.map((query) => (query.type === "HTTPS" ? { ...query, type: "" } : query)),
});

export const odd: Scenario = {
  name: "odd",
  about:
    "names with quotes, backslashes, line breaks, letters beyond ASCII, `$` and `{{`, an empty name, IPv6, and a zone and " +
    "a service that the lab doesn't configure",
  lab: oddKnown,
  history: { simulation: { lab: parsedLab(oddNetwork) }, changeEvents: hostile },
  emptyLabels: true,
  choices: {
    "homelab-services": oddServiceNames.map((service, index) => ({
      name: `odd ${String(index + 1)}`,
      selection: { zone: index === 0 ? ["gäste-wlan"] : ["underlay_network", "unknown"], service: [service] },
    })),
    "homelab-zones": [
      {
        name: "odd",
        selection: {
          zone: ["gäste-wlan", "unknown", stranger.zone],
          client: ["192.168.20.50", "2001:db8::7", "192.168.77.50"],
          service: [...oddServiceNames, stranger.service],
        },
      },
    ],
    "homelab-dns": [
      {
        name: "odd",
        selection: { zone: ["gäste-wlan"], client: ["192.168.20.50"], domain: ["bücher.example"] },
      },
    ],
    "homelab-topology": [
      {
        name: "odd",
        selection: { zone: ["gäste-wlan", "external", stranger.zone], service: [stranger.service, oddServiceNames[0]] },
      },
    ],
  },
};

/** A query with a constant vector has series without any data. */
const withoutData = ({ written }: AnsweredQuery): Measure => (/\bvector\(/.test(written) ? "invariants" : "nothing");

const familiesIn = ({ written }: AnsweredQuery, lab: Lab): readonly Family[] =>
  metricsBehind(written, lab).map(familyOf);

const completeLab = labOf();

/** A scenario for each family of the contract: no source exposes it. */
export const missingFamilies: readonly Scenario[] = families.map((family) => ({
  name: `missing-${family}`,
  about: `no source exposes a metric of the family ${family}`,
  lab: completeLab,
  history: { exposed: without(family) },
  variables: "some",
  measure: (question) => {
    const read = familiesIn(question, completeLab);
    if (!read.includes(family)) return "figures";
    return read.every((one) => one === family) ? withoutData(question) : "invariants";
  },
}));

export const empty: Scenario = {
  name: "empty",
  about: "a Prometheus without any series",
  lab: labOf(),
  history: { exposed: () => [] },
  variables: "any",
  measure: withoutData,
};

/** Seconds before the end at which the exporter stops answering. */
const silence = 360;
const exporterJob = "adguard-exporter";

/** Whether a query reads samples from before the silence. */
const hasLongWindow = ({ written }: AnsweredQuery): boolean =>
  /\$__range|\[\d+[hd]|\[10m\]|\[\$\{graph_seconds/.test(written);

export const stale: Scenario = {
  name: "stale",
  about: "the exporter stopped answering six minutes ago, and Prometheus marked its series as stale",
  lab: labOf(),
  history: {
    scrape: { silent: [{ job: exporterJob, from: storyEnd - silence, to: storyEnd }], endings: "marked" },
  },
  variables: "some",
  between: [simulationStart, storyEnd - silence],
  measure: (question) => {
    const read = metricsBehind(question.written, completeLab);
    if (!read.some(isExported)) return "figures";
    // A top list over the range ranks by the samples before the silence.
    if ("range" in question.when) return /\btopk\(/.test(question.written) ? "invariants" : "figures";
    return read.every(isExported) && !hasLongWindow(question) ? withoutData(question) : "invariants";
  },
};

const bigNetwork: NetworkSize = {
  clients: 200,
  domains: 5000,
  services: 60,
  minutes: 20,
  requestsPerSecond: 8,
  queriesPerSecond: 30,
};

/** Metrics about domains that the simulation knows for its own domains alone. */
const metricsOfKnownDomains = new Set([
  "adguard_domain_category_mapping",
  "adguard_domain_ip_mapping",
  "domain_ip_mapping",
  "threat_intelligence_mapping",
  "suspicious_pattern_score",
  "client_domain_frequency",
]);

/** Lists that end among many equal values, and changes from before the simulation. */
const undecided = ["/domain-clients/", "/blocked-clients/", "/behaviour-table/", "/state-change-table/"];

const bigLab = labOf(largeLab(bigNetwork));

export const big: Scenario = {
  name: "big",
  about: "200 clients, 60 services and 5,000 domains, of which the exporter exposes 30 for each client",
  lab: bigLab,
  history: {
    simulation: {
      end: simulationStart + 60 * bigNetwork.minutes,
      requestsPerSecond: bigNetwork.requestsPerSecond,
      queriesPerSecond: bigNetwork.queriesPerSecond,
    },
    changeEvents: (simulation) => ({ ...simulation, queries: withDomains(simulation.queries, bigNetwork) }),
    exposed: (series, simulation) => [...series, ...recordedDomainFacts(simulation)],
    scrape: { days: 0 },
  },
  between: [simulationStart + 600, simulationStart + 60 * bigNetwork.minutes],
  measure: ({ id, written }) =>
    undecided.some((part) => id.includes(part)) ||
    metricsIn(written, (name) => name in metrics).some((metric) => metricsOfKnownDomains.has(metric))
      ? "invariants"
      : "figures",
};

/** With lists of ten rows, which aren't truncated, and a limit of ten nodes, so that graphs fold. */
const crowdedParsedLab = ((): Lab => {
  const lab = labOf(crowdedLab);
  return { ...lab, dashboards: { ...lab.dashboards, graph_nodes: 10 } };
})();

export const crowded: Scenario = {
  name: "crowded",
  about:
    "more zones, services, servers, clients and resolvers than the limit of nodes: the rest is folded, the sums are unchanged",
  lab: crowdedParsedLab,
  history: {
    simulation: { end: simulationStart + 3900, requestsPerSecond: 2, queriesPerSecond: 1 },
    changeEvents: withFewSeries,
    scrape: { days: 0 },
  },
  // Servers without requests have no share; this scenario is about graphs.
  measure: ({ id }) => (isGraph(id) ? "figures" : "invariants"),
};

/** Every second event, drawn by lot: they come as irregularly as a home's. */
function irregular(simulation: Simulation): Simulation {
  const random = seededRandom(17);
  const some = <E>(events: readonly E[]): readonly E[] => events.filter(() => random.unit() < 0.5);
  return { ...simulation, requests: some(simulation.requests), queries: some(simulation.queries) };
}

/** A list of few events ends among equal values. */
const comparesLists = ({ written }: AnsweredQuery): Measure => (/\btopk\(/.test(written) ? "listed" : "figures");

export const quiet: Scenario = {
  name: "quiet",
  about: "a request and a query every twenty seconds: shares and health say what so few events allow",
  lab: labOf(),
  history: { simulation: { requestsPerSecond: 0.1, queriesPerSecond: 0.1 }, changeEvents: irregular },
  measure: comparesLists,
  littleTraffic: true,
};

/** Minutes of the simulation without any event: longer than the longest window of health. */
const [nightBegins, nightEnds] = [20, 85] as const;

function withNight(simulation: Simulation): Simulation {
  const [from, to] = [nightBegins, nightEnds].map((minutes) => simulation.start + 60 * minutes);
  const byDay = <E extends Timed>(events: readonly E[]): readonly E[] =>
    events.filter(({ time }) => from === undefined || to === undefined || time < from || time > to);
  const all = irregular(simulation);
  return { ...all, requests: byDay(all.requests), queries: byDay(all.queries) };
}

export const night: Scenario = {
  name: "night",
  about: "a request and a query every three seconds in the evening and in the morning, and none in between",
  lab: labOf(),
  history: { simulation: { requestsPerSecond: 0.6, queriesPerSecond: 0.6 }, changeEvents: withNight },
  measure: comparesLists,
  littleTraffic: true,
};
