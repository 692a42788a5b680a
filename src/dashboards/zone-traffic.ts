import { group } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { clients, dns, security, zones } from "../panels/index.js";
import { alerts } from "./annotations.js";
import { labDashboard } from "./lab-dashboard.js";
import { references } from "./references.js";
import { dashboardScope } from "./scope.js";
import { client, service, zone } from "./variables.js";

type DashboardScope = ReturnType<typeof scopeOf>;

const scopeOf = (lab: Lab) => dashboardScope(lab, "zone", "client", "service");

/** Traffic between zones, its quality, the clients that cause it, and signs of trouble. */
export const zoneTraffic = (lab: Lab) => {
  const scope = scopeOf(lab);
  return labDashboard(lab, {
    uid: references(lab).zones.uid,
    title: "Zone Traffic",
    question: "Which zones talk to each other, who in them does, and is that as it should be?",
    variables: [zone(lab), client(lab), service(lab)],
    annotations: [alerts(lab)],
    groups: [
      now(scope),
      betweenZones(lab, scope),
      bandwidth(lab, scope),
      clientActivity(lab, scope),
      topTalkers(lab, scope),
      securityByZone(scope),
      connectionsInDetail(scope),
      topTalkersByZone(lab, scope),
      securityInDetail(lab, scope),
    ],
  });
};

const collapsed = { collapsed: true } as const;

const now = (scope: DashboardScope) =>
  group("now", "Now", {
    "active-clients-now": clients.activeClientsNow(scope),
    "traffic-now": zones.trafficNow(scope).span(5),
    "refused-now": zones.refusedNow(scope).span(5),
    "blocked-now": dns.blockedShareNow(scope).span(5),
    "anomalies-now": security.anomaliesNowStat(scope).span(5),
  });

const betweenZones = (lab: Lab, scope: DashboardScope) => {
  const { zones: here } = references(lab);
  return group("between-zones", "Between the zones", {
    "traffic-matrix": zones.trafficMatrix(scope, here),
    "connection-matrix": zones.connectionMatrix(scope, here),
    "latency-matrix": zones.latencyMatrix(scope, here),
  });
};

const bandwidth = (lab: Lab, scope: DashboardScope) => {
  const { zones: here } = references(lab);
  return group("bandwidth", "Bandwidth", {
    "bandwidth-by-zone": zones.bandwidthByZone(scope, here).span(8),
    "bandwidth-now": zones.bandwidthNow(scope, here),
    "capacity-in-use": zones.capacityByZone(scope, here).span(8),
    "zone-table": zones.zoneTable(scope, here),
  });
};

const clientActivity = (lab: Lab, scope: DashboardScope) =>
  group("clients", "Clients", {
    "client-table": clients.clientTable(scope, references(lab).dns).height(10),
    "requests-by-zone": clients.requestsByZone(scope).span(8),
    "queries-by-zone": dns.queriesByZone(scope).span(8),
    "active-clients": clients.activeClientsOverTime(scope).span(8),
  });

const topTalkers = (lab: Lab, scope: DashboardScope) => {
  const { dns: toDns, services: toServices } = references(lab);
  return group("top-talkers", "Top talkers", {
    "top-clients": clients.topClientsOverTime(scope, lab.dashboards.top, toDns),
    "top-services": clients.topServicesOverTime(scope, lab.dashboards.top, toServices),
  });
};

const securityByZone = (scope: DashboardScope) =>
  group("security", "Security", {
    "blocked-by-zone": security.blockedByZone(scope),
    "refused-by-zone": zones.refusedByZone(scope),
  });

const connectionsInDetail = (scope: DashboardScope) =>
  group(
    "connections",
    "Connections in detail",
    {
      "connection-states": zones.connectionStates(scope),
      "failed-by-zone": zones.failedByZone(scope),
      "latency-over-time": zones.latencyOverTime(scope),
      "query-types": clients.queryTypesByZone(scope),
    },
    collapsed,
  );

const topTalkersByZone = (lab: Lab, scope: DashboardScope) => {
  const { dns: toDns, services: toServices } = references(lab);
  const { top } = lab.dashboards;
  return group(
    "talkers",
    "Top talkers by zone",
    {
      "top-client-table": clients.topClientTable(scope, top, toDns),
      "top-service-table": clients.topServiceTable(scope, top, toServices),
      "service-use": clients.serviceUseTable(scope, toServices),
    },
    collapsed,
  );
};

const securityInDetail = (lab: Lab, scope: DashboardScope) => {
  const { dns: toDns } = references(lab);
  return group(
    "security-in-detail",
    "Security in detail",
    {
      "suspicious-patterns": security.suspiciousTable(scope, toDns),
      anomalies: security.anomalyTable(scope),
      "blocked-table": security.blockedTable(scope),
      behaviour: security.behaviorTable(scope, toDns),
    },
    collapsed,
  );
};
