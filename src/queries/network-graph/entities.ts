/** Entities of the lab, from homelab_entity_info, under the labels of the graph. */
import { copyLabel, group, or, setLabel, vector, type InstantVector } from "../../promql/index.js";
import { renameLabel, union } from "../labels.js";
import { present } from "../metric-queries.js";
import { unfiltered, type Filter, type Scope } from "../scope.js";

export type EntityKind = "zone" | "service" | "infrastructure" | "client" | "resolver";

/** The title of each entity, in the label `title`. */
export const entityTitles = <const To extends string>(
  scope: Scope<Filter>,
  kind: EntityKind,
  to: To,
): { readonly expression: InstantVector<To | "title", "info"> } => ({
  expression: group.by<"name" | "title" | To, "info", never, To | "title">(
    [to, "title"],
    copyLabel(present("homelab_entity_info", unfiltered(scope), ["name", "title"], { kind }), to, "name"),
  ),
});

/** The zone of each entity, in the label `of_zone`. */
export const entityZones = <const To extends string>(
  scope: Scope<Filter>,
  kind: EntityKind,
  to: To,
): { readonly expression: InstantVector<To | "of_zone", "info"> } => ({
  expression: group.by<"name" | "zone" | To | "of_zone", "info", never, To | "of_zone">(
    [to, "of_zone"],
    copyLabel(
      copyLabel(present("homelab_entity_info", unfiltered(scope), ["name", "zone"], { kind }), to, "name"),
      "of_zone",
      "zone",
    ),
  ),
});

/** A series for each entity in homelab_entity_info, and in any case for each of the given names. */
export function entities<const To extends string>(
  scope: Scope<Filter>,
  kind: EntityKind,
  to: To,
  names: readonly string[],
): { readonly expression: InstantVector<To, "gauge" | "info"> } {
  const known = renameLabel(to, "name", present("homelab_entity_info", unfiltered(scope), ["name"], { kind }));
  const [first, ...rest] = names.map((name) => setLabel(vector(1), to, name));
  return {
    expression: first === undefined ? known : or<To, "gauge", "info">(union<To, "gauge">(first, ...rest), known),
  };
}
