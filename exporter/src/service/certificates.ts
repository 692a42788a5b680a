import { parseDuration, type Lab } from "homelab-dashboards/lab";
import { metrics } from "homelab-dashboards/metrics";
import type { Log } from "../log.js";
import { isAborted, pause } from "../pause.js";
import { type Certificate, type ProbeTarget, probeTargets } from "../probe/certificate-probe.js";
import type { SourceMetrics } from "../telemetry/source-metrics.js";
import type { Registry } from "../registry/registry.js";

/** What of the lab's infrastructure answers by TLS with a certificate of its own. */
export const endpointsOf = ({ infrastructure }: Pick<Lab, "infrastructure">): readonly ProbeTarget[] =>
  infrastructure.flatMap(({ host, address, tls_port: port }) =>
    port === undefined ? [] : [{ host, port, ...(address !== undefined && { address }) }],
  );

/** How long to wait before one that showed no certificate is looked at again, in milliseconds; twice as long each time. */
const firstWait = 30_000;

export interface CertificatePollOptions {
  readonly endpoints: readonly ProbeTarget[];
  readonly probe: Lab["exporter"]["probe"];
  /** Where the metric goes. */
  readonly store: Registry;
  readonly metrics: Pick<SourceMetrics, "status">;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

/** What is known of one endpoint. */
interface Look {
  readonly endpoint: ProbeTarget;
  certificate: Certificate | undefined;
  failures: number;
  /** When it is to be looked at again, in unix milliseconds. */
  due: number;
}

/**
 * Looks at the certificates of endpoints now and then, until the signal: `tls_certificate_not_after`, unix seconds. Where
 * one shows no certificate its series is absent, and the log says why; where none does, the probe is down.
 */
export async function pollCertificates(options: CertificatePollOptions, signal: AbortSignal): Promise<void> {
  const { store, metrics: report, log, now = Date.now } = options;
  const interval = parseDuration(options.probe.interval);
  const timeout = parseDuration(options.probe.timeout);
  const gauge = store.gauge("tls_certificate_not_after", metrics.tls_certificate_not_after);
  const looks = new Map(
    options.endpoints.map((endpoint): [ProbeTarget, Look] => [
      endpoint,
      { endpoint, certificate: undefined, failures: 0, due: 0 },
    ]),
  );
  const number = (text: string) => store.strings.intern(text);

  while (!signal.aborted) {
    const due = [...looks.values()].filter((look) => look.due <= now()).map(({ endpoint }) => endpoint);
    for (const probed of await probeTargets(due, timeout, signal)) {
      if (isAborted(signal)) return;
      const look = looks.get(probed.target);
      if (look === undefined) continue;
      const { host, port } = probed.target;
      if ("certificate" in probed) {
        look.certificate = probed.certificate;
        look.failures = 0;
        look.due = now() + interval;
      } else {
        if (look.failures === 0) log.warn("an endpoint shows no certificate", { host, port, reason: probed.failure });
        look.certificate = undefined;
        look.due = now() + Math.min(interval, firstWait * 2 ** Math.min(look.failures, 20));
        look.failures += 1;
      }
    }
    const certificates = [...looks.values()].map(({ certificate }) => certificate).filter((each) => each !== undefined);
    gauge.replace(() => {
      for (const { host, cn, sans, notAfter } of certificates)
        gauge.set(notAfter, number(host), number(cn), number(sans));
    });
    report.status(certificates.length > 0 ? undefined : "none of the lab's endpoints shows a certificate");
    await pause(Math.max(0, Math.min(...[...looks.values()].map((look) => look.due)) - now()), signal);
  }
}
