import { exporterInterval, type Lab } from "homelab-dashboards/lab";
import type { AdguardClient } from "../adguard/client.js";
import { labRegistry } from "../aggregator/lab-metrics.js";
import type { Log } from "../log.js";
import type { AdguardMetadata } from "../network/adguard-metadata.js";
import { createUnlistedNetworks, type UnlistedNetworks } from "../network/unlisted-networks.js";
import { pause } from "../pause.js";
import type { ProbeTarget } from "../probe/certificate-probe.js";
import type { Registry } from "../registry/registry.js";
import { startServer, type RunningServer } from "../server/server.js";
import { openStateFile } from "../state/state-file.js";
import type { StateLock } from "../state/state-lock.js";
import { createSelfMetrics, type SelfMetrics } from "../telemetry/self-metrics.js";
import type { SourceName } from "../telemetry/source-metrics.js";
import { adguardClientOf } from "./adguard-client.js";
import { fetchMetadataOnce, pollMetadata } from "./adguard-metadata.js";
import { createAnonymizationWarning } from "./anonymization-warning.js";
import { gaugesPerTarget, pollCertificates, probeTargetsOf } from "./certificates.js";
import { createDnsProbeRegistry, pollDnsProbes } from "./dns-probes.js";
import { createPipelines, type Pipelines } from "./pipelines.js";
import { shareStatus } from "./probe-status.js";
import { runAll, type Task } from "./run-all.js";
import { sourcesOf } from "./sources.js";
import { lockStateOrWarn } from "./state-lock.js";
import { reportUnlistedNetworks } from "./unlisted-networks.js";

export interface ServiceOptions {
  readonly lab: Lab;
  readonly version: string;
  readonly log: Log;
  /** Stops the service. */
  readonly signal: AbortSignal;
  /** Milliseconds between two checkpoints. Default: five minutes. After a kill, events since the last one are replayed. */
  readonly checkpointInterval?: number;
  /** Milliseconds between two scrapes by Prometheus. Default: that of the lab. */
  readonly scrapeInterval?: number;
  /**
   * Least time for which an evicted series stays exposed, and then omitted, in milliseconds. Default: longer than a
   * scrape interval, 60,000 at least.
   */
  readonly endVisibility?: number;
  readonly onListening?: (server: RunningServer) => void;
}

