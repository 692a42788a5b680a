/** Links of rows of health, which are entities of several kinds. */
import {
  escapeRegularExpression,
  labelJoin,
  labelReplace,
  setLabel,
  type InstantVector,
  type NonCounter,
} from "../promql/index.js";
import type { Lab } from "../lab/index.js";
import type { DashboardReference, DrawableQuery } from "../grafana/index.js";

/** Dashboards to which rows lead. */
export type HealthTargets = Readonly<Record<"zones" | "services" | "dns", DashboardReference>>;

type Entity = "kind" | "name";

/**
 * The figures with the uid of the dashboard that tells more in the label `dashboard`: of zones Zone Traffic, of resolvers
 * and AdGuard Home Domain and DNS, of everything else Service Performance, which has services, targets and the host.
 */
export function withDashboard<Q extends DrawableQuery<Entity>>(
  query: Q,
  { infrastructure, rules }: Pick<Lab, "infrastructure" | "rules">,
  { zones, services, dns }: HealthTargets,
): Omit<Q, "expression"> & { readonly expression: InstantVector<Entity | "dashboard", NonCounter> } {
  // Without rules there are only services.
  if (!rules) return { ...query, expression: setLabel(query.expression, "dashboard", services.uid) };
  const servers = infrastructure.filter(({ kind }) => kind === "dns").map(({ name }) => escapeRegularExpression(name));
  const kinds: readonly (readonly [pattern: string, to: DashboardReference])[] = [
    ...(servers.length === 0 ? [] : [[`infrastructure/(${servers.join("|")})`, dns] as const]),
    ["(?s)resolver/.*", dns],
    ["(?s)zone/.*", zones],
    ["(?s)[a-z]+/.*", services],
  ];
  const entity = labelJoin<Entity, NonCounter, never, "dashboard">(query.expression, "dashboard", "/", [
    "kind",
    "name",
  ]);
  const expression = kinds.reduce(
    (done, [pattern, { uid }]) => labelReplace(done, { to: "dashboard", value: uid, from: "dashboard", pattern }),
    entity,
  );
  return { ...query, expression };
}
