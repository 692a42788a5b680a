import { parseDuration, type Lab } from "homelab-dashboards/lab";
import { metrics } from "homelab-dashboards/metrics";
import type { Log } from "../log.js";
import { isAborted, pause } from "../pause.js";
import { type Certificate, type ProbeResult, type ProbeTarget, probeTargets } from "../probe/certificate-probe.js";
import type { Registry } from "../registry/registry.js";
import type { SourceMetrics } from "../telemetry/source-metrics.js";

/** The infrastructure of a lab that has a TLS port. */
export const probeTargetsOf = ({ infrastructure }: Pick<Lab, "infrastructure">): readonly ProbeTarget[] =>
  infrastructure.flatMap(({ host, address, tls_port: port }) =>
    port === undefined ? [] : [{ host, port, ...(address !== undefined && { address }) }],
  );

/** Milliseconds after the first failure of a target. The time doubles with each further failure, up to the interval. */
const firstRetry = 30_000;

export interface CertificatePollOptions {
  readonly targets: readonly ProbeTarget[];
  readonly probe: Lab["exporter"]["probe"];
  /** Registry of `tls_certificate_not_after`. */
  readonly registry: Registry;
  readonly metrics: Pick<SourceMetrics, "status">;
  readonly log: Log;
  /** Unix milliseconds. Default: the system clock. */
  readonly now?: () => number;
}

interface TargetState {
  readonly target: ProbeTarget;
  certificate: Certificate | undefined;
  failures: number;
  /** Unix milliseconds of the next probe. */
  due: number;
}

/**
 * Probes the certificates of targets periodically until the signal: `tls_certificate_not_after`, in unix seconds. A
 * target without a certificate has no series, and the log says why once. The source is down if no target has one.
 */
export async function pollCertificates(options: CertificatePollOptions, signal: AbortSignal): Promise<void> {
  const { now = Date.now } = options;
  const timeout = parseDuration(options.probe.timeout);
  const setCertificates = certificateGauge(options.registry);
  const states = new Map(
    options.targets.map((target): [ProbeTarget, TargetState] => [
      target,
      { target, certificate: undefined, failures: 0, due: 0 },
    ]),
  );
  const all = () => [...states.values()];
  while (!signal.aborted) {
    const due = all().filter((state) => state.due <= now());
    for (const result of await probeTargets(
      due.map(({ target }) => target),
      timeout,
      signal,
    )) {
      if (isAborted(signal)) return;
      const state = states.get(result.target);
      if (state !== undefined) update(state, result, options);
    }
    const certificates = all().flatMap(({ certificate }) => certificate ?? []);
    setCertificates(certificates);
    options.metrics.status(certificates.length > 0 ? undefined : "none of the lab's endpoints shows a certificate");
    await pause(Math.max(0, Math.min(...all().map((state) => state.due)) - now()), signal);
  }
}

function update(state: TargetState, result: ProbeResult, { probe, log, now = Date.now }: CertificatePollOptions): void {
  const interval = parseDuration(probe.interval);
  if ("certificate" in result) {
    state.certificate = result.certificate;
    state.failures = 0;
    state.due = now() + interval;
    return;
  }
  const { host, port } = state.target;
  if (state.failures === 0) log.warn("an endpoint shows no certificate", { host, port, reason: result.failure });
  state.certificate = undefined;
  state.due = now() + Math.min(interval, firstRetry * 2 ** Math.min(state.failures, 20));
  state.failures += 1;
}

/** Replaces the series of the gauge by those of the given certificates. */
function certificateGauge(registry: Registry): (certificates: readonly Certificate[]) => void {
  const gauge = registry.gauge("tls_certificate_not_after", metrics.tls_certificate_not_after);
  const intern = (text: string) => registry.strings.intern(text);
  return (certificates) => {
    gauge.replace(() => {
      for (const { host, cn, sans, notAfter } of certificates)
        gauge.set(notAfter, intern(host), intern(cn), intern(sans));
    });
  };
}