/**
 * Reads the logs and serves the metrics until the signal, then writes a checkpoint.
 *
 * @throws Error if it cannot start: TLS files, listen address or state file, also one that another exporter uses
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const { lab, version, log, signal, scrapeInterval = exporterInterval(lab) } = options;
  const { exporter } = lab;
  const targets = probeTargetsOf(lab);
  const hasProbe = hasKnownTarget(targets) || exporter.probe.dns.targets.length > 0;
  const selfMetrics = createLoggedSelfMetrics(options, hasProbe);
  const registry = labRegistry(lab, targets.length * gaugesPerTarget);
  const dnsRegistry = createDnsProbeRegistry(exporter.probe.dns);
  const unlistedNetworks = createUnlistedNetworks();
  const client = adguardClientOf(exporter);
  let pipelines: Pipelines | undefined;
  let lock: StateLock | undefined;
  const server = await startServer({
    listen: exporter.listen,
    tls: exporter.tls,
    log,
    onRejected: (reason) => {
      selfMetrics.connectionRefused(reason);
    },
    source: {
      hasMetrics: () => pipelines?.hasMetrics === true,
      unread: () => pipelines?.unread ?? [],
      writeMetrics: async (send) => pipelines?.scrape(send),
    },
  });
  try {
    lock = await lockStateOrWarn(exporter.state_file, log);
    pipelines = await createPipelines({
      lab,
      log,
      selfMetrics,
      file: openStateFile(exporter.state_file),
      addSources: sourcesOf(lab, client),
      otherRegistries: [registry, dnsRegistry],
      fetchMetadata: async () => (client === undefined ? undefined : fetchMetadataOnce(client, signal)),
      onUnlisted: unlistedNetworks.add,
      scrapeInterval,
      endVisibility: options.endVisibility ?? Math.max(60_000, 1.5 * scrapeInterval),
      now: Date.now,
    });
    options.onListening?.(server);
    log.info("started", { version, port: server.port });
    const running = { ...options, selfMetrics, registry, dnsRegistry, targets, client, pipelines, unlistedNetworks };
    await runAll(signal, tasksOf(running));
    await Promise.all([pipelines.checkpoint(), server.close()]);
    log.info("stopped");
  } finally {
    await server.close();
    await lock?.release();
  }
}

function createLoggedSelfMetrics({ version, lab, log }: ServiceOptions, hasProbe: boolean): SelfMetrics {
  return createSelfMetrics(version, {
    configured: configuredSources(lab, hasProbe),
    now: Date.now,
    onStatusChange: (source, problem) => {
      if (problem === undefined) log.info("a source can be read", { source });
      else log.warn("a source can't be read", { source, reason: problem });
    },
    onGap: (source, loss) => {
      log.error("a part of a log is lost", { source, loss });
    },
  });
}

function configuredSources({ exporter: { traefik, adguard } }: Lab, hasProbe: boolean): readonly SourceName[] {
  return [
    ...(traefik === undefined ? [] : (["access-log"] as const)),
    ...(adguard === undefined ? [] : (["query-log"] as const)),
    ...(adguard?.url === undefined ? [] : (["adguard-api"] as const)),
    ...(hasProbe ? (["probe"] as const) : []),
  ];
}

const hasKnownTarget = (targets: readonly ProbeTarget[]) => targets.some(({ isAssumed }) => isAssumed !== true);

interface Running extends ServiceOptions {
  readonly pipelines: Pipelines;
  readonly selfMetrics: SelfMetrics;
  /** The lab's own metrics, certificates included. */
  readonly registry: Registry;
  readonly dnsRegistry: Registry;
  readonly targets: readonly ProbeTarget[];
  readonly client: AdguardClient | undefined;
  readonly unlistedNetworks: UnlistedNetworks;
}

function tasksOf(running: Running): readonly Task[] {
  const { log, pipelines, selfMetrics, client, checkpointInterval = 300_000 } = running;
  const tasks: Task[] = [
    (signal) => pipelines.run(signal),
    (signal) => writeCheckpoints(pipelines, checkpointInterval, signal),
    (signal) => reportUnlistedNetworks(running.unlistedNetworks, log, signal),
  ];
  if (client !== undefined) {
    const metrics = selfMetrics.source("adguard-api");
    const warnIfAnonymized = createAnonymizationWarning(log);
    const onMetadata = (metadata: AdguardMetadata) => {
      warnIfAnonymized(metadata);
      return pipelines.updateMetadata(metadata);
    };
    tasks.push((signal) => pollMetadata({ client, metrics, onMetadata }, signal));
  }
  return [...tasks, ...probesOf(running)];
}

/** The probes of certificates and of DNS, which are one source. */
function probesOf({ lab, log, selfMetrics, registry, dnsRegistry, targets }: Running): readonly Task[] {
  const { probe } = lab.exporter;
  const tasks: Task[] = [];
  const addStatus = shareStatus(() => selfMetrics.source("probe"));
  if (targets.length > 0) {
    const source = hasKnownTarget(targets) && { metrics: addStatus() };
    tasks.push((signal) => pollCertificates({ targets, probe, registry, log, ...source }, signal));
  }
  if (probe.dns.targets.length > 0) {
    const metrics = addStatus();
    tasks.push((signal) => pollDnsProbes({ probe, registry: dnsRegistry, metrics, log }, signal));
  }
  return tasks;
}

async function writeCheckpoints(pipelines: Pipelines, interval: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(interval, signal);
    if (signal.aborted) return;
    await pipelines.checkpoint();
  }
}
