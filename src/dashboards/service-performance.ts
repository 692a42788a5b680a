import { group } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { balancing, certificates, dns, host, services, sources } from "../panels/index.js";
import { alerts, certificateRenewals, configurationReloads, failoverEvents } from "./annotations.js";
import { labDashboard } from "./lab-dashboard.js";
import { references } from "./references.js";
import { dashboardScope } from "./scope.js";
import { backend, instance, service, zone } from "./variables.js";

type DashboardScope = ReturnType<typeof scopeOf>;

const scopeOf = (lab: Lab) => dashboardScope(lab, "zone", "service", "backend", "instance");

/** Rate and reliability of each service, and of its dependencies: AdGuard Home, balancing, certificates, the host. */
export const servicePerformance = (lab: Lab) => {
  const scope = scopeOf(lab);
  return labDashboard(lab, {
    uid: references(lab).services.uid,
    title: "Service Performance",
    question: "How fast and how reliable is each service, and where is time lost?",
    variables: [zone(lab), service(lab), instance(lab), backend(lab)],
    annotations: [configurationReloads(lab), certificateRenewals(lab), failoverEvents(lab, scope), alerts(lab)],
    groups: [
      now(lab, scope),
      servicesInRange(lab, scope),
      requests(lab, scope),
      loadBalancing(lab, scope),
      adguardHome(scope),
      certificatesAndSources(lab, scope),
      requestsInDetail(scope),
      loadBalancingInDetail(lab, scope),
      certificatesOverTime(lab, scope),
      hostResources(scope),
      outOfTheOrdinary(scope),
    ],
  });
};

const collapsed = { collapsed: true } as const;

const now = (lab: Lab, scope: DashboardScope) =>
  group("now", "Now", {
    "request-rate-now": services.requestRateNow(scope),
    "error-share-now": services.errorShareNow(scope),
    "in-time-now": services.answeredInTimeNow(scope),
    "response-time-now": services.responseTimeNow(scope),
    "servers-up-now": balancing.serversUpNow(scope),
    "failovers-in-range": balancing.failoversInRange(scope, lab),
  });

/** The answer to the question of the dashboard, on the first screen. */
const servicesInRange = (lab: Lab, scope: DashboardScope) =>
  group("services", "Services in this range", {
    "service-table": services.serviceTable(scope, references(lab).services),
  });

const requests = (lab: Lab, scope: DashboardScope) => {
  const { services: here } = references(lab);
  return group("requests", "Requests", {
    "errors-by-service": services.errorsByService(scope, here),
    "response-time-by-service": services.responseTimeByService(scope, here),
    "requests-by-service": services.requestsByService(scope, here),
    "response-time": services.responseTimeQuantiles(scope),
  });
};

const loadBalancing = (lab: Lab, scope: DashboardScope) =>
  group("load-balancing", "Load balancing", {
    "share-per-server": balancing.sharePerServer(scope, lab),
    "route-states": balancing.routeStates(scope),
  });

const adguardHome = (scope: DashboardScope) =>
  group("dns", "AdGuard Home", {
    "resolution-times": dns.resolutionTimes(scope).span(8),
    "blocking-and-cache": dns.blockingAndCache(scope).span(8),
    "resolver-table": dns.resolverTable(scope),
  });

const certificatesAndSources = (lab: Lab, scope: DashboardScope) =>
  group("certificates", "Certificates and sources", {
    "certificate-table": certificates.certificateTable(scope, lab),
    "target-states": sources.targetStates(scope),
  });

const requestsInDetail = (scope: DashboardScope) =>
  group(
    "requests-in-detail",
    "Requests in detail",
    {
      "requests-by-status": services.requestsByCodeClass(scope),
      "requests-by-method": services.requestsByMethod(scope),
      "response-time-spread": services.responseTimeSpread(scope),
      "backend-against-total": services.backendAgainstTotal(scope),
      "backend-errors": services.backendErrors(scope),
      "connections-by-service": services.connectionsByService(scope),
      "long-answers": services.longAnswers(scope),
      "bytes-by-service": services.bytesByService(scope),
    },
    collapsed,
  );

const loadBalancingInDetail = (lab: Lab, scope: DashboardScope) =>
  group(
    "load-balancing-in-detail",
    "Load balancing in detail",
    {
      failovers: balancing.failoverSeries(scope, lab),
      "failover-table": balancing.failoverTable(scope, lab),
      "state-changes": balancing.stateChangeSeries(scope),
      "state-change-table": balancing.stateChangeTable(scope),
    },
    collapsed,
  );

const certificatesOverTime = (lab: Lab, scope: DashboardScope) =>
  group(
    "certificates-over-time",
    "Certificates over time",
    {
      "lifetime-left": certificates.lifetimeLeftSeries(scope, lab),
      "days-left": certificates.daysLeftSeries(scope, lab),
      renewals: certificates.renewalSeries(scope, lab),
    },
    collapsed,
  );

const hostResources = (scope: DashboardScope) =>
  group(
    "host",
    "Host",
    {
      "memory-table": host.memoryTable(scope),
      "file-systems": host.fileSystemTable(scope),
      cpu: host.cpu(scope),
      memory: host.memory(scope),
      "disk-space": host.diskSpace(scope).span(8),
      "disk-traffic": host.diskTraffic(scope),
      network: host.network(scope),
    },
    collapsed,
  );

const outOfTheOrdinary = (scope: DashboardScope) =>
  group(
    "baseline",
    "Out of the ordinary",
    {
      deviation: sources.deviation(scope),
      "exporter-sources": sources.exporterSources(scope),
      "refused-lines": sources.refusedLinesInRange(scope),
    },
    collapsed,
  );
