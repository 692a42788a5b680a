/** What a dashboard says of figures that leave out one of its filters: in the titles of rows, or as a sign at panels. */
import type { FinishedGroup } from "./content.js";
import { objectsAt, textAt, type JsonObject } from "./json.js";
import { variablesIn } from "./used-variables.js";

/** A filter of a dashboard. */
export interface DashboardFilter {
  /** The name of its variable, a noun in the singular: `client`. */
  readonly name: string;
  /** Hidden variables that follow the filter: a query with one of them follows it, too. */
  readonly followers?: readonly string[];
}

/** Ends the title of each panel that leaves out more filters than the title of its row says. */
export const filterSign = "*";

/**
 * Says what the panels of a group leave out: `Bandwidth (all clients)` in the title of the row if all of them leave it
 * out, else by {@link filterSign}; and in the description of each panel. It is read from the texts of the queries, so
 * that no panel can forget to say it.
 */
export const sayUnfiltered =
  (filters: readonly DashboardFilter[]) =>
  ({ title, panels }: FinishedGroup): FinishedGroup => {
    const all = panels.map((panel) => followedFilters(filters, panel));
    const common = filters.filter((filter) => all.length > 0 && all.every(({ ignored }) => ignored.includes(filter)));
    return {
      title: common.length === 0 ? title : `${title} (all ${pluralsOf(common)})`,
      panels: panels.map((panel, index) => {
        const { ignored, partly } = all[index] ?? { ignored: [], partly: [] };
        const isSigned = ignored.length > common.length || partly.length > 0;
        return withNote(panel, noteOf(ignored, partly), isSigned);
      }),
    };
  };

interface Followed {
  readonly ignored: readonly DashboardFilter[];
  /** Followed by some of the queries. */
  readonly partly: readonly DashboardFilter[];
}

function followedFilters(filters: readonly DashboardFilter[], panel: JsonObject): Followed {
  const queries = objectsAt(panel, "targets").map((target) => variablesIn([{ expr: target["expr"] ?? "" }]));
  const count = ({ name, followers = [] }: DashboardFilter) =>
    queries.filter((used) => [name, ...followers].some((variable) => used.has(variable))).length;
  return {
    ignored: filters.filter((filter) => queries.length > 0 && count(filter) === 0),
    partly: filters.filter((filter) => count(filter) > 0 && count(filter) < queries.length),
  };
}

function noteOf(ignored: readonly DashboardFilter[], partly: readonly DashboardFilter[]): string {
  return [
    ...(ignored.length === 0 ? [] : [`Of all ${pluralsOf(ignored)}, whatever you choose.`]),
    ...(partly.length === 0 ? [] : [`Some of its figures are of all ${pluralsOf(partly)}, whatever you choose.`]),
  ].join(" ");
}

function withNote(panel: JsonObject, note: string, isSigned: boolean): JsonObject {
  if (note === "") return panel;
  const sign = isSigned ? `${filterSign} ` : "";
  const description = textAt(panel, "description");
  return {
    ...panel,
    ...(isSigned ? { title: `${textAt(panel, "title") ?? ""} ${filterSign}` } : {}),
    description: `${sign}${note}${description === undefined ? "" : ` ${description}`}`,
  };
}

function pluralsOf(filters: readonly DashboardFilter[]): string {
  const names = filters.map(({ name }) => `${name}s`);
  const last = names.pop() ?? "";
  return names.length === 0 ? last : `${names.join(", ")} and ${last}`;
}
