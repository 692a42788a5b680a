/**
 * Options of the dashboards' variables. Each list comes from several metrics and from the lab, so that no list is empty
 * because one source is missing.
 */
import {
  dashboardRange,
  group,
  not,
  notMatching,
  topk,
  unless,
  type InstantVector,
  type Variable,
} from "../promql/index.js";
import { increaseOf, presentOverWindow } from "./metric-queries.js";
import { renameLabel, union } from "./labels.js";
import { unfiltered, onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";

/** Zones from which requests or queries came in the range, and those of the lab. */
export function zoneOptions(scope: Scope<Filter>): InstantVector<"zone", "info"> {
  const seen = withWindow(unfiltered(scope), dashboardRange);
  return union(
    renameLabel("zone", "source_zone", presentOverWindow("traefik_network_flow_bytes", seen, ["source_zone"])),
    renameLabel("zone", "source_zone", presentOverWindow("adguard_network_zone_traffic", seen, ["source_zone"])),
    renameLabel("zone", "zone_name", presentOverWindow("client_zone_mapping", seen, ["zone_name"])),
    renameLabel("zone", "name", presentOverWindow("homelab_entity_info", seen, ["name"], { kind: "zone" })),
  );
}

/** Services that got requests in the range, and those of the lab. */
export function serviceOptions(scope: Scope<Filter>): InstantVector<"service", "info"> {
  const seen = withWindow(unfiltered(scope), dashboardRange);
  return union(
    presentOverWindow("traefik_service_connections_active", seen, ["service"]),
    renameLabel(
      "service",
      "destination_service",
      presentOverWindow("traefik_network_flow_bytes", seen, ["destination_service"]),
    ),
    renameLabel("service", "name", presentOverWindow("homelab_entity_info", seen, ["name"], { kind: "service" })),
  );
}

/**
 * Hosts with metrics of node exporter in the range, and targets of this job. Where there is none of either, every
 * scraped target.
 */
export function instanceOptions(scope: Scope<Filter>, job: string | undefined): InstantVector<"instance", "info"> {
  const seen = withWindow(unfiltered(scope), dashboardRange);
  const measured = presentOverWindow("node_memory_MemTotal_bytes", seen, ["instance"]);
  const hosts = job === undefined ? measured : union(measured, presentOverWindow("up", seen, ["instance"], { job }));
  return union(hosts, unless.on([], presentOverWindow("up", seen, ["instance"]), hosts));
}

/**
 * Backends of the chosen services: by the connections of a service, and by name, since a service without a pool of
 * servers is its own backend. A backend that belongs to no known service is an option of every choice.
 */
export function backendOptions(scope: Scope<Filter>, chosen: Variable): InstantVector<"backend", "info"> {
  const all = withWindow(unfiltered(scope), dashboardRange);
  const connections = "traefik_service_connections_active";
  const others = notMatching(chosen);
  const otherServices = union(
    presentOverWindow(connections, all, ["service"], { service: others }),
    renameLabel(
      "service",
      "name",
      presentOverWindow("homelab_entity_info", all, ["name"], { kind: "service", name: others }),
    ),
  );
  const servers = presentOverWindow("traefik_service_server_up", all, ["service"]);
  return union(
    presentOverWindow(connections, all, ["backend"], { service: chosen }),
    unless(
      union(
        presentOverWindow("traefik_load_balancer_distribution", all, ["backend"]),
        presentOverWindow("traefik_route_health_status", all, ["backend"]),
        renameLabel("backend", "service", servers),
      ),
      union(
        presentOverWindow(connections, all, ["backend"], { service: others, backend: others }),
        renameLabel("backend", "service", otherServices),
      ),
    ),
  );
}

/** Clients of the chosen zones in the range, by the zone mapping, AdGuard Home and Traefik. */
export function clientOptions(scope: Scope<Filter>): InstantVector<"client_ip", "info"> {
  const seen = withWindow(onlyFilters(scope, "zone"), dashboardRange);
  return union(
    presentOverWindow("client_zone_mapping", seen, ["client_ip"]),
    presentOverWindow("adguard_client_requests_total", seen, ["client_ip"]),
    presentOverWindow("client_traffic_bytes_total", seen, ["client_ip"]),
  );
}

const maxDomains = 200;

/**
 * The busiest domains of the chosen zones and clients in the range, by Traefik and AdGuard Home. `other`, into which
 * the exporter folds the rest, is no option.
 */
export function domainOptions(scope: Scope<Filter>): InstantVector<"domain", "info"> {
  const asked = withWindow(onlyFilters(scope, "zone", "client"), dashboardRange);
  const named = { domain: not("other") } as const;
  const accessed = increaseOf("domain_access_total", asked, ["domain"], { ...named, access_type: "dns" });
  const queried = increaseOf("adguard_client_domain_frequency", asked, ["domain"], named);
  return union(group.by(["domain"], topk(maxDomains, accessed)), group.by(["domain"], topk(maxDomains, queried)));
}
