import { group } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { clients, dns, security, zones } from "../panels/index.js";
import { alerts } from "./annotations.js";
import { labDashboard } from "./lab-dashboard.js";
import { references } from "./references.js";
import { dashboardScope, variables } from "./scope.js";
import { client, clientName, service, zone } from "./variables.js";

type DashboardScope = ReturnType<typeof scopeOf>;

const scopeOf = (lab: Lab) => dashboardScope(lab, "zone", "client", "service");

/** Traffic between zones, its quality, the clients that cause it, and signs of trouble. */
export const zoneTraffic = (lab: Lab) => {
  const scope = scopeOf(lab);
  return labDashboard(lab, {
    uid: references(lab).zones.uid,
    title: "Zone Traffic",
    question: "Which zones talk to each other, who in them does, and is that as it should be?",
    variables: [zone(lab), client(lab), service(lab), clientName()],
    annotations: [alerts(lab)],
    groups: [
      now(scope),
      whoTalks(lab, scope),
      clientsKnown(lab, scope),
      bandwidth(lab, scope),
      servicesUsed(lab, scope),
      securityByZone(scope),
      connectionsInDetail(lab, scope),
      securityInDetail(lab, scope),
    ],
  });
};

const collapsed = { collapsed: true } as const;

/** A line of figures, so that who talks to whom is on the first screen, too. */
const now = (scope: DashboardScope) =>
  group("now", "Now", {
    "active-clients-now": clients.activeClientsNow(scope).span(4).height(3),
    "traffic-now": zones.trafficNow(scope).span(5).height(3),
    "refused-now": zones.refusedNow(scope).span(5).height(3),
    "blocked-now": dns.blockedShareNow(scope).span(5).height(3),
    "anomalies-now": security.anomaliesNowStat(scope).span(5).height(3),
  });

const whoTalks = (lab: Lab, scope: DashboardScope) => {
  const { zones: here, dns: toDns } = references(lab);
  return group("between-zones", "Who talks to whom in this range", {
    "traffic-matrix": zones.trafficMatrix(scope, here, lab.zones.length),
    "top-clients": clients.topClientTable(scope, lab.dashboards.top, toDns, variables.client_name),
    "connection-matrix": zones.connectionMatrix(scope, here, lab.zones.length),
    "latency-matrix": zones.latencyMatrix(scope, here, lab.zones.length),
  });
};

const clientsKnown = (lab: Lab, scope: DashboardScope) =>
  group("clients", "Clients", {
    "client-table": clients.clientTable(scope, references(lab).dns).height(10),
    "activity-by-zone": clients.activityByZoneOverTime(scope),
    "active-clients": clients.activeClientsOverTime(scope),
  });

const bandwidth = (lab: Lab, scope: DashboardScope) => {
  const { zones: here } = references(lab);
  return group("bandwidth", "Bandwidth and capacity", {
    "bandwidth-by-zone": zones.bandwidthByZone(scope, here),
    "bandwidth-now": zones.bandwidthNow(scope, here),
    "zone-table": zones.zoneTable(scope, here, lab.zones.length),
  });
};

const servicesUsed = (lab: Lab, scope: DashboardScope) => {
  const { dns: toDns, services: toServices } = references(lab);
  return group("services", "Services that zones and clients use", {
    "top-services": clients.topServiceTable(scope, lab.dashboards.top, toServices),
    "service-use": clients.serviceUseTable(scope, toServices, toDns, variables.client_name),
  });
};

const securityByZone = (scope: DashboardScope) =>
  group("security", "Security", {
    "blocked-by-zone": security.blockedByZone(scope),
    "refused-by-zone": zones.refusedByZone(scope),
  });

const connectionsInDetail = (lab: Lab, scope: DashboardScope) =>
  group(
    "connections",
    "Connections and capacity in detail",
    {
      "connection-states": zones.connectionStates(scope),
      "failed-by-zone": zones.failedByZone(scope),
      "latency-over-time": zones.latencyOverTime(scope),
      "query-types": clients.queryTypesByZone(scope),
      "capacity-in-use": zones.capacityByZone(scope, references(lab).zones).span(24),
    },
    collapsed,
  );

const securityInDetail = (lab: Lab, scope: DashboardScope) =>
  group(
    "security-in-detail",
    "Security in detail: empty on good days",
    {
      "suspicious-patterns": security.suspiciousTable(scope, references(lab).dns),
      anomalies: security.anomalyTable(scope),
      "blocked-table": security.blockedTable(scope).span(24),
    },
    collapsed,
  );
