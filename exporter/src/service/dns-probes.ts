import { parseDuration, type Lab } from "homelab-dashboards/lab";
import { metrics } from "homelab-dashboards/metrics";
import type { Log } from "../log.js";
import { isAborted, pause } from "../pause.js";
import { type DnsProbeKind, type DnsProbeResult, type DnsProbeTarget, probeDns } from "../probe/dns-probe.js";
import { Registry } from "../registry/registry.js";
import type { SourceMetrics } from "../telemetry/source-metrics.js";

/** Milliseconds between the beginnings of two rounds. */
const defaultInterval = 15_000;

/**
 * In this order: the exporter recognizes its address in AdGuard Home's log by the random name, and with it its queries
 * for the name of the lab.
 */
const kinds: readonly DnsProbeKind[] = ["resolves", "answers"];

/** Creates the registry of the DNS probe's metrics. */
export const createDnsProbeRegistry = ({ targets }: Pick<Lab["exporter"]["probe"]["dns"], "targets">): Registry =>
  new Registry({ counters: 0, histograms: 0, gauges: 2 * kinds.length * targets.length });

export interface DnsProbeOptions {
  readonly probe: Pick<Lab["exporter"]["probe"], "timeout" | "dns">;
  /** A registry of {@link createDnsProbeRegistry}. */
  readonly registry: Registry;
  /** Told after each round: a failure is a result of the probe, so that the source is up. */
  readonly metrics: Pick<SourceMetrics, "status">;
  readonly log: Log;
  /** Milliseconds. Default: 15 seconds. */
  readonly interval?: number;
}

/**
 * Probes DNS servers every 15 seconds until the signal: `homelab_dns_probe_success`, and
 * `homelab_dns_probe_duration_seconds` of successes and failures alike. The log says why a probe fails once, until it
 * succeeds again.
 */
export async function pollDnsProbes(options: DnsProbeOptions, signal: AbortSignal): Promise<void> {
  const { probe, interval = defaultInterval } = options;
  const record = createRecorder(options);
  const timeout = parseDuration(probe.timeout);
  while (!isAborted(signal)) {
    const start = performance.now();
    await Promise.all(
      probe.dns.targets.map(async (target) => {
        for (const kind of kinds) {
          const result = await probeDns(target, kind, probe.dns, { timeout, signal });
          if (isAborted(signal)) return;
          record(target, kind, result);
        }
      }),
    );
    if (isAborted(signal)) return;
    options.metrics.status(undefined);
    await pause(Math.max(0, interval - (performance.now() - start)), signal);
  }
}

/** Exposes each result, and logs those that differ from the one before. */
function createRecorder({ registry, log }: Pick<DnsProbeOptions, "registry" | "log">) {
  const success = registry.gauge("homelab_dns_probe_success", metrics.homelab_dns_probe_success);
  const duration = registry.gauge("homelab_dns_probe_duration_seconds", metrics.homelab_dns_probe_duration_seconds);
  const failing = new Set<string>();
  return ({ name, address }: DnsProbeTarget, kind: DnsProbeKind, result: DnsProbeResult) => {
    const labels = [registry.strings.intern(name), registry.strings.intern(kind)] as const;
    success.set(result.failure === undefined ? 1 : 0, ...labels);
    duration.set(result.duration, ...labels);
    const key = `${kind} ${name}`;
    const fields = { target: name, kind, address };
    if (result.failure === undefined) {
      if (failing.delete(key)) log.info("a DNS probe succeeds again", fields);
    } else if (!failing.has(key)) {
      failing.add(key);
      log.warn("a DNS probe fails", { ...fields, reason: result.failure });
    }
  };
}
