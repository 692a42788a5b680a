import { parseDuration, type Lab } from "../lab/index.js";

type Part = Lab["infrastructure"][number];

/** Whether a part or its job has one of these names. `node_exporter` is `node-exporter`. */
const isCalled = ({ name, job }: Part, ...names: readonly string[]): boolean =>
  [name, job].some((each) => each !== undefined && names.includes(each.toLowerCase().replaceAll("_", "-")));

const isTraefik = (part: Part) => part.kind === "proxy" || isCalled(part, "traefik");
const isPrometheus = (part: Part) => part.kind === "metrics" || isCalled(part, "prometheus");
const isNodeExporter = (part: Part) => isCalled(part, "node-exporter", "node");
const isHomelabExporter = (part: Part) => isCalled(part, "homelab-exporter", "adguard-exporter");

/** The parts whose job exposes the metrics of a source. No job exposes the results of rules: Prometheus computes them. */
export const exposes: Readonly<Record<string, (part: Part) => boolean>> = {
  traefik: isTraefik,
  prometheus: isPrometheus,
  node: isNodeExporter,
  "access-log": isHomelabExporter,
  "query-log": isHomelabExporter,
  "adguard-api": isHomelabExporter,
  probe: isHomelabExporter,
  exporter: isHomelabExporter,
  lab: isHomelabExporter,
  rule: () => false,
};

/** Prometheus's default interval, for infrastructure without one in the lab. */
const defaultInterval = "1m";

/** The longest interval at which homelab-exporter may be scraped. */
const longestOfExporter = parseDuration("1m");

const intervalOf = (part: Part): number => parseDuration(part.scrape_interval ?? defaultInterval);

/**
 * The scrape intervals, in milliseconds, of the jobs whose metrics the panels read. The lab may list other jobs, such as
 * that of a NAS which is asked once an hour. Where no part is called homelab-exporter, each exporter that is scraped often
 * enough may be it.
 */
export const readIntervals = ({ infrastructure }: Lab): readonly number[] => {
  const scraped = infrastructure.filter(({ job, scrape_interval: each }) => job !== undefined || each !== undefined);
  const isKnown = (part: Part) => Object.values(exposes).some((isExposedBy) => isExposedBy(part));
  const maybeExporter = (part: Part) =>
    !scraped.some(isHomelabExporter) && part.kind === "exporter" && intervalOf(part) <= longestOfExporter;
  return scraped.filter((part) => isKnown(part) || maybeExporter(part)).map(intervalOf);
};
