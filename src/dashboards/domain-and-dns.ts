import type { Lab } from "../lab/index.js";
import { dashboard, dashboardLink, group } from "../grafana/index.js";
import { addresses, dns, domainGraph, domains, threats } from "../panels/index.js";
import { alerts } from "./annotations.js";
import { references } from "./references.js";
import { dashboardScope } from "./scope.js";
import { client, datasource, domain, zone } from "./variables.js";

/** Who asks for which domains, how well that is answered, what is blocked, and what looks dangerous. */
export const domainAndDns = (lab: Lab) => {
  const scope = dashboardScope(lab, "zone", "client", "domain");
  const here = references(lab).dns;
  const { top } = lab.dashboards;
  const [place, ...places] = placesOf(lab);
  return dashboard({
    uid: here.uid,
    title: "Domain and DNS",
    question: "Who asks for which domains, what is blocked, and how well does DNS answer?",
    tags: [lab.dashboards.uid_prefix],
    variables: [datasource(lab), zone(lab), client(lab), domain(lab)],
    annotations: [alerts(lab)],
    links: [dashboardLink({ title: "Homelab", tags: [lab.dashboards.uid_prefix] })],
    refresh: lab.dashboards.refresh,
    range: lab.dashboards.range,
    groups: [
      group("now", "Now", {
        "query-rate-now": dns.queryRateNow(scope),
        "answered-now": dns.answeredShareNow(scope),
        "resolution-time-now": dns.resolutionTimeNow(scope),
        "cache-share-now": dns.cacheShareNow(scope),
        "blocked-share-now": dns.blockedShareNow(scope),
        "blocked-threats": threats.blockedThreatsInRange(scope),
      }),
      group("domains", "Domains and clients", {
        "domain-table": domains.domainTable(scope, top, here),
        "domain-clients": domains.domainClientTable(scope, top, here),
        "domain-zones": domains.domainZoneMatrix(scope, top, here),
        "queries-by-type": dns.queriesByType(scope),
      }),
      group("answers", "Answers", {
        "response-time-by-resolver": dns.responseTimeByResolver(scope),
        "response-time-by-zone": dns.responseTimeByZone(scope),
        "answered-by-zone": dns.answeredByZone(scope),
        "blocking-and-cache": dns.blockingAndCache(scope),
      }),
      group("blocked", "Blocked", {
        "blocked-by-reason": dns.blockedByReason(scope),
        "blocked-by-threat": threats.blockedByThreat(scope),
        "blocked-domains": threats.blockedDomainTable(scope, top, here),
        "blocked-clients": threats.blockedClientTable(scope, top, here),
      }),
      group("threats", "Threats", {
        "threat-table": threats.threatTable(scope, top, here),
        "suspicious-table": threats.suspiciousTable(scope, top, here),
      }),
      group(
        "graph",
        "Clients and domains as a graph",
        {
          "client-domain-graph": domainGraph.clientDomainGraph(scope, Math.min(lab.dashboards.graph_nodes, 150), here),
        },
        { collapsed: true },
      ),
      ...(place === undefined
        ? []
        : [
            group(
              "map",
              "Zones on the map",
              { "domain-map": domains.domainMap(scope, [place, ...places]) },
              { collapsed: true },
            ),
          ]),
      group(
        "categories-and-behaviour",
        "Categories and behaviour",
        {
          categories: domains.categories(scope),
          "behaviour-table": threats.behaviorTable(scope, 2 * top, here),
        },
        { collapsed: true },
      ),
      group(
        "addresses",
        "Domains and their addresses",
        {
          "address-table": addresses.addressTable(scope, top, here),
          "address-counts": addresses.addressCounts(scope, top, here),
          "changed-addresses": addresses.changedAddressTable(scope, top, here),
        },
        { collapsed: true },
      ),
      group(
        "queries-in-detail",
        "Queries in detail",
        {
          "frequency-table": domains.frequencyTable(scope, 2 * top, here),
          "query-types": dns.queryTypesInRange(scope),
          "queries-by-zone": dns.queriesByZone(scope),
          "queries-by-client": dns.queriesByClient(scope, top, here),
        },
        { collapsed: true },
      ),
      group(
        "resolvers",
        "Resolvers in detail",
        {
          "resolver-table": dns.resolverTable(scope),
          "resolver-failures": dns.resolverFailures(scope),
          "resolver-time": dns.resolverTimeByOutcome(scope),
        },
        { collapsed: true },
      ),
    ],
  });
};

/** Zones of which the lab says where they are. */
function placesOf({ zones }: Lab) {
  return zones.flatMap(({ name, latitude, longitude }) =>
    latitude === undefined || longitude === undefined ? [] : [{ name, latitude, longitude }],
  );
}
