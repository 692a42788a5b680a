import { isActive, isAnswered, isLongAnswer, longestLatency, type HttpRequest, type Timed } from "../events.js";
import { lastMinute, own, phase, withOptional, type Exposure } from "../exposure.js";
import { backendsOf, servedNames } from "../lab.js";
import type { Simulation } from "../network.js";
import { combined, counterSource, gaugeSource, reading, requestBuckets, type Source } from "../source.js";
import { distinct, recentTotals } from "./grouping.js";

/** The exporter's metrics of the family traefik, from the access log. */
export function accessLogTraefik(simulation: Simulation, exposure: Exposure): Source {
  const requests = own(simulation.requests, exposure);
  const counters = counterSource<HttpRequest>(
    requests,
    [
      {
        family: "traefik_requests_total",
        labels: ({ service, method, code, backend, zone, client }) => ({
          service,
          method,
          code,
          backend,
          client_zone: zone,
          client_ip: client,
        }),
      },
      {
        family: "traefik_request_duration_seconds",
        // Short upgraded connections have a duration here, too: a source may observe them.
        labels: (request) => {
          const { service, method, code, backend, zone, duration } = request;
          if (!isAnswered(request) || duration > longestLatency) return undefined;
          return { service, method, code, backend, client_zone: zone };
        },
        amount: ({ duration }) => duration,
        buckets: requestBuckets,
      },
      {
        family: "traefik_backend_requests_total",
        labels: (request) => {
          const { backend, method, code, server } = request;
          if (!isAnswered(request)) return undefined;
          return withOptional(exposure, { backend, method, code }, { health_status: `constant-${server.length % 2}` });
        },
      },
      {
        family: "traefik_backend_request_duration_seconds",
        labels: (request) => {
          const { backend, method, code, duration } = request;
          return !isAnswered(request) || duration > longestLatency ? undefined : { backend, method, code };
        },
        amount: ({ backendDuration }) => backendDuration,
        buckets: requestBuckets,
      },
      {
        family: "homelab_long_answers_total",
        labels: (request) =>
          isAnswered(request) && isLongAnswer(request)
            ? { service: request.service, client_zone: request.zone }
            : undefined,
      },
      {
        family: "traefik_load_balancer_distribution",
        labels: (request) => {
          const { backend, server, client } = request;
          if (!isAnswered(request)) return undefined;
          return withOptional(exposure, { backend, server }, { weight: client.length % 2 === 0 ? "1" : "2" });
        },
      },
      {
        family: "traefik_network_flow_bytes",
        labels: ({ zone, service }) => ({ source_zone: zone, destination_service: service, direction: "in" }),
        amount: ({ bytesIn }) => bytesIn,
      },
      {
        family: "traefik_network_flow_bytes",
        labels: ({ zone, service }) => ({ source_zone: zone, destination_service: service, direction: "out" }),
        amount: ({ bytesOut }) => bytesOut,
      },
      {
        family: "client_traffic_bytes_total",
        labels: ({ client, zone }) => ({ client_ip: client, zone, direction: "out" }),
        amount: ({ bytesIn }) => bytesIn,
      },
      {
        family: "client_traffic_bytes_total",
        labels: ({ client, zone }) => ({ client_ip: client, zone, direction: "in" }),
        amount: ({ bytesOut }) => bytesOut,
      },
    ],
    exposure.beforeFirstEvent,
  );
  const answered = requests.filter(isAnswered);
  const connections = recentTotals(
    answered,
    ({ service, backend, zone }) => ({ service, backend, client_zone: zone }),
    inFlight,
    lastMinute,
  );
  const mappings = distinct(answered, ({ client, service, backend, zone }) => ({
    client_ip: client,
    service,
    backend,
    zone,
  }));
  const gauges = gaugeSource(function* (at) {
    for (const { labels, total } of connections(at)) {
      yield reading("traefik_service_connections_active", labels, total);
    }
    for (const labels of mappings) yield reading("traefik_client_service_mapping", labels, 1);
  });
  return combined([counters, gauges]);
}

