import { group } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import { graphs, services, sources, topology } from "../panels/index.js";
import { zoneMap } from "../panels/zone-map/index.js";
import { withWindow } from "../queries/index.js";
import { alerts, configurationReloads } from "./annotations.js";
import { labDashboard } from "./lab-dashboard.js";
import { references } from "./references.js";
import { dashboardScope, graphLookback } from "./scope.js";
import * as variable from "./variables.js";

/** The whole network: its entities, the traffic between them, and their health. */
export const networkTopology = (lab: Lab) => {
  const scope = dashboardScope(lab, "zone", "client", "service", "backend");
  const to = references(lab);
  return labDashboard(lab, {
    uid: to.topology.uid,
    title: "Network Topology",
    question: "Who talks to what, in which zone, and how well?",
    variables: [
      variable.zone(lab),
      variable.client(lab),
      variable.service(lab),
      // Only clients have a time at which they were last seen.
      ...(lab.rules ? [variable.graphLookback()] : []),
    ],
    annotations: [configurationReloads(lab), alerts(lab)],
    groups: [
      group("now", "Now", {
        "services-by-health": topology.servicesByHealth(scope, lab),
        "clients-now": topology.clientsNow(scope),
        "request-rate-now": services.requestRateNow(scope).span(3),
        "dns-queries-now": topology.dnsQueriesNow(scope),
        "error-share-now": services.errorShareNow(scope).span(3),
        "targets-up-now": sources.targetsUpNow(scope).span(4),
      }),
      // The map reads at a glance, and the graphs take a closer look.
      group("map", "Map", { "zone-map": zoneMap(lab, scope, to) }),
      group("health", "Health", {
        "health-table": topology.healthTable(scope, lab, to),
        "health-over-time": topology.healthOverTime(scope, lab),
      }),
      group("by-zones", "By zones", { "zone-graph": graphs.zoneGraph(lab, scope, to) }),
      group("load", "Load distribution", { "distribution-graph": graphs.distributionGraph(lab, scope, to) }),
      // Collapsed, since its queries cost the most.
      group(
        "in-full",
        "In full",
        { "full-graph": graphs.fullGraph(lab, scope, to, withWindow(scope, graphLookback)) },
        { collapsed: true },
      ),
    ],
  });
};
