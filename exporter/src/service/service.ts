import type { Lab } from "homelab-dashboards/lab";
import { accessLogReader } from "../access-log/read.js";
import { follow } from "../follow/follow.js";
import { pause } from "../pause.js";
import type { Log } from "../log.js";
import { readQueryLine } from "../query-log/read-line.js";
import { createSelf } from "../self/self.js";
import { serve, type Serving } from "../server/serve.js";
import { stateFile } from "../state/state-file.js";
import { type AddLog, type Books, openBooks } from "./books.js";
import { ledgersOf } from "./ledgers.js";
import { together } from "./together.js";

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
  readonly listening?: (serving: Serving) => void;
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
  const self = createSelf(version, {
    now: Date.now,
    changed: (source, trouble) => {
      if (trouble === undefined) log.info("a source can be read", { source });
      else log.warn("a source can't be read", { source, reason: trouble });
    },
    lost: (source, loss) => {
      log.error("a stretch of a log is lost", { source, loss });
    },
  });
  let books: Books | undefined;
  // It listens before it looks at the state: so no second one comes between.
  const serving = await serve({
    listen: exporter.listen,
    tls: exporter.tls,
    log,
    refused: (reason) => {
      self.refused(reason);
    },
    answers: {
      isReady: () => books?.isReady === true,
      metrics: async (send) => books?.scrape(send),
    },
  });
  try {
    const opened = await openBooks({
      lab,
      log,
      self,
      file: stateFile(exporter.state_file),
      plan: planOf(lab),
      others: [],
      patience: options.patience ?? usualPatience,
      now: Date.now,
    });
    books = opened;
    options.listening?.(serving);
    log.info("started", { version, port: serving.port });
    await together(signal, [(ending) => opened.run(ending), (ending) => keeping(opened, interval, ending)]);
    await Promise.all([opened.keep(), serving.close()]);
    log.info("stopped");
  } finally {
    await serving.close();
  }
}

/** The logs of a lab. */
const planOf =
  ({ exporter }: Lab) =>
  (add: AddLog): void => {
    const ledgers = ledgersOf(exporter);
    const { traefik, adguard } = exporter;
    if (traefik !== undefined)
      add({
        name: "access-log",
        way: "file",
        makeLedger: ledgers.access,
        makeSource: (witness, { from, skipsPresent }) =>
          follow({
            path: traefik.access_log,
            read: accessLogReader({ trustedProxies: traefik.trusted_proxies }),
            witness,
            from,
            begin: skipsPresent ? "end" : "start",
          }),
      });
    if (adguard !== undefined && adguard.query_log !== "api")
      add({
        name: "query-log",
        way: "file",
        makeLedger: ledgers.query,
        makeSource: (witness, { from, skipsPresent }) =>
          follow({
            path: adguard.query_log,
            read: readQueryLine,
            witness,
            from,
            begin: skipsPresent ? "end" : "start",
          }),
      });
  };

async function keeping(books: Books, interval: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(interval, signal);
    if (signal.aborted) return;
    await books.keep();
  }
}