/** Traefik's own metrics: certificates, reloads, servers. After a restart only the certificates in use remain. */
export function traefikItself(simulation: Simulation, exposure: Exposure): Source {
  let restarted = -Infinity;
  const certificates = simulation.certificates.filter(({ holder }) => holder === "traefik");
  const servers = servedNames(simulation.lab).flatMap((service) =>
    backendsOf(simulation.lab, service).flatMap(({ name, servers }) =>
      servers.map(({ url }) => ({ backend: name, url })),
    ),
  );
  return {
    restart: (at) => (restarted = at),
    collect: (at, tell) => {
      const installed = certificates.filter(({ time }) => time <= at);
      const known = installed.filter(
        (one) =>
          !installed.some((other) => other.host === one.host && other.time > one.time && other.time <= restarted),
      );
      const shown = new Map<string, ReturnType<typeof reading>>();
      for (const { cn, sans, serial, issuer, notAfter } of known) {
        // Without the serial the old and the new certificate are one series with the later expiry.
        const one = reading(
          "traefik_tls_certs_not_after",
          withOptional(exposure, { cn, sans }, { serial, issuer }),
          notAfter,
        );
        shown.set(one.key, one);
      }
      for (const one of shown.values()) tell(one);
      const reloads = simulation.reloads.filter(({ time, successful }) => successful && time <= at);
      const lastReload = reloads.at(-1);
      if (lastReload) tell(reading("traefik_config_last_reload_success", {}, lastReload.time));
      for (const { backend, url } of servers) {
        tell(reading("traefik_service_server_up", { service: backend, url }, isUp(simulation, url, at) ? 1 : 0));
      }
      tell(reading("process_resident_memory_bytes", {}, 80e6 + (exposure.shard ?? 0) * 5e6));
    },
  };
}

/** The contribution of an event of the last minute to the mean number in flight: its part inside the minute. */
export const inFlight = ({ time, duration }: Timed & { readonly duration: number }, at: number): number =>
  Math.min(duration, time - (at - lastMinute)) / lastMinute;

/** The rule's stateset: a series for each state, one of which is 1. */
export function routeHealth(simulation: Simulation, exposure: Exposure): Source {
  return gaugeSource(function* (at) {
    for (const route of servedNames(simulation.lab)) {
      for (const backend of backendsOf(simulation.lab, route)) {
        const holds = healthOf(simulation, backend.servers, at);
        for (const status of ["healthy", "degraded", "unhealthy"] as const) {
          if (status !== holds && exposure.otherStates === "absent") continue;
          const labels = { route, backend: backend.name, status };
          yield reading("traefik_route_health_status", labels, status === holds ? 1 : 0);
        }
      }
    }
  });
}

/** Healthy with all servers up, degraded with some, unhealthy with none. */
export function healthOf(simulation: Simulation, servers: readonly { readonly url: string }[], at: number) {
  const up = servers.filter(({ url }) => isUp(simulation, url, at)).length;
  if (up === servers.length) return "healthy";
  return up === 0 ? "unhealthy" : "degraded";
}

function isUp(simulation: Simulation, server: string, at: number): boolean {
  const { failure, outage } = simulation;
  if (outage?.servers.includes(server) === true && isActive(outage, at)) return false;
  return !(failure?.server === server && isActive(failure, at));
}

/** The mean response time, without long answers. */
export function pathLatency(simulation: Simulation, exposure: Exposure, dnsZone: string): Source {
  const requests = own(simulation.requests, exposure);
  const http = recentTotals(
    requests.filter((request) => isAnswered(request) && !isLongAnswer(request)),
    ({ zone, serviceZone }) => ({ source_zone: zone, destination_zone: serviceZone, path_type: "http" }),
    ({ duration }) => duration,
    lastMinute,
  );
  const dns = recentTotals(
    own(simulation.queries, exposure),
    ({ zone }) => ({ source_zone: zone, destination_zone: dnsZone, path_type: "dns" }),
    ({ duration }) => duration,
    lastMinute,
  );
  return gaugeSource(function* (at) {
    for (const { labels, total, count } of [...http(at), ...dns(at)]) {
      if (count === 0) continue;
      const all = withOptional(exposure, labels, { latency_ms: phase(simulation, at) });
      yield reading("network_path_latency", all, total / count);
    }
  });
}
