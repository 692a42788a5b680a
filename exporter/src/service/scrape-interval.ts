import { parseDuration, type Lab } from "homelab-dashboards/lab";

type Part = Lab["infrastructure"][number];

/** Prometheus's default, for a lab that doesn't list the exporter's job. */
const defaultInterval = "1m";

/** The longest interval at which the exporter may be scraped. */
const longest = parseDuration("1m");

const names = ["homelab-exporter", "adguard-exporter"];

const isThisExporter = ({ name, job }: Part): boolean =>
  [name, job].some((each) => each !== undefined && names.includes(each.toLowerCase().replaceAll("_", "-")));

const intervalOf = (part: Part): number => parseDuration(part.scrape_interval ?? defaultInterval);

/**
 * The interval in milliseconds at which Prometheus scrapes the exporter: that of the lab's part that is called so, or else
 * the longest one of the exporters that are scraped often enough to be it. The exporter of a NAS that is scraped once an
 * hour doesn't count.
 */
export function scrapeIntervalOf({ infrastructure }: Pick<Lab, "infrastructure">): number {
  const scraped = infrastructure.filter(({ job }) => job !== undefined);
  const own = scraped.filter(isThisExporter);
  const candidates =
    own.length > 0 ? own : scraped.filter((part) => part.kind === "exporter" && intervalOf(part) <= longest);
  return candidates.length > 0 ? Math.max(...candidates.map(intervalOf)) : parseDuration(defaultInterval);
}
