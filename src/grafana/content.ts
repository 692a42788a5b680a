import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { AnnotationQuery, DashboardLink, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder } from "./panel.js";

export interface Group {
  readonly key: string;
  readonly title: string;
  readonly collapsed: boolean;
  readonly panels: readonly KeyedPanel[];
}

export interface KeyedPanel {
  readonly key: string;
  readonly panel: PanelBuilder;
}

export interface DashboardContent {
  /** At most 40 of `a-z`, `0-9` and `-`: later it will be a Kubernetes name. */
  readonly uid: string;
  readonly title: string;
  /** The question that the dashboard answers, the first line of its description. */
  readonly question: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly variables: readonly Builder<VariableModel>[];
  readonly groups: readonly Group[];
  readonly annotations?: readonly Builder<AnnotationQuery>[];
  readonly links?: readonly Builder<DashboardLink>[];
  /** `1m` */
  readonly refresh: string;
  /** How far back the dashboard looks at first: `6h`. */
  readonly range: string;
}
