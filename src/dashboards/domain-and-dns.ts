import { group } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { addresses, dns, domainGraph, domains, threats } from "../panels/index.js";
import { alerts } from "./annotations.js";
import { labDashboard } from "./lab-dashboard.js";
import { references } from "./references.js";
import { dashboardScope } from "./scope.js";
import { client, domain, zone } from "./variables.js";

type DashboardScope = ReturnType<typeof scopeOf>;

const scopeOf = (lab: Lab) => dashboardScope(lab, "zone", "client", "domain");

/** Domains and the clients that query them, the quality of the answers, blocking, and threats. */
export const domainAndDns = (lab: Lab) => {
  const scope = scopeOf(lab);
  return labDashboard(lab, {
    uid: references(lab).dns.uid,
    title: "Domain and DNS",
    question: "Who asks for which domains, what is blocked, and how well does DNS answer?",
    variables: [zone(lab), client(lab), domain(lab)],
    annotations: [alerts(lab)],
    groups: [
      now(scope),
      queriesAndBlocks(lab, scope),
      answers(scope),
      domainsAndClients(lab, scope),
      blocked(scope),
      threatTables(lab, scope),
      clientDomainGraph(lab, scope),
      ...zoneMap(lab, scope),
      queriesInDetail(lab, scope),
      domainAddresses(lab, scope),
      answersInDetail(scope),
    ],
  });
};

const collapsed = { collapsed: true } as const;

const now = (scope: DashboardScope) =>
  group("now", "Now", {
    "query-rate-now": dns.queryRateNow(scope),
    "blocked-share-now": dns.blockedShareNow(scope),
    "blocked-threats": threats.blockedThreatsInRange(scope),
    "answered-now": dns.answeredShareNow(scope),
    "resolution-time-now": dns.resolutionTimeNow(scope),
    "cache-share-now": dns.cacheShareNow(scope),
  });

/** What is asked for, what is blocked, and for whom: on the first screen, beside {@link now}. */
const queriesAndBlocks = (lab: Lab, scope: DashboardScope) => {
  const { dns: here } = references(lab);
  const { top } = lab.dashboards;
  return group("domains", "Domains and blocks in this range", {
    "domain-table": domains.domainTable(scope, top, here),
    "blocked-domains": threats.blockedDomainTable(scope, top, here),
    "blocked-clients": threats.blockedClientTable(scope, top, here),
  });
};

const answers = (scope: DashboardScope) =>
  group("answers", "Answers", {
    "response-time-by-resolver": dns.responseTimeByResolver(scope),
    "response-time-by-zone": dns.responseTimeByZone(scope),
    "resolver-failures": dns.resolverFailures(scope).span(8),
    "answered-by-zone": dns.answeredByZone(scope).span(8),
    "probe-success": dns.probeSuccess(scope).span(8),
  });

const domainsAndClients = (lab: Lab, scope: DashboardScope) => {
  const { dns: here } = references(lab);
  const { top } = lab.dashboards;
  return group("clients", "Domains and clients", {
    "domain-clients": domains.domainClientTable(scope, top, here),
    "domain-zones": domains.domainZoneMatrix(scope, top, here),
    "queries-by-client": dns.queriesByClient(scope, top, here),
    "queries-by-type": dns.queriesByType(scope),
  });
};

const blocked = (scope: DashboardScope) =>
  group("blocked", "Blocked", {
    "blocked-by-reason": dns.blockedByReason(scope).span(8),
    "blocked-by-threat": threats.blockedByThreat(scope).span(8),
    "blocked-by-list": dns.blocksByFilterList(scope),
  });

const threatTables = (lab: Lab, scope: DashboardScope) => {
  const { dns: here } = references(lab);
  const { top } = lab.dashboards;
  return group("threats", "Threats", {
    "threat-table": threats.threatTable(scope, top, here),
    "suspicious-table": threats.suspiciousTable(scope, top, here),
  });
};

const clientDomainGraph = (lab: Lab, scope: DashboardScope) => {
  const nodes = Math.min(lab.dashboards.graph_nodes, 120);
  return group(
    "graph",
    "Clients and domains as a graph",
    { "client-domain-graph": domainGraph.clientDomainGraph(scope, nodes, references(lab).dns) },
    collapsed,
  );
};

/** No map for a lab that gives no zone coordinates. */
const zoneMap = (lab: Lab, scope: DashboardScope) => {
  const [place, ...places] = lab.zones.flatMap(({ name, latitude, longitude }) =>
    latitude === undefined || longitude === undefined ? [] : [{ name, latitude, longitude }],
  );
  if (place === undefined) return [];
  return [group("map", "Zones on the map", { "domain-map": domains.domainMap(scope, [place, ...places]) }, collapsed)];
};

const domainAddresses = (lab: Lab, scope: DashboardScope) => {
  const { dns: here } = references(lab);
  const { top } = lab.dashboards;
  return group(
    "addresses",
    "Domains and their addresses",
    {
      "address-table": addresses.addressTable(scope, top, here),
      "address-counts": addresses.addressCounts(scope, top, here),
      "changed-addresses": addresses.changedAddressTable(scope, top, here),
    },
    collapsed,
  );
};

const queriesInDetail = (lab: Lab, scope: DashboardScope) => {
  const { dns: here } = references(lab);
  const { top } = lab.dashboards;
  return group(
    "queries-in-detail",
    "Queries and behaviour in detail",
    {
      "frequency-table": domains.frequencyTable(scope, 2 * top, here),
      categories: domains.categories(scope),
      "behaviour-table": threats.behaviorTable(scope, 2 * top, here),
    },
    collapsed,
  );
};

const answersInDetail = (scope: DashboardScope) =>
  group(
    "answers-in-detail",
    "Answers in detail",
    { "resolver-time": dns.resolverTimeByOutcome(scope), "probe-duration": dns.probeDuration(scope) },
    collapsed,
  );
