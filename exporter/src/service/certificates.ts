import { parseDuration, tlsEndpoints, type Lab } from "homelab-dashboards/lab";
import { metrics } from "homelab-dashboards/metrics";
import type { Log } from "../log.js";
import { isAborted, pause } from "../pause.js";
import type { Certificate } from "../probe/certificate.js";
import { type ProbeResult, type ProbeTarget, probeTargets } from "../probe/certificate-probe.js";
import type { Registry } from "../registry/registry.js";
import type { SourceMetrics } from "../telemetry/source-metrics.js";

/** The TLS endpoints of a lab: Traefik for each of its hosts, and other infrastructure with a TLS port. */
export const probeTargetsOf = (lab: Pick<Lab, "services" | "infrastructure" | "exporter">): readonly ProbeTarget[] =>
  tlsEndpoints(lab).map(({ isTraefik, ...target }) => ({
    ...target,
    ...(!isTraefik && target.port === portOf(lab.exporter.listen) && { ownCertificate: lab.exporter.tls.certificate }),
  }));

const portOf = (listen: string) => Number(listen.slice(listen.lastIndexOf(":") + 1));

/** Gauges of each target: two, and two more while a renewed certificate with other names replaces the old one. */
export const gaugesPerTarget = 4;

/** Milliseconds after the first failure of a target. The time doubles with each further failure, up to the interval. */
const firstRetry = 30_000;

export interface CertificatePollOptions {
  readonly targets: readonly ProbeTarget[];
  readonly probe: Pick<Lab["exporter"]["probe"], "interval" | "timeout">;
  /** Registry of `tls_certificate_not_after` and `…_not_before`. */
  readonly registry: Registry;
  /** Absent where all targets are assumed, so that none needs to have a certificate. */
  readonly metrics?: Pick<SourceMetrics, "status">;
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
 * Probes the certificates of targets periodically until the signal: `tls_certificate_not_after` and
 * `tls_certificate_not_before`, in unix seconds. A target without a certificate has no series, and the log says why once. The source is down if no target has one.
 */
export async function pollCertificates(options: CertificatePollOptions, signal: AbortSignal): Promise<void> {
  const { now = Date.now } = options;
  const timeout = parseDuration(options.probe.timeout);
  const setCertificates = certificateGauges(options.registry);
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
    options.metrics?.status(certificates.length > 0 ? undefined : "none of the lab's endpoints shows a certificate");
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
  const { host, port, isAssumed } = state.target;
  if (state.failures === 0) {
    const level = isAssumed === true ? "debug" : "warn";
    log[level]("an endpoint shows no certificate", { host, port, reason: result.failure });
  }
  state.certificate = undefined;
  state.due = now() + Math.min(interval, firstRetry * 2 ** Math.min(state.failures, 20));
  state.failures += 1;
}

/** Replaces the series of both gauges by those of the given certificates. */
function certificateGauges(registry: Registry): (certificates: readonly Certificate[]) => void {
  const notAfter = registry.gauge("tls_certificate_not_after", metrics.tls_certificate_not_after);
  const notBefore = registry.gauge("tls_certificate_not_before", metrics.tls_certificate_not_before);
  const intern = (text: string) => registry.strings.intern(text);
  const replace = (gauge: typeof notAfter, certificates: readonly Certificate[], end: "notAfter" | "notBefore") => {
    gauge.replace(() => {
      for (const { host, cn, sans, [end]: value } of certificates)
        gauge.set(value, intern(host), intern(cn), intern(sans));
    });
  };
  return (certificates) => {
    replace(notAfter, certificates, "notAfter");
    replace(notBefore, certificates, "notBefore");
  };
}
