/** The page of the exporter's metrics: those of the contract with their sources, and those about the exporter itself. */
import { metrics, type MetricDefinition } from "../../src/metrics/index.js";
import { rejectionReasons, type RejectionReason } from "../../exporter/src/events.js";
import { families } from "../../exporter/src/telemetry/families.js";
import type { GapReason } from "../../exporter/src/source.js";
import { anchorOf, code, generatedFrom, page, prose, table } from "./markdown.js";

/** Sources of the exporter's metrics, in the order of the page. */
const sources: Readonly<Record<string, string>> = {
  "access-log": "Traefik's access log",
  "query-log": "AdGuard Home's query log",
  "adguard-api": "AdGuard Home's clients and filter lists",
  lab: "the lab",
  probe: "the certificates of the lab's infrastructure",
  exporter: "the exporter itself",
};

const rejections: Readonly<Record<RejectionReason, string>> = {
  "too-long": "It is longer than 128 KiB.",
  encoding: "It isn't UTF-8.",
  "too-deep": "It is nested too deeply.",
  "not-json": "It isn't a JSON object: truncated, broken, or in another format.",
  "traefik-1": "Traefik 1 wrote it. The exporter reads the log of Traefik 2 and 3.",
  incomplete: "A required field is missing, or has another type.",
  implausible: "A value is impossible: a negative duration, a client that isn't an address.",
  characters: "A name holds control characters, line breaks or an incomplete character.",
  answer: "The answer isn't a DNS message.",
};

const gaps: Readonly<Record<GapReason, string>> = {
  "rotated-away": "The file is gone, and no other file continues it.",
  "cut-off": "The file was truncated, and there is no copy.",
  cleared: "AdGuard Home cleared its log.",
  clock: "AdGuard Home's clock went back. Entries until it caught up can't be told from those that were read before.",
};

const definitions: Readonly<Record<string, MetricDefinition>> = metrics;

/** The metrics of the contract that the exporter exposes, each with those of its sources that the exporter reads. */
const exposed = Object.entries(definitions).flatMap(([name, { type, sources: all }]) => {
  const from = all.filter((source) => sources[source] !== undefined);
  return from.length === 0 ? [] : [{ name, type, from }];
});

const labelsOf = (labels: readonly string[]) => (labels.length === 0 ? "none" : labels.map(code).join(", "));

export const exporterMetricsPage = (): string =>
  page(
    generatedFrom("src/metrics and exporter/src"),
    "# Metrics of the exporter",
    "The metrics of the contract that the exporter exposes, and those about the exporter itself. [Set up the exporter]" +
      "(../how-to/set-up-the-exporter.md) has the installation; [Metrics](metrics.md) has the meaning, labels and readers of " +
      "each metric of the contract.",
    "## Of the contract",
    `${exposed.length} metrics. If a source isn't configured, the metrics that come from it alone are absent.`,
    table(
      ["metric", "kind", "from"],
      exposed.map(({ name, type, from }) => [
        `[${code(name)}](metrics.md#${anchorOf(name)})`,
        type,
        from.map((source) => sources[source] ?? source).join("; "),
      ]),
    ),
    "## Of itself",
    "They start at 0 with the process. `source` is `access-log` or `query-log`. " +
      "[`homelab_source_up`](metrics.md#homelab_source_up) is 1 for a source that the exporter can read.",
    table(
      ["metric", "kind", "unit", "labels", "meaning"],
      Object.entries(families).map(([name, { type, unit, labels, help }]) => [
        code(name),
        type,
        unit,
        labelsOf(labels),
        prose(help),
      ]),
    ),
    "## Reasons for rejected lines",
    "Values of the label `reason` of `homelab_exporter_refused_total`, in the order of the checks. The exporter skips a " +
      "rejected line and keeps nothing of it.",
    table(
      ["reason", "error"],
      rejectionReasons.map((reason) => [code(reason), rejections[reason]]),
    ),
    "## Gaps in a log",
    "Values of the label `loss` of `homelab_exporter_lost_total`. The number of lost events is unknown and may be 0.",
    table(
      ["loss", "cause"],
      Object.entries(gaps).map(([reason, words]) => [code(reason), words]),
    ),
  );
