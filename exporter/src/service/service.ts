import type { Lab } from "homelab-dashboards/lab";
import { labRegistry } from "../aggregator/lab-metrics.js";
import type { Log } from "../log.js";
import { pause } from "../pause.js";
import { createSelfMetrics } from "../telemetry/self-metrics.js";
import type { SourceName } from "../telemetry/source-metrics.js";
import { startServer, type RunningServer } from "../server/server.js";
import { openStateFile } from "../state/state-file.js";
import { adguardClientOf, pollMetadata, fetchMetadataOnce } from "./adguard-metadata.js";
import { type Pipelines, createPipelines } from "./pipelines.js";
import { endpointsOf, pollCertificates } from "./certificates.js";
import { sourcesOf } from "./sources.js";
import { type Task, runAll } from "./run-all.js";

export interface ServiceOptions {
  readonly lab: Lab;
  readonly version: string;
  readonly log: Log;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** How often everything is written to the disk, in milliseconds. */
  readonly checkpointInterval?: number;
  /** For how long the end of a count stays to be seen, at least, in milliseconds. */
  readonly endVisibility?: number;
  /** Is told when it listens. */
  readonly onListening?: (serving: RunningServer) => void;
}

/** How often everything is written to the disk, in milliseconds. After a kill, what came since is read again. */
const usualInterval = 300_000;

/** For how long an end stays to be seen, at least, in milliseconds: longer than Prometheus is between two scrapes. */
const usualPatience = 60_000;

/**
 * Reads, counts and answers until the signal; then it writes everything down.
 *
 * @throws Error where it can't begin: the files for TLS, the address to listen at, the state's file
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const { lab, version, log, signal, checkpointInterval: interval = usualInterval } = options;
  const { exporter } = lab;
  const endpoints = endpointsOf(lab);
  const self = createSelfMetrics(version, {
    configured: configuredIn(lab, endpoints.length > 0),
    now: Date.now,
    onStatusChange: (source, trouble) => {
      if (trouble === undefined) log.info("a source can be read", { source });
      else log.warn("a source can't be read", { source, reason: trouble });
    },
    onGap: (source, loss) => {
      log.error("a stretch of a log is lost", { source, loss });
    },
  });
  const adguard = adguardClientOf(exporter);
  const told = labRegistry(lab, endpoints.length);
  let books: Pipelines | undefined;
  // It listens before it looks at the state: so no second one comes between.
  const serving = await startServer({
    listen: exporter.listen,
    tls: exporter.tls,
    log,
    onRejected: (reason) => {
      self.connectionRefused(reason);
    },
    source: {
      isReady: () => books?.isReady === true,
      writeMetrics: async (send) => books?.scrape(send),
    },
  });
  try {
    const opened = await createPipelines({
      lab,
      log,
      selfMetrics: self,
      file: openStateFile(exporter.state_file),
      addSources: sourcesOf(lab, adguard),
      otherStores: [told],
      fetchMetadata: async () => (adguard === undefined ? undefined : fetchMetadataOnce(adguard, signal)),
      endVisibility: options.endVisibility ?? usualPatience,
      now: Date.now,
    });
    books = opened;
    options.onListening?.(serving);
    log.info("started", { version, port: serving.port });
    const tasks: Task[] = [(ending) => opened.run(ending), (ending) => keeping(opened, interval, ending)];
    if (adguard !== undefined) {
      const report = self.source("adguard-api");
      tasks.push((ending) =>
        pollMetadata({ adguard, metrics: report, onMetadata: (known) => opened.updateMetadata(known) }, ending),
      );
    }
    if (endpoints.length > 0) {
      const report = self.source("probe");
      tasks.push((ending) =>
        pollCertificates({ endpoints, probe: exporter.probe, store: told, metrics: report, log }, ending),
      );
    }
    await runAll(signal, tasks);
    await Promise.all([opened.checkpoint(), serving.close()]);
    log.info("stopped");
  } finally {
    await serving.close();
  }
}

/** The sources that the lab names. */
function configuredIn({ exporter: { traefik, adguard } }: Lab, probes: boolean): readonly SourceName[] {
  return [
    ...(traefik === undefined ? [] : (["access-log"] as const)),
    ...(adguard === undefined ? [] : (["query-log"] as const)),
    ...(adguard?.url === undefined ? [] : (["adguard-api"] as const)),
    ...(probes ? (["probe"] as const) : []),
  ];
}

async function keeping(books: Pipelines, interval: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(interval, signal);
    if (signal.aborted) return;
    await books.checkpoint();
  }
}
