/**
 * What a dashboard offers to choose from. Each choice comes from several families and from the lab, so that one missing
 * family empties none.
 */
import { dashboardRange, group, not, topk, unless, type InstantVector, type Variable } from "../promql/index.js";
import { ask } from "./ask.js";
import { as, union } from "./labels.js";
import { everything, keeping, over, type Filter, type Scope } from "./scope.js";

/** Zones that anything came from in the range, and those that the lab names. */
export function zoneChoice(scope: Scope<Filter>): InstantVector<"zone", "info"> {
  const seen = over(everything(scope), dashboardRange);
  return union(
    as("zone", "source_zone", ask.seen("traefik_network_flow_bytes", seen, ["source_zone"])),
    as("zone", "source_zone", ask.seen("adguard_network_zone_traffic", seen, ["source_zone"])),
    as("zone", "zone_name", ask.seen("client_zone_mapping", seen, ["zone_name"])),
    as("zone", "name", ask.seen("homelab_entity_info", seen, ["name"], { kind: "zone" })),
  );
}

/** Services that anything was asked of in the range, and those that the lab names. */
export function serviceChoice(scope: Scope<Filter>): InstantVector<"service", "info"> {
  const seen = over(everything(scope), dashboardRange);
  return union(
    ask.seen("traefik_service_connections_active", seen, ["service"]),
    as("service", "destination_service", ask.seen("traefik_network_flow_bytes", seen, ["destination_service"])),
    as("service", "name", ask.seen("homelab_entity_info", seen, ["name"], { kind: "service" })),
  );
}

/**
 * Hosts with a node exporter: those with figures in the range, and those that are scraped for them under this job.
 * Where there is none, whatever is scraped.
 */
export function instanceChoice(scope: Scope<Filter>, job: string | undefined): InstantVector<"instance", "info"> {
  const seen = over(everything(scope), dashboardRange);
  const measured = ask.seen("node_memory_MemTotal_bytes", seen, ["instance"]);
  const hosts = job === undefined ? measured : union(measured, ask.seen("up", seen, ["instance"], { job }));
  return union(hosts, unless.on([], ask.seen("up", seen, ["instance"]), hosts));
}

/**
 * Backends of the chosen services: as the connections tell, and, since a plain service is its own backend, by name.
 * A backend that belongs to no service that anybody knows of belongs to every choice.
 */
export function backendChoice(scope: Scope<Filter>, chosen: Variable): InstantVector<"backend", "info"> {
  const all = over(everything(scope), dashboardRange);
  const claimed = ask.seen("traefik_service_connections_active", all, ["backend"]);
  const plain = as("backend", "service", serviceChoice(scope));
  const balanced = ask.seen("traefik_load_balancer_distribution", all, ["backend"]);
  const routed = ask.seen("traefik_route_health_status", all, ["backend"]);
  const served = as("backend", "service", ask.seen("traefik_service_server_up", all, ["service"]));
  return union(
    ask.seen("traefik_service_connections_active", { ...all, filters: [{ filter: "service", value: chosen }] }, [
      "backend",
    ]),
    ask.seen("traefik_load_balancer_distribution", all, ["backend"], { backend: chosen }),
    ask.seen("traefik_route_health_status", all, ["backend"], { backend: chosen }),
    as("backend", "service", ask.seen("traefik_service_server_up", all, ["service"], { service: chosen })),
    unless(union(balanced, routed, served), union(claimed, plain)),
  );
}

/** Clients of the chosen zones that were there in the range, as the mapping, AdGuard Home and Traefik tell. */
export function clientChoice(scope: Scope<Filter>): InstantVector<"client_ip", "info"> {
  const seen = over(keeping(scope, "zone"), dashboardRange);
  return union(
    ask.seen("client_zone_mapping", seen, ["client_ip"]),
    ask.seen("adguard_client_requests_total", seen, ["client_ip"]),
    ask.seen("client_traffic_bytes_total", seen, ["client_ip"]),
  );
}

/** How many domains are offered at most. */
const offeredDomains = 200;

/**
 * Domains that the chosen zones and clients asked for in the range, the busiest ones, of whichever family tells of them.
 * What an exporter folds together beyond its bound can't be chosen.
 */
export function domainChoice(scope: Scope<Filter>): InstantVector<"domain", "info"> {
  const asked = over(keeping(scope, "zone", "client"), dashboardRange);
  const named = { domain: not("other") } as const;
  const accessed = ask.increaseOf("domain_access_total", asked, ["domain"], { ...named, access_type: "dns" });
  const queried = ask.increaseOf("adguard_client_domain_frequency", asked, ["domain"], named);
  return union(
    group.by(["domain"], topk(offeredDomains, accessed)),
    group.by(["domain"], topk(offeredDomains, queried)),
  );
}
