import type { Lab } from "../lab/index.js";
import { dashboard, dashboardLink, group } from "../grafana/index.js";
import { balancing, certificates, dns, host, services, sources } from "../panels/index.js";
import { alerts, certificateRenewals, configurationReloads, failoverEvents } from "./annotations.js";
import { references } from "./references.js";
import { dashboardScope } from "./scope.js";
import { backend, datasource, instance, service, zone } from "./variables.js";

/** How fast and how reliable each service is, and what it depends on: AdGuard Home, balancing, certificates, the host. */
export const servicePerformance = (lab: Lab) => {
  const scope = dashboardScope(lab, "zone", "service", "backend", "instance");
  const here = references(lab).services;
  return dashboard({
    uid: here.uid,
    title: "Service Performance",
    question: "How fast and how reliable is each service, and where is time lost?",
    tags: [lab.dashboards.uid_prefix],
    links: [dashboardLink({ title: "Homelab", tags: [lab.dashboards.uid_prefix] })],
    variables: [datasource(lab), zone(lab), service(lab), instance(lab), backend(lab)],
    annotations: [configurationReloads(lab), certificateRenewals(lab), failoverEvents(lab, scope), alerts(lab)],
    refresh: lab.dashboards.refresh,
    range: lab.dashboards.range,
    groups: [
      group("now", "Now", {
        "request-rate-now": services.requestRateNow(scope),
        "error-share-now": services.errorShareNow(scope),
        "response-time-now": services.responseTimeNow(scope),
        "servers-up-now": balancing.serversUpNow(scope),
        "resolution-time-now": dns.resolutionTimeNow(scope),
        "targets-up-now": sources.targetsUpNow(scope),
      }),
      group("requests", "Requests", {
        "requests-by-service": services.requestsByService(scope, here),
        "response-time": services.responseTimeQuantiles(scope),
        "errors-by-service": services.errorsByService(scope, here),
        "response-time-spread": services.responseTimeSpread(scope),
        "service-table": services.serviceTable(scope, here),
      }),
      group("load-balancing", "Load balancing", {
        "share-per-server": balancing.sharePerServer(scope, lab.services),
        "route-states": balancing.routeStates(scope),
        failovers: balancing.failoverSeries(scope, lab.services),
        "failover-table": balancing.failoverTable(scope, lab.services),
      }),
      group("dns", "AdGuard Home", {
        "resolution-times": dns.resolutionTimes(scope).span(8),
        "blocking-and-cache": dns.blockingAndCache(scope).span(8),
        "resolver-failures": dns.resolverFailures(scope).span(8),
      }),
      group("certificates", "Certificates and sources", {
        "certificate-table": certificates.certificateTable(scope),
        "target-states": sources.targetStates(scope),
      }),
      group(
        "requests-in-detail",
        "Requests in detail",
        {
          "requests-by-status": services.requestsByCodeClass(scope),
          "requests-by-method": services.requestsByMethod(scope),
          "response-time-by-service": services.responseTimeByService(scope, here),
          "backend-against-total": services.backendAgainstTotal(scope),
          "backend-errors": services.backendErrors(scope),
          "connections-by-service": services.connectionsByService(scope),
          "bytes-by-service": services.bytesByService(scope),
        },
        { collapsed: true },
      ),
      group(
        "load-balancing-in-detail",
        "Load balancing in detail",
        {
          "state-changes": balancing.stateChangeSeries(scope),
          "state-change-table": balancing.stateChangeTable(scope),
        },
        { collapsed: true },
      ),
      group(
        "dns-in-detail",
        "AdGuard Home in detail",
        {
          "queries-by-zone": dns.queriesByZone(scope),
          "blocked-by-reason": dns.blockedByReason(scope),
          "resolver-time": dns.resolverTimeByOutcome(scope),
          "resolver-table": dns.resolverTable(scope),
        },
        { collapsed: true },
      ),
      group(
        "certificates-over-time",
        "Certificates over time",
        {
          "days-left": certificates.daysLeftSeries(scope),
          renewals: certificates.renewalSeries(scope),
        },
        { collapsed: true },
      ),
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
        { collapsed: true },
      ),
      group(
        "baseline",
        "Out of the ordinary",
        {
          deviation: sources.deviation(scope),
          "exporter-sources": sources.exporterSources(scope),
        },
        { collapsed: true },
      ),
    ],
  });
};
