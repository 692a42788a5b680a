import { parseDuration, type Lab } from "homelab-dashboards/lab";
import { createAccessLogParser } from "../access-log/parse-line.js";
import type { AdguardClient } from "../adguard/client.js";
import { createQueryLogSource } from "../adguard/query-log-source.js";
import { follow } from "../follow/follow.js";
import { parseQueryEntry } from "../query-log/parse-entry.js";
import { parseQueryLine } from "../query-log/parse-line.js";
import type { AddLog } from "./books.js";
import { ledgersOf } from "./ledgers.js";

/**
 * The logs of a lab: where each is read, and what its events are counted by.
 *
 * A file is counted from its beginning at the first start, AdGuard Home's log by its API from then on: it may go back for
 * months, and AdGuard Home would have to search its files for all of it.
 *
 * @param adguard undefined where the lab has no URL of it
 */
export const planOf =
  ({ exporter }: Pick<Lab, "exporter">, adguard: AdguardClient | undefined) =>
  (add: AddLog): void => {
    const ledgers = ledgersOf(exporter);
    const { traefik, adguard: source } = exporter;
    if (traefik !== undefined)
      add({
        name: "access-log",
        way: "file",
        makeLedger: ledgers.access,
        makeSource: (witness, { from, skipsPresent }) =>
          follow({
            path: traefik.access_log,
            read: createAccessLogParser({ trustedProxies: traefik.trusted_proxies }),
            witness,
            from,
            begin: skipsPresent ? "end" : "start",
          }),
      });
    if (source === undefined) return;
    if (source.query_log !== "api")
      add({
        name: "query-log",
        way: "file",
        makeLedger: ledgers.query,
        makeSource: (witness, { from, skipsPresent }) =>
          follow({
            path: source.query_log,
            read: parseQueryLine,
            witness,
            from,
            begin: skipsPresent ? "end" : "start",
          }),
      });
    else if (adguard !== undefined)
      add({
        name: "query-log",
        way: "api",
        makeLedger: ledgers.query,
        makeSource: (witness, { from }) =>
          createQueryLogSource({
            adguard,
            parse: parseQueryEntry,
            witness,
            from,
            walPath: `${exporter.state_file}.journal`,
            interval: parseDuration(source.poll_interval),
          }),
      });
  };
