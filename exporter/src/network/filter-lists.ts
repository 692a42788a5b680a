import type { Lab } from "homelab-dashboards/lab";
import type { BlockReason, QueryEvent } from "../events.js";
import type { AdguardMetadata } from "./adguard-metadata.js";

/** The labels of blocks by one list. */
export interface FilterListLabels {
  readonly list: string;
  readonly reason: BlockReason;
}

/** Names of filter lists: values of the label `list`. */
export interface FilterListNames {
  /** The labels of all lists that have a name, besides AdGuard Home's services. */
  readonly known: readonly FilterListLabels[];
  /** The lists that blocked a query, each once; none for an allowed query. */
  readonly namesOf: (event: Pick<QueryEvent, "reason" | "filterLists">) => readonly string[];
}

/** Most lists with a name. The others, and lists that neither the lab nor AdGuard Home knows, are `other`. */
export const maxNamedLists = 100;

const maxNameLength = 100;

/** Names in place of a list, as in AdGuard Home's settings. */
const names = {
  custom: "Custom filtering rules",
  safebrowsing: "Safe browsing",
  parental: "Parental control",
  safesearch: "Safe search",
  service: "Blocked services",
} as const satisfies Partial<Record<BlockReason, string>>;

const nameOfReason: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(names).map(([reason, name]) => [reason, [name]]),
);

const other: readonly string[] = ["other"];
const none: readonly string[] = [];

/** A name as a label: lists are named by their authors. */
const labelOf = (id: number, name: string): string => {
  const printable = name.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return [...printable].slice(0, maxNameLength).join("") || `list ${id}`;
};

/**
 * Creates the names of filter lists by id: AdGuard Home's name of a list, else `list` and the id that the lab gives. The
 * lab's lists come first where there are too many.
 */
export function createFilterListNames(
  { filter_lists: lists }: Pick<Lab, "filter_lists">,
  { filterLists }: Pick<AdguardMetadata, "filterLists">,
): FilterListNames {
  const adguardNames = new Map(filterLists.map(({ id, name }) => [id, name]));
  const isInLab = new Set(lists.map(({ list }) => list));
  const ids = new Set([
    ...lists.flatMap(({ list }) => (typeof list === "number" ? [list] : [])),
    ...filterLists.filter(({ name }) => isInLab.has(name)).map(({ id }) => id),
    ...adguardNames.keys(),
  ]);
  const named = new Map([...ids].slice(0, maxNamedLists).map((id) => [id, labelOf(id, adguardNames.get(id) ?? "")]));
  return {
    known: [
      ...[...new Set(named.values())].map((list) => ({ list, reason: "blocklist" }) as const),
      { list: names.custom, reason: "custom" },
      { list: "other", reason: "blocklist" },
    ],
    namesOf: ({ reason, filterLists: blockedBy }) => {
      if (reason === "") return none;
      if (reason !== "blocklist") return nameOfReason.get(reason) ?? other;
      if (blockedBy.length === 0) return other;
      return [...new Set(blockedBy.map((id) => named.get(id) ?? "other"))];
    },
  };
}
