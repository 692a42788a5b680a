import type { DashboardReference } from "../../grafana/index.js";
import type { Lab } from "../../lab/index.js";
import type { Filter, Scope } from "../../queries/index.js";

/** Dashboards to which nodes and edges link. */
export interface GraphTargets {
  readonly zones: DashboardReference<"zone" | "client" | "service">;
  readonly services: DashboardReference<"zone" | "service" | "instance">;
  readonly dns: DashboardReference<"zone" | "client" | "domain">;
}

export interface GraphContext {
  readonly lab: Lab;
  readonly scope: Scope<Filter>;
  readonly targets: GraphTargets;
}
