import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { AnnotationQuery, DashboardLink, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { JsonObject } from "./json.js";
import type { PanelBuilder } from "./panel.js";

/** A row of panels. `K` are the keys of the group and its panels. */
export interface Group<K extends string = string> {
  readonly key: K;
  readonly title: string;
  readonly collapsed: boolean;
  readonly panels: readonly KeyedPanel<K>[];
}

export interface KeyedPanel<K extends string = string> {
  readonly key: K;
  readonly panel: PanelBuilder;
}

export interface DashboardContent<K extends string = string> {
  /** At most 40 of `a-z`, `0-9` and `-`: a later version of Grafana makes it a Kubernetes name. */
  readonly uid: string;
  readonly title: string;
  /** The question that the dashboard answers, the first line of its description. */
  readonly question: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly variables: readonly Builder<VariableModel>[];
  readonly groups: readonly Group<K>[];
  readonly annotations?: readonly Builder<AnnotationQuery>[];
  readonly links?: readonly Builder<DashboardLink>[];
  /** `1m` */
  readonly refresh: string;
  /** The default time range, until now: `6h`. */
  readonly range: string;
  /** Changes each finished panel, also one that `replace` or `insert` puts in: what all panels have in common. */
  readonly everyPanel?: (panel: JsonObject) => JsonObject;
  /** Changes each finished group, after its panels: what depends on the panels that stand in it. */
  readonly everyGroup?: (group: FinishedGroup) => FinishedGroup;
}

/** A group with its panels as Grafana reads them. */
export interface FinishedGroup {
  readonly title: string;
  readonly panels: readonly JsonObject[];
}
