import type { FilterCategory, Lab } from "homelab-dashboards/lab";
import type { QueryEvent } from "../events.js";
import type { AdguardMetadata } from "./adguard-metadata.js";

/** Finds the threat of a blocked query: the value of `threat_type`, `category` and `threat_category`. */
export type ThreatLookup = (event: Pick<QueryEvent, "reason" | "filterLists">) => FilterCategory | undefined;

/** Categories, the most severe first. */
const bySeverity: readonly FilterCategory[] = [
  "malware",
  "phishing",
  "adult",
  "tracking",
  "advertising",
  "service",
  "other",
];

/**
 * Creates a lookup of threats. AdGuard Home's own services have fixed categories; filter lists have those of the lab,
 * by id or by name. The most severe category wins, `other` is the default, and an allowed query gives undefined.
 */
export function createThreatLookup(lab: Pick<Lab, "filter_lists">, metadata: AdguardMetadata): ThreatLookup {
  const byName = new Map(lab.filter_lists.map(({ list, category }) => [list, category]));
  const byId = new Map<number, FilterCategory>();
  for (const { id, name } of metadata.filterLists) {
    const category = byName.get(name);
    if (category !== undefined) byId.set(id, category);
  }
  for (const { list, category } of lab.filter_lists) if (typeof list === "number") byId.set(list, category);
  const categoryOf = (lists: readonly number[]): FilterCategory => {
    const categories = lists.map((id) => byId.get(id));
    return bySeverity.find((category) => categories.includes(category)) ?? "other";
  };
  return ({ reason, filterLists }) => {
    switch (reason) {
      case "":
        return undefined;
      case "safebrowsing":
        return "malware";
      case "parental":
        return "adult";
      case "service":
        return "service";
      case "blocklist":
        return categoryOf(filterLists);
      case "safesearch":
      case "custom":
        return "other";
    }
  };
}
