import { parseDuration } from "./duration.js";
import type { Infrastructure, Lab } from "./lab.generated.js";

/** Prometheus's default interval, for infrastructure without one in the lab. */
const defaultInterval = "1m";

/** The longest interval at which homelab-exporter may be scraped, in milliseconds. */
const longestOfExporter = parseDuration("1m");

/** Names of homelab-exporter's part or job, the preferred one first: another exporter may have the second. */
const exporterNames = ["homelab-exporter", "adguard-exporter"] as const;

/** Whether a part or its job has one of these names. `node_exporter` is `node-exporter`. */
export const isCalled = ({ name, job }: Infrastructure, ...names: readonly string[]): boolean =>
  [name, job].some((each) => each !== undefined && names.includes(each.toLowerCase().replaceAll("_", "-")));

/** Whether Prometheus scrapes a part. */
export const isScraped = ({ job, scrape_interval: interval }: Infrastructure): boolean =>
  job !== undefined || interval !== undefined;

/** The interval in milliseconds at which Prometheus scrapes a part. */
export const partInterval = ({ scrape_interval: interval }: Infrastructure): number =>
  parseDuration(interval ?? defaultInterval);

/**
 * The scraped parts that may be homelab-exporter: those that are called so, or else every exporter that is scraped often
 * enough to be it. The exporter of a NAS that is scraped once an hour isn't.
 */
export function exporterParts({ infrastructure }: Pick<Lab, "infrastructure">): readonly Infrastructure[] {
  const scraped = infrastructure.filter(isScraped);
  const own = exporterNames.map((name) => scraped.filter((part) => isCalled(part, name)));
  const [called] = own.filter(({ length }) => length > 0);
  return called ?? scraped.filter((part) => part.kind === "exporter" && partInterval(part) <= longestOfExporter);
}

/** The interval in milliseconds at which Prometheus scrapes homelab-exporter: the longest of the parts that may be it. */
export function exporterInterval(lab: Pick<Lab, "infrastructure">): number {
  const intervals = exporterParts(lab).map(partInterval);
  return intervals.length > 0 ? Math.max(...intervals) : parseDuration(defaultInterval);
}
