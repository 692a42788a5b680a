/** The page of what the exporter serves: which metrics of the contract, from which source, and what it says of itself. */
import { metrics, type MetricDefinition } from "../../src/metrics/index.js";
import { rejectionReasons, type RejectionReason } from "../../exporter/src/events.js";
import { families } from "../../exporter/src/telemetry/families.js";
import type { GapReason } from "../../exporter/src/source.js";
import { anchorOf, code, generatedFrom, page, prose, table } from "./markdown.js";

/** Where the exporter's metrics come from, in the words of the contract, in the order of the page. */
const sources: Readonly<Record<string, string>> = {
  "access-log": "Traefik's access log",
  "query-log": "AdGuard Home's query log",
  "adguard-api": "AdGuard Home's clients and filter lists",
  lab: "the lab",
  probe: "the certificates of the lab's infrastructure",
  exporter: "the exporter itself",
};

const refusals: Readonly<Record<RejectionReason, string>> = {
  "too-long": "It is longer than 128 KiB.",
  encoding: "It isn't UTF-8.",
  "too-deep": "It is nested beyond reason.",
  "not-json": "It is no JSON object: cut off, broken, or another format.",
  incomplete: "Something is missing that can't be done without, or is of another type.",
  implausible: "Something is no such thing: a negative duration, a client that is no address.",
  characters: "A name holds control characters, line breaks or half a character.",
  answer: "The answer is no DNS message.",
};

const losses: Readonly<Record<GapReason, string>> = {
  "rotated-away": "The file is gone, and no other goes on where it was read.",
  "cut-off": "The file was cut off, and no copy is left.",
  cleared: "AdGuard Home has forgotten what it logged.",
  clock: "AdGuard Home's clock went back, and what it logged until it caught up can't be told from what was read.",
};

const definitions: Readonly<Record<string, MetricDefinition>> = metrics;

const served = Object.entries(definitions).flatMap(([name, { type, sources: from }]) => {
  const ours = from.filter((source) => sources[source] !== undefined);
  return ours.length === 0 ? [] : [{ name, type, ours }];
});

const labelsOf = (labels: readonly string[]) => (labels.length === 0 ? "none" : labels.map(code).join(", "));

export const exporterMetricsPage = (): string =>
  page(
    generatedFrom("src/metrics and exporter/src"),
    "# What the exporter serves",
    "The metrics of the contract that the exporter gives, and what it says of itself. How it is set up says " +
      "[its own page](../../exporter/README.md); what each metric of the contract means, with its labels and who reads it, " +
      "says [metrics.md](metrics.md).",
    "## Of the contract",
    `${served.length} metrics. Where a source isn't configured, what comes from it alone is absent.`,
    table(
      ["metric", "kind", "from"],
      served.map(({ name, type, ours }) => [
        `[${code(name)}](metrics.md#${anchorOf(name)})`,
        type,
        ours.map((source) => sources[source] ?? source).join("; "),
      ]),
    ),
    "## Of itself",
    "They begin anew with the process, as is usual. `source` is `access-log` or `query-log`; " +
      "[`homelab_source_up`](metrics.md#homelab_source_up) says of each source whether it can be read.",
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
    "## Why a line isn't counted",
    "The label `reason` of `homelab_exporter_refused_total`, in the order in which it is looked at. A line that isn't " +
      "counted is skipped, and nothing of it is kept.",
    table(
      ["reason", "what is wrong"],
      rejectionReasons.map((reason) => [code(reason), refusals[reason]]),
    ),
    "## How a stretch of a log is lost",
    "The label `loss` of `homelab_exporter_lost_total`. The stretch may have been empty; nobody can know.",
    table(
      ["loss", "what became of it"],
      Object.entries(losses).map(([loss, words]) => [code(loss), words]),
    ),
  );
