import type { Lab } from "../lab/index.js";
import { dashboard, dashboardLink, group } from "../grafana/index.js";
import { clients, dns, security, zones } from "../panels/index.js";
import { alerts } from "./annotations.js";
import { references } from "./references.js";
import { dashboardScope } from "./scope.js";
import { client, datasource, service, zone } from "./variables.js";

/** Which zone talks to which, how much and how well; who in it does the talking; and what should give pause. */
export const zoneTraffic = (lab: Lab) => {
  const scope = dashboardScope(lab, "zone", "client", "service");
  const { zones: here, dns: toDns, services: toServices } = references(lab);
  const { top, uid_prefix: prefix, refresh, range } = lab.dashboards;
  return dashboard({
    uid: here.uid,
    title: "Zone Traffic",
    question: "Which zones talk to each other, who in them does, and is that as it should be?",
    tags: [prefix],
    links: [dashboardLink({ title: "Homelab", tags: [prefix] })],
    variables: [datasource(lab), zone(lab), client(lab), service(lab)],
    annotations: [alerts(lab)],
    refresh,
    range,
    groups: [
      group("now", "Now", {
        "active-clients-now": clients.activeClientsNow(scope),
        "traffic-now": zones.trafficNow(scope).span(5),
        "refused-now": zones.refusedNow(scope).span(5),
        "blocked-now": dns.blockedShareNow(scope).span(5),
        "anomalies-now": security.anomaliesNowStat(scope).span(5),
      }),
      group("between-zones", "Between the zones", {
        "traffic-matrix": zones.trafficMatrix(scope, here),
        "connection-matrix": zones.connectionMatrix(scope, here),
        "latency-matrix": zones.latencyMatrix(scope, here),
      }),
      group("bandwidth", "Bandwidth", {
        "bandwidth-by-zone": zones.bandwidthByZone(scope, here).span(8),
        "bandwidth-now": zones.bandwidthNow(scope, here),
        "capacity-in-use": zones.capacityByZone(scope, here).span(8),
        "zone-table": zones.zoneTable(scope, here),
      }),
      group("clients", "Clients", {
        "client-table": clients.clientTable(scope, toDns).height(10),
        "requests-by-zone": clients.requestsByZone(scope).span(8),
        "queries-by-zone": dns.queriesByZone(scope).span(8),
        "active-clients": clients.activeClientsOverTime(scope).span(8),
      }),
      group("top-talkers", "Top talkers", {
        "top-clients": clients.topClientsOverTime(scope, top, toDns),
        "top-services": clients.topServicesOverTime(scope, top, toServices),
      }),
      group("security", "Security", {
        "blocked-by-zone": security.blockedByZone(scope),
        "refused-by-zone": zones.refusedByZone(scope),
      }),
      group(
        "connections",
        "Connections in detail",
        {
          "connection-states": zones.connectionStates(scope),
          "unanswered-by-zone": zones.unansweredByZone(scope),
          "latency-over-time": zones.latencyOverTime(scope),
          "query-types": clients.queryTypesByZone(scope),
        },
        { collapsed: true },
      ),
      group(
        "talkers",
        "Top talkers by zone",
        {
          "top-client-table": clients.topClientTable(scope, top, toDns),
          "top-service-table": clients.topServiceTable(scope, top, toServices),
          "service-use": clients.serviceUseTable(scope, toServices),
        },
        { collapsed: true },
      ),
      group(
        "security-in-detail",
        "Security in detail",
        {
          "suspicious-patterns": security.suspiciousTable(scope, toDns),
          anomalies: security.anomalyTable(scope),
          "blocked-table": security.blockedTable(scope),
          behaviour: security.behaviorTable(scope, toDns),
        },
        { collapsed: true },
      ),
    ],
  });
};
