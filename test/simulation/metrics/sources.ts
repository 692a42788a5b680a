import { isActive } from "../events.js";
import type { Simulation } from "../network.js";
import { gaugeSource, reading, type Source } from "../source.js";

const names = ["access-log", "query-log", "adguard-api", "probe"] as const;

/** The exporter's own metrics: the state of its sources, and the certificates of its probe. */
export function exporterItself(simulation: Simulation): Source {
  return gaugeSource(function* (at) {
    for (const source of names) {
      const down = simulation.sourcesDown.some((episode) => episode.source === source && isActive(episode, at));
      yield reading("homelab_source_up", { source }, down ? 0 : 1);
    }
    yield* probedCertificates(simulation, at);
    yield reading("process_resident_memory_bytes", {}, 30e6);
  });
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

/** Prometheus' own metrics. */
export function prometheusItself(): Source {
  return gaugeSource(() => [
    reading("prometheus_tsdb_head_series", {}, 12_000),
    reading("process_resident_memory_bytes", {}, 110e6),
  ]);
}
