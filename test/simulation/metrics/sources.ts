import { isActive, type DnsProbeKind, type RefusedLine } from "../events.js";
import { own, type Exposure } from "../exposure.js";
import type { Simulation } from "../network.js";
import { combined, counterSource, gaugeSource, reading, type Source } from "../source.js";

const names = ["access-log", "query-log", "adguard-api", "probe"] as const;

/** The exporter's own metrics: the state of its sources, and the certificates of its probe. */
export function exporterItself(simulation: Simulation, exposure: Exposure): Source {
  const refused = counterSource<RefusedLine>(
    own(simulation.refusedLines, exposure),
    [{ family: "homelab_exporter_refused_total", labels: ({ source, reason }) => ({ source, reason }) }],
    exposure.beforeFirstEvent,
  );
  const gauges = gaugeSource(function* (at) {
    for (const source of names) {
      const down = simulation.sourcesDown.some((episode) => episode.source === source && isActive(episode, at));
      yield reading("homelab_source_up", { source }, down ? 0 : 1);
    }
    yield* probedCertificates(simulation, at);
    yield* probedDns(simulation, at);
    yield reading("process_resident_memory_bytes", {}, 30e6);
  });
  return combined([refused, gauges]);
}

/** Both ends of the certificates in use: a probe sees no others. */
export function probedCertificates(simulation: Simulation, at: number) {
  const inUse = new Map(
    simulation.certificates.filter(({ isProbed, time }) => isProbed && time <= at).map((one) => [one.host, one]),
  );
  return [...inUse.values()].flatMap(({ host, cn, sans, notBefore, notAfter }) => [
    reading("tls_certificate_not_after", { host, cn, sans }, notAfter),
    reading("tls_certificate_not_before", { host, cn, sans }, notBefore),
  ]);
}

const probeKinds = ["answers", "resolves"] as const;

/** Seconds that a probe takes: a millisecond more at each minute of the hour, and the timeout where it fails. */
const probeSeconds = (kind: DnsProbeKind, succeeds: boolean, at: number) =>
  succeeds ? (kind === "answers" ? 0.001 : 0.02) + Math.floor((at % 3600) / 60) / 1000 : 5;

/** The last results of the DNS probe. */
function* probedDns({ lab, dnsOutages }: Simulation, at: number) {
  for (const { name: target } of lab.infrastructure.filter(({ kind }) => kind === "dns")) {
    for (const kind of probeKinds) {
      const fails = dnsOutages.some((outage) => outage.kinds.includes(kind) && isActive(outage, at));
      yield reading("homelab_dns_probe_success", { target, kind }, fails ? 0 : 1);
      yield reading("homelab_dns_probe_duration_seconds", { target, kind }, probeSeconds(kind, !fails, at));
    }
  }
}

/** Prometheus' own metrics. */
export function prometheusItself(): Source {
  return gaugeSource(() => [
    reading("prometheus_tsdb_head_series", {}, 12_000),
    reading("process_resident_memory_bytes", {}, 110e6),
  ]);
}
