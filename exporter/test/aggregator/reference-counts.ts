import type { QueryEvent, RequestEvent } from "../../src/events.js";
import { requestBounds } from "../../src/aggregator/request-metrics.js";
import { queryBounds } from "../../src/aggregator/upstream-metrics.js";
import { zoneOf } from "homelab-dashboards/lab";
import { network } from "./samples.js";
import { ReferenceCounts } from "./samples.js";
import { trafficLab } from "../logs/lab.js";

const clientOf = (address: string) => {
  const zone = zoneOf(trafficLab, address);
  return { zone, client: zone === "internet" ? "other@internet" : address };
};

function observe(
  plain: ReferenceCounts,
  name: string,
  labels: Record<string, string>,
  bounds: readonly number[],
  value: number,
) {
  for (const bound of [...bounds, Infinity]) {
    const le = bound === Infinity ? "+Inf" : String(bound);
    plain.add(`${name}_bucket`, { ...labels, le }, value <= bound ? 1 : 0);
  }
  plain.add(`${name}_sum`, labels, value);
  plain.add(`${name}_count`, labels);
}

/** Counts of the query log without limits. */
export function countQueries(events: Iterable<QueryEvent>): ReferenceCounts {
  const plain = new ReferenceCounts();
  for (const event of events) {
    const { client, zone } = clientOf(event.client);
    const blocked = String(event.outcome === "blocked");
    const domain = network.domain(event.domain);
    const ip = { client_ip: client };
    plain.add("adguard_dns_queries_total", { ...ip, client_zone: zone, query_type: event.type, blocked, domain });
    plain.add("adguard_client_requests_total", {
      ...ip,
      network_zone: zone,
      device_type: network.clients.find(event.client).deviceType,
    });
    plain.add("adguard_client_domain_frequency", { ...ip, domain, zone });
    plain.add("adguard_network_zone_traffic", { source_zone: zone, query_type: event.type });
    plain.add("domain_access_total", { ...ip, client_zone: zone, access_type: "dns", blocked, domain });
    if (event.outcome === "blocked") {
      const threat_type = network.threat(event) ?? "";
      plain.add("adguard_blocked_domains_total", {
        ...ip,
        client_zone: zone,
        domain,
        reason: event.reason,
        threat_type,
      });
    }
    for (const list of network.filterLists.namesOf(event))
      plain.add("homelab_filter_list_blocks_total", { list, reason: event.reason });
    const upstream = network.resolver(event);
    observe(plain, "adguard_dns_query_duration_seconds", { client_zone: zone, upstream }, queryBounds, event.duration);
    const state =
      new Map([
        ["REFUSED", "refused"],
        ["SERVFAIL", "failed"],
        ["", "timeout"],
      ]).get(event.rcode) ?? "established";
    const status = state === "established" ? "ok" : state === "timeout" ? "timeout" : "error";
    if (event.source === "upstream") plain.add("adguard_upstream_queries_total", { upstream, status });
    plain.add("zone_connections_total", {
      source_zone: zone,
      destination_zone: "servers",
      state: event.outcome === "blocked" ? "established" : state,
      service_type: "dns",
    });
  }
  return plain;
}

const stateOfCode = (code: number) => {
  if ([401, 403, 429].includes(code)) return "refused";
  if (code === 499) return "closed";
  if (code === 504) return "timeout";
  if (code < 100 || code >= 600) return undefined;
  return code < 500 ? "established" : "failed";
};

const servicesByHost: Readonly<Record<string, string>> = { "daily.lab": "memos@docker" };

/** Each request with the service that is asked, as Traefik logs it: by the router's last success, else by the host. */
export function* withAskedService(events: Iterable<RequestEvent>): Generator<[event: RequestEvent, asked: string]> {
  const successes = new Map<string, string>();
  for (const event of events) {
    const { service, router, host, code } = event;
    yield [event, service === "" ? (successes.get(router) ?? servicesByHost[host] ?? "") : service];
    if (service !== "" && code < 400) successes.set(router, service);
  }
}

/** Counts of the access log without limits. */
export function countRequests(events: Iterable<RequestEvent>): ReferenceCounts {
  const plain = new ReferenceCounts();
  for (const [event, logged] of withAskedService(events)) {
    const { client, zone } = clientOf(event.client);
    const service = logged.startsWith("photos-") ? "photos@file" : logged;
    const serviceZone = logged === "new@docker" ? "unknown" : "servers";
    const ip = { client_ip: client };
    if (event.host !== "") {
      const domain = network.domain(event.host);
      plain.add("domain_access_total", { domain, ...ip, client_zone: zone, access_type: "http", blocked: "false" });
    }
    const addKnown = (name: string, labels: Readonly<Record<string, string>>, bytes: number | undefined) => {
      if (bytes !== undefined) plain.add(name, labels, bytes);
    };
    addKnown("client_traffic_bytes_total", { ...ip, zone, direction: "in" }, event.bytesOut);
    addKnown("client_traffic_bytes_total", { ...ip, zone, direction: "out" }, event.bytesIn);
    const state = stateOfCode(event.code);
    const between = { source_zone: zone, destination_zone: serviceZone };
    if (state !== undefined) plain.add("zone_connections_total", { ...between, state, service_type: "http" });
    if (service === "") continue;
    const [method, code] = [event.method, String(event.code)];
    const backend = event.service === "" && event.code < 500 ? "traefik" : logged;
    plain.add("traefik_requests_total", { service, method, code, backend, client_zone: zone, ...ip });
    const flow = { source_zone: zone, destination_service: service };
    addKnown("traefik_network_flow_bytes", { ...flow, direction: "in" }, event.bytesIn);
    addKnown("traefik_network_flow_bytes", { ...flow, direction: "out" }, event.bytesOut);
    addKnown("zone_traffic_bytes_total", { ...between, protocol: "http", service }, event.bytesIn);
    const back = { source_zone: serviceZone, destination_zone: zone };
    addKnown("zone_traffic_bytes_total", { ...back, protocol: "http", service }, event.bytesOut);
    if (event.service === "") continue;
    const duration = { service, method, code, backend, client_zone: zone };
    const isLong = event.code === 101 || event.duration > 30;
    if (isLong) plain.add("homelab_long_answers_total", { service, client_zone: zone });
    else observe(plain, "traefik_request_duration_seconds", duration, requestBounds, event.duration);
    if (event.serviceUrl === "") continue;
    plain.add("traefik_backend_requests_total", { backend, method, code });
    const answer = { backend, method, code };
    if (!isLong)
      observe(plain, "traefik_backend_request_duration_seconds", answer, requestBounds, event.backendDuration);
    plain.add("traefik_load_balancer_distribution", { backend, server: event.serviceUrl });
  }
  return plain;
}
