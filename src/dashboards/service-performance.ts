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
      now(scope),
      requests(lab, scope),
      loadBalancing(lab, scope),
      adguardHome(scope),
      certificatesAndSources(lab, scope),
      requestsInDetail(lab, scope),
      loadBalancingInDetail(scope),
      adguardHomeInDetail(scope),
      certificatesOverTime(lab, scope),
      hostResources(scope),
      outOfTheOrdinary(scope),
    ],
  });
};

const collapsed = { collapsed: true } as const;

const now = (scope: DashboardScope) =>
  group("now", "Now", {
    "request-rate-now": services.requestRateNow(scope),
    "error-share-now": services.errorShareNow(scope),
    "response-time-now": services.responseTimeNow(scope),
    "servers-up-now": balancing.serversUpNow(scope),
    "resolution-time-now": dns.resolutionTimeNow(scope),
    "targets-up-now": sources.targetsUpNow(scope),
  });

const requests = (lab: Lab, scope: DashboardScope) => {
  const { services: here } = references(lab);
  return group("requests", "Requests", {
    "requests-by-service": services.requestsByService(scope, here),
    "response-time": services.responseTimeQuantiles(scope),
    "errors-by-service": services.errorsByService(scope, here),
    "response-time-spread": services.responseTimeSpread(scope),
    "service-table": services.serviceTable(scope, here),
  });
};

const loadBalancing = (lab: Lab, scope: DashboardScope) =>
  group("load-balancing", "Load balancing", {
    "share-per-server": balancing.sharePerServer(scope, lab),
    "route-states": balancing.routeStates(scope),
    failovers: balancing.failoverSeries(scope, lab),
    "failover-table": balancing.failoverTable(scope, lab),
  });

const adguardHome = (scope: DashboardScope) =>
  group("dns", "AdGuard Home", {
    "resolution-times": dns.resolutionTimes(scope).span(6),
    "blocking-and-cache": dns.blockingAndCache(scope).span(6),
    "resolver-failures": dns.resolverFailures(scope).span(6),
    "probe-success": dns.probeSuccess(scope).span(6),
  });

const certificatesAndSources = (lab: Lab, scope: DashboardScope) =>
  group("certificates", "Certificates and sources", {
    "certificate-table": certificates.certificateTable(scope, lab),
    "target-states": sources.targetStates(scope),
  });

const requestsInDetail = (lab: Lab, scope: DashboardScope) =>
  group(
    "requests-in-detail",
    "Requests in detail",
    {
      "requests-by-status": services.requestsByCodeClass(scope),
      "requests-by-method": services.requestsByMethod(scope),
      "response-time-by-service": services.responseTimeByService(scope, references(lab).services),
      "backend-against-total": services.backendAgainstTotal(scope),
      "backend-errors": services.backendErrors(scope),
      "connections-by-service": services.connectionsByService(scope),
      "long-answers": services.longAnswers(scope),
      "bytes-by-service": services.bytesByService(scope),
    },
    collapsed,
  );

const loadBalancingInDetail = (scope: DashboardScope) =>
  group(
    "load-balancing-in-detail",
    "Load balancing in detail",
    {
      "state-changes": balancing.stateChangeSeries(scope),
      "state-change-table": balancing.stateChangeTable(scope),
    },
    collapsed,
  );

const adguardHomeInDetail = (scope: DashboardScope) =>
  group(
    "dns-in-detail",
    "AdGuard Home in detail",
    {
      "queries-by-zone": dns.queriesByZone(scope),
      "blocked-by-reason": dns.blockedByReason(scope),
      "resolver-time": dns.resolverTimeByOutcome(scope),
      "resolver-table": dns.resolverTable(scope),
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
      cpu: host.cpu(scope),
      memory: host.memory(scope),
      "disk-space": host.diskSpace(scope),
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
