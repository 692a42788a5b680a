import { parseDuration, type Lab } from "homelab-dashboards/lab";
import { createAccessLogParser } from "../access-log/parse-line.js";
import type { AdguardClient } from "../adguard/client.js";
import { createQueryLogSource } from "../adguard/query-log-source.js";
import { createTailer } from "../tail/tailer.js";
import { parseQueryEntry } from "../query-log/parse-entry.js";
import { parseQueryLine } from "../query-log/parse-line.js";
import type { AddSource } from "./pipelines.js";
import { createAggregators } from "./aggregators.js";

/**
 * The logs of a lab: where each is read, and what its events are counted by.
 *
 * A file is counted from its beginning at the first start, AdGuard Home's log by its API from then on: it may go back for
 * months, and AdGuard Home would have to search its files for all of it.
 *
 * @param adguard undefined where the lab has no URL of it
 */
export const sourcesOf =
  ({ exporter }: Pick<Lab, "exporter">, adguard: AdguardClient | undefined) =>
  (add: AddSource): void => {
    const ledgers = createAggregators(exporter);
    const { traefik, adguard: source } = exporter;
    if (traefik !== undefined)
      add({
        name: "access-log",
        mode: "file",
        createAggregator: ledgers.access,
        createSource: (witness, { position: from, skipExisting: skipsPresent }) =>
          createTailer({
            path: traefik.access_log,
            parse: createAccessLogParser({ trustedProxies: traefik.trusted_proxies }),
            observer: witness,
            from,
            startAt: skipsPresent ? "end" : "start",
          }),
      });
    if (source === undefined) return;
    if (source.query_log !== "api")
      add({
        name: "query-log",
        mode: "file",
        createAggregator: ledgers.query,
        createSource: (witness, { position: from, skipExisting: skipsPresent }) =>
          createTailer({
            path: source.query_log,
            parse: parseQueryLine,
            observer: witness,
            from,
            startAt: skipsPresent ? "end" : "start",
          }),
      });
    else if (adguard !== undefined)
      add({
        name: "query-log",
        mode: "api",
        createAggregator: ledgers.query,
        createSource: (witness, { position: from }) =>
          createQueryLogSource({
            client: adguard,
            parse: parseQueryEntry,
            observer: witness,
            from,
            walPath: `${exporter.state_file}.journal`,
            interval: parseDuration(source.poll_interval),
          }),
      });
  };
