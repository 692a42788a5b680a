import type { FilterCategory, Lab } from "homelab-dashboards/lab";
import type { QueryEvent } from "../events.js";
import type { AdguardMetadata } from "./adguard-metadata.js";

/** Tells against what a block was: the value of the labels `threat_type`, `category` and `threat_category`. */
export type ThreatLookup = (event: Pick<QueryEvent, "reason" | "filterLists">) => FilterCategory | undefined;

/** Categories by how much it matters if a name is on a list of that kind. */
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
 * Finds the threat behind a block: of AdGuard Home's own services what these are for, of lists what the lab says of
 * them, by id or by name; of several the gravest. What nobody said is `other`. `undefined` for what wasn't blocked.
 */
export function createThreatLookup(lab: Pick<Lab, "filter_lists">, known: AdguardMetadata): ThreatLookup {
  const byName = new Map(lab.filter_lists.map(({ list, category }) => [list, category]));
  const byId = new Map<number, FilterCategory>();
  for (const { id, name } of known.filterLists) {
    const category = byName.get(name);
    if (category !== undefined) byId.set(id, category);
  }
  for (const { list, category } of lab.filter_lists) if (typeof list === "number") byId.set(list, category);
  const ofLists = (lists: readonly number[]): FilterCategory => {
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
        return ofLists(filterLists);
      case "safesearch":
      case "custom":
        return "other";
    }
  };
}
