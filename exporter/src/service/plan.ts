import type { Lab } from "homelab-dashboards/lab";
import { accessLogReader } from "../access-log/read.js";
import type { Adguard } from "../adguard/client.js";
import { queryLogOf } from "../adguard/query-log.js";
import { follow } from "../follow/follow.js";
import { readQueryEntry } from "../query-log/read-entry.js";
import { readQueryLine } from "../query-log/read-line.js";
import { inMilliseconds } from "../settings/duration.js";
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
  ({ exporter }: Pick<Lab, "exporter">, adguard: Adguard | undefined) =>
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
            read: accessLogReader({ trustedProxies: traefik.trusted_proxies }),
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
          follow({ path: source.query_log, read: readQueryLine, witness, from, begin: skipsPresent ? "end" : "start" }),
      });
    else if (adguard !== undefined)
      add({
        name: "query-log",
        way: "api",
        makeLedger: ledgers.query,
        makeSource: (witness, { from }) =>
          queryLogOf({
            adguard,
            read: readQueryEntry,
            witness,
            from,
            journal: `${exporter.state_file}.journal`,
            interval: inMilliseconds(source.poll_interval),
          }),
      });
  };
