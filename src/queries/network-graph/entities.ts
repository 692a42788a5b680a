/** What the lab names, with the texts that graphs show, from homelab_topology_info. */
import { group, labelJoin, not, or, setLabel, type InstantVector } from "../../promql/index.js";
import { present, rateOf } from "../metric-queries.js";
import { unfiltered, type Filter, type Scope } from "../scope.js";

export type EntityKind = "zone" | "service" | "infrastructure" | "client" | "resolver" | "backend";
type Text = "title" | "zone" | "type" | "address";

/** A series for each entity of a kind, with these texts; its name is in the label `to`. `zone` is the title of its zone. */
export const listedEntities = <const To extends string, const T extends Text>(
  scope: Scope<Filter>,
  kind: EntityKind,
  to: To,
  texts: readonly T[],
): { readonly expression: InstantVector<To | T | "name", "info"> } => ({
  expression: labelJoin(present("homelab_topology_info", unfiltered(scope), ["name", ...texts], { kind }), to, "", [
    "name",
  ]),
});

/** As {@link listedEntities}, with the name in its own label. */
export const namedEntities = <const T extends Text>(
  scope: Scope<Filter>,
  kind: EntityKind,
  texts: readonly T[],
): { readonly expression: InstantVector<T | "name", "info"> } => ({
  expression: present("homelab_topology_info", unfiltered(scope), ["name", ...texts], { kind }),
});

/** Names of the backends that services declare, in the label `backend`. */
export const declaredBackends = (scope: Scope<Filter>, type?: "weighted"): InstantVector<"backend" | "name", "info"> =>
  labelJoin(
    present("homelab_topology_info", unfiltered(scope), ["name"], {
      kind: "backend",
      ...(type === undefined ? {} : { type }),
    }),
    "backend",
    "",
    ["name"],
  );

/** Parts of the infrastructure that Traefik routes to. The lab gives no service to two parts. */
export const routedParts = (scope: Scope<Filter>): InstantVector<"service" | "name", "info"> =>
  present("homelab_infrastructure_info", unfiltered(scope), ["service", "name"], { service: not("") });

/**
 * Services with their titles, for all backends that have servers: a plain service is its own backend. They are those of the
 * rates that graphs show, which last longer than the series: a graph with a line but without its node isn't drawn.
 */
export const backendTitles = (
  scope: Scope<Filter>,
): { readonly expression: InstantVector<"backend" | "title", "info"> } => {
  const rates = rateOf("traefik_load_balancer_distribution", unfiltered(scope), ["backend"]);
  return { expression: titlesOf(scope, "backend", group.by(["backend"], rates)) };
};

/** Services with their titles, for all with a rate of requests. */
export const serviceTitles = (
  scope: Scope<Filter>,
): { readonly expression: InstantVector<"service" | "title", "info"> } => ({
  expression: titlesOf(
    scope,
    "service",
    group.by(["service"], rateOf("traefik_requests_total", unfiltered(scope), ["service"])),
  ),
});

/** The titles and zones of services, for all that get requests. */
export const serviceTexts = (
  scope: Scope<Filter>,
): { readonly expression: InstantVector<"service" | "title" | "zone", "info"> } => {
  const listed = listedEntities(scope, "service", "service", ["title", "zone"]).expression;
  const asked = labelJoin(present("traefik_requests_total", unfiltered(scope), ["service"]), "title", "", ["service"]);
  return {
    expression: or.on<"service" | "title" | "zone", "info", "info">(
      ["service"],
      group.by<"service" | "title" | "zone" | "name", "info", never, "service" | "title" | "zone">(
        ["service", "title", "zone"],
        listed,
      ),
      setLabel<"service" | "title", "info", never, "zone">(asked, "zone", ""),
    ),
  };
};

/** The titles of services by a label; the label where there is none. */
const titlesOf = <const To extends "service" | "backend">(
  scope: Scope<Filter>,
  to: To,
  all: InstantVector<To, "info">,
): InstantVector<To | "title", "info"> => {
  const titles = listedEntities(scope, "service", to, ["title"]).expression;
  return or.on<To | "title", "info", "info">(
    [to],
    group.by<To | "title" | "name", "info", never, To | "title">([to, "title"], titles),
    labelJoin(all, "title", "", [to]),
  );
};
