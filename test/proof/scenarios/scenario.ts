import type { Lab } from "../../../src/lab/index.js";
import type { AnsweredQuery } from "../../grafana-client/run.js";
import type { HistoryOptions } from "../../simulation/history.js";

/** A selection in the variables of a dashboard. */
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
 * The check of an answer: `figures` compares it with expected values, `listed` only the series that it has, since a list
 * may end among equal values, `nothing` requires an answer without series, and `invariants` checks only the invariants of
 * every answer.
 */
export type Measure = "figures" | "listed" | "nothing" | "invariants";

/** A situation of a home network. */
export interface Scenario {
  readonly name: string;
  /** The situation, for docs/reference/proof.md: a sentence without a full stop. */
  readonly about: string;
  /** The lab of the dashboards. The simulation's lab may contain more. */
  readonly lab: Lab;
  readonly history: HistoryOptions;
  /** Selections besides All. */
  readonly choices?: Readonly<Partial<Record<DashboardId, readonly Choice[]>>>;
  /** Default: `figures`. */
  readonly measure?: (question: AnsweredQuery) => Measure;
  /** Unix seconds, inclusive: the steps of range answers that are compared. */
  readonly between?: readonly [first: number, last: number];
  /** Whether variables offer exactly the expected options (the default), some of them, or any. */
  readonly variables?: "exact" | "some" | "any";
  /** Whether every target has data. Default: no. */
  readonly full?: boolean;
  /** Whether series may lack a declared label because its value is empty. Default: no. */
  readonly emptyLabels?: boolean;
  /** Node graphs that are drawn in a file of the repository, by their key: `zone-graph`. */
  readonly pictures?: Readonly<Record<string, string>>;
  /** Whether shares and health are also judged by what few events allow to say. Default: no. */
  readonly littleTraffic?: boolean;
  /** Whether tables are also checked without each of their columns. Default: no. */
  readonly columnsLost?: boolean;
}
