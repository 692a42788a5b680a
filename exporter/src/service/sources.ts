import { parseDuration, type Lab } from "homelab-dashboards/lab";
import { explainAccessLine } from "../access-log/explain-shape.js";
import { createAccessLogParser } from "../access-log/parse-line.js";
import type { AdguardClient } from "../adguard/client.js";
import { createQueryLogSource } from "../adguard/query-log-source.js";
import { skipBlankLines } from "../line/json-line.js";
import { explainWrongShape } from "../line/shape.js";
import { explainQueryEntry, explainQueryLine } from "../query-log/explain-shape.js";
import { parseQueryEntry } from "../query-log/parse-entry.js";
import { parseQueryLine } from "../query-log/parse-line.js";
import { createTailer } from "../tail/tailer.js";
import { createAggregators } from "./aggregators.js";
import type { AddSource } from "./source-definition.js";

/**
 * Defines the sources of a lab.
 *
 * A first start counts a file from its beginning, but AdGuard Home's API from now on: its log may reach back for months,
 * and AdGuard Home would search its files for all of it.
 *
 * @param adguard undefined if the lab has no URL of AdGuard Home
 */
export const sourcesOf =
  ({ exporter }: Pick<Lab, "exporter">, adguard: AdguardClient | undefined) =>
  (add: AddSource): void => {
    const aggregators = createAggregators(exporter);
    const { traefik, adguard: queries } = exporter;
    if (traefik !== undefined)
      add({
        name: "access-log",
        mode: "file",
        createAggregator: aggregators.access,
        createSource: (observer, { position, skipExisting }) =>
          createTailer({
            path: traefik.access_log,
            parse: skipBlankLines(createAccessLogParser({ trustedProxies: traefik.trusted_proxies })),
            explainShape: explainWrongShape(explainAccessLine),
            observer,
            position,
            startAt: skipExisting ? "end" : "start",
          }),
      });
    if (queries === undefined) return;
    if (queries.query_log !== "api")
      add({
        name: "query-log",
        mode: "file",
        createAggregator: aggregators.query,
        createSource: (observer, { position, skipExisting }) =>
          createTailer({
            path: queries.query_log,
            parse: skipBlankLines(parseQueryLine),
            explainShape: explainWrongShape(explainQueryLine),
            observer,
            position,
            startAt: skipExisting ? "end" : "start",
          }),
      });
    else if (adguard !== undefined)
      add({
        name: "query-log",
        mode: "api",
        createAggregator: aggregators.query,
        createSource: (observer, { position }) =>
          createQueryLogSource({
            client: adguard,
            parse: parseQueryEntry,
            explainShape: explainQueryEntry,
            observer,
            position,
            walPath: `${exporter.state_file}.journal`,
            interval: parseDuration(queries.poll_interval),
          }),
      });
  };
