import type { Lab } from "../lab/index.js";
import { dashboard, dashboardLink, group } from "../grafana/index.js";
import { dns, domainGraph, domains } from "../panels/index.js";
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
        "query-rate-now": domains.queryRateNow(scope),
        "answered-now": domains.answeredShareNow(scope),
        "resolution-time-now": dns.resolutionTimeNow(scope),
        "cache-share-now": domains.cacheShareNow(scope),
        "blocked-share-now": dns.blockedShareNow(scope),
        "blocked-threats": domains.blockedThreatsInRange(scope),
      }),
      group("domains", "Domains and clients", {
        "domain-table": domains.domainTable(scope, top, here),
        "domain-clients": domains.domainClientTable(scope, top, here),
        "domain-zones": domains.domainZoneMatrix(scope, top, here),
        "queries-by-type": domains.queriesByType(scope),
      }),
      group("answers", "Answers", {
        "response-time-by-resolver": domains.responseTimeByResolver(scope),
        "response-time-by-zone": domains.responseTimeByZone(scope),
        "answered-by-zone": domains.answeredByZone(scope),
        "blocking-and-cache": dns.blockingAndCache(scope),
      }),
      group("blocked", "Blocked", {
        "blocked-by-reason": dns.blockedByReason(scope),
        "blocked-by-threat": domains.blockedByThreat(scope),
        "blocked-domains": domains.blockedDomainTable(scope, top, here),
        "blocked-clients": domains.blockedClientTable(scope, top, here),
      }),
      group("threats", "Threats", {
        "threat-table": domains.threatTable(scope, top, here),
        "suspicious-table": domains.suspiciousTable(scope, top, here),
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
          "behaviour-table": domains.behaviorTable(scope, 2 * top, here),
        },
        { collapsed: true },
      ),
      group(
        "addresses",
        "Domains and their addresses",
        {
          "address-table": domains.addressTable(scope, top, here),
          "address-counts": domains.addressCounts(scope, top, here),
          "changed-addresses": domains.changedAddressTable(scope, top, here),
        },
        { collapsed: true },
      ),
      group(
        "queries-in-detail",
        "Queries in detail",
        {
          "frequency-table": domains.frequencyTable(scope, 2 * top, here),
          "query-types": domains.queryTypesInRange(scope),
          "queries-by-zone": dns.queriesByZone(scope),
          "queries-by-client": domains.queriesByClient(scope, top, here),
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
