import { parseDuration, type Lab } from "homelab-dashboards/lab";

/** Prometheus's default, for a lab that doesn't list the exporter's job. */
const defaultInterval = "1m";

/**
 * The interval in milliseconds at which Prometheus scrapes the exporter: that of the exporters in the lab's
 * infrastructure, the longest if there are several, since the lab doesn't say which one this is.
 */
export function scrapeIntervalOf({ infrastructure }: Pick<Lab, "infrastructure">): number {
  const exporters = infrastructure.filter(({ kind, job }) => kind === "exporter" && job !== undefined);
  const intervals = exporters.map(({ scrape_interval }) => parseDuration(scrape_interval ?? defaultInterval));
  return intervals.length > 0 ? Math.max(...intervals) : parseDuration(defaultInterval);
}
