import type { Lab } from "../../../src/lab/index.js";
import type { AnsweredQuery } from "../../grafana-client/run.js";
import type { HistoryOptions } from "../../simulation/history.js";

/** What a user chose in the variables of a dashboard. */
export interface Choice {
  readonly name: string;
  readonly selection?: Readonly<
    Partial<Record<"zone" | "client" | "domain" | "service" | "instance", readonly string[]>>
  >;
}

export const everything: Choice = { name: "All" };

export const dashboardIds = ["homelab-topology", "homelab-zones", "homelab-dns", "homelab-services"] as const;
export type DashboardId = (typeof dashboardIds)[number];

/**
 * What an answer is held against, besides what holds for every answer (that it comes, that its numbers are numbers, that
 * its labels are those which the types promise, that its legend has names):
 * `figures`, what the events say; `nothing`, an answer without series; `invariants`, nothing more.
 */
export type Measure = "figures" | "nothing" | "invariants";

/** One situation that a home network brings. */
export interface Scenario {
  readonly name: string;
  /** What is the matter, for docs/reference/proof.md: a sentence without a full stop. */
  readonly about: string;
  /** What the dashboards are built from. The simulation has a lab of its own, which may know more. */
  readonly lab: Lab;
  readonly history: HistoryOptions;
  /** What is chosen beside All. */
  readonly choices?: Readonly<Partial<Record<DashboardId, readonly Choice[]>>>;
  /** `figures` for everything unless given. */
  readonly measure?: (question: AnsweredQuery) => Measure;
  /** Unix seconds before and after which a range's answers aren't held against figures. */
  readonly between?: readonly [first: number, last: number];
  /** What variables offer: exactly what the events say (the default), something of it, or whatever. */
  readonly variables?: "exact" | "some" | "any";
  /** Whether every target has something to show when all is chosen. Default: no. */
  readonly full?: boolean;
  /** Whether series may lack a promised label because its value is empty. Default: no. */
  readonly emptyLabels?: boolean;
  /** Whether tables are looked at with each of their columns lost, too. Default: no. */
  readonly columnsLost?: boolean;
}
