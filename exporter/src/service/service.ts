import type { Lab } from "homelab-dashboards/lab";
import { labRegistry } from "../aggregator/lab-metrics.js";
import type { Log } from "../log.js";
import { pause } from "../pause.js";
import { createSelf } from "../self/self.js";
import type { SourceName } from "../self/source.js";
import { startServer, type RunningServer } from "../server/server.js";
import { stateFile } from "../state/state-file.js";
import { adguardIn, keepLearning, knownSoon } from "./adguard.js";
import { type Books, openBooks } from "./books.js";
import { endpointsOf, keepProbing } from "./certificates.js";
import { planOf } from "./plan.js";
import { type Task, together } from "./together.js";

export interface ServiceOptions {
  readonly lab: Lab;
  readonly version: string;
  readonly log: Log;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** How often everything is written to the disk, in milliseconds. */
  readonly interval?: number;
  /** For how long the end of a count stays to be seen, at least, in milliseconds. */
  readonly patience?: number;
  /** Is told when it listens. */
  readonly listening?: (serving: RunningServer) => void;
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
  const { lab, version, log, signal, interval = usualInterval } = options;
  const { exporter } = lab;
  const endpoints = endpointsOf(lab);
  const self = createSelf(version, {
    configured: configuredIn(lab, endpoints.length > 0),
    now: Date.now,
    changed: (source, trouble) => {
      if (trouble === undefined) log.info("a source can be read", { source });
      else log.warn("a source can't be read", { source, reason: trouble });
    },
    lost: (source, loss) => {
      log.error("a stretch of a log is lost", { source, loss });
    },
  });
  const adguard = adguardIn(exporter);
  const told = labRegistry(lab, endpoints.length);
  let books: Books | undefined;
  // It listens before it looks at the state: so no second one comes between.
  const serving = await startServer({
    listen: exporter.listen,
    tls: exporter.tls,
    log,
    onRejected: (reason) => {
      self.refused(reason);
    },
    source: {
      isReady: () => books?.isReady === true,
      writeMetrics: async (send) => books?.scrape(send),
    },
  });
  try {
    const opened = await openBooks({
      lab,
      log,
      self,
      file: stateFile(exporter.state_file),
      plan: planOf(lab, adguard),
      others: [told],
      knownAtFirst: async () => (adguard === undefined ? undefined : knownSoon(adguard, signal)),
      patience: options.patience ?? usualPatience,
      now: Date.now,
    });
    books = opened;
    options.listening?.(serving);
    log.info("started", { version, port: serving.port });
    const tasks: Task[] = [(ending) => opened.run(ending), (ending) => keeping(opened, interval, ending)];
    if (adguard !== undefined) {
      const report = self.source("adguard-api");
      tasks.push((ending) => keepLearning({ adguard, report, learn: (known) => opened.learn(known) }, ending));
    }
    if (endpoints.length > 0) {
      const report = self.source("probe");
      tasks.push((ending) => keepProbing({ endpoints, probe: exporter.probe, store: told, report, log }, ending));
    }
    await together(signal, tasks);
    await Promise.all([opened.keep(), serving.close()]);
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

async function keeping(books: Books, interval: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(interval, signal);
    if (signal.aborted) return;
    await books.keep();
  }
}
