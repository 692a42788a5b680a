import { parseDuration, type Lab } from "homelab-dashboards/lab";

type Part = Lab["infrastructure"][number];

/** Prometheus's default, for a lab that doesn't list the exporter's job. */
const defaultInterval = "1m";

/** The longest interval at which the exporter may be scraped. */
const longest = parseDuration("1m");

/** Names of this exporter's part or job, the preferred one first: another exporter may have the second. */
const names = ["homelab-exporter", "adguard-exporter"] as const;

const isCalled = ({ name, job }: Part, wanted: string): boolean =>
  [name, job].some((each) => each?.toLowerCase().replaceAll("_", "-") === wanted);

const intervalOf = (part: Part): number => parseDuration(part.scrape_interval ?? defaultInterval);

/**
 * The interval in milliseconds at which Prometheus scrapes the exporter: that of the lab's part that is called so, or else
 * the longest one of the exporters that are scraped often enough to be it. The exporter of a NAS that is scraped once an
 * hour doesn't count.
 */
export function scrapeIntervalOf({ infrastructure }: Pick<Lab, "infrastructure">): number {
  const scraped = infrastructure.filter(({ job }) => job !== undefined);
  const own = names.map((name) => scraped.filter((part) => isCalled(part, name))).find(({ length }) => length > 0);
  const candidates = own ?? scraped.filter((part) => part.kind === "exporter" && intervalOf(part) <= longest);
  return candidates.length > 0 ? Math.max(...candidates.map(intervalOf)) : parseDuration(defaultInterval);
}
