/** Kinds of nodes that the lab names: zones, parts of the infrastructure, services, resolvers. */
import { dataLink } from "../../grafana/index.js";
import type { Lab } from "../../lab/index.js";
import {
  capacityInUse,
  entities,
  entityTitles,
  entityZones,
  failedUpstreamRate,
  infrastructureRate,
  serviceInFlight,
  serviceRate,
  upstreamRate,
  zoneConnections,
  zoneRate,
  type EntityKind,
} from "../../queries/index.js";
import { lookup, mapLabel, nodeKind, type AnyNodeKind, type NodeKind } from "../node-graph/index.js";
import type { GraphContext } from "./context.js";
import { guaranteedNames } from "./guaranteed-names.js";
import { failureRing, openServices } from "./style.js";

export interface CoreNodes {
  readonly zone: NodeKind<"zone">;
  readonly infrastructure: NodeKind<"name">;
  readonly service: NodeKind<"service">;
  readonly resolver: NodeKind<"upstream">;
}

export const coreNodes = (
  context: GraphContext,
  limits: { readonly zones: number; readonly services: number },
): CoreNodes => ({
  zone: zoneNodes(context, limits.zones),
  infrastructure: infrastructureNodes(context),
  service: serviceNodes(context, limits.services),
  resolver: resolverNodes(context),
});

/** The kinds in the order in which the graph lists them. */
export const kindsOf = ({ zone, infrastructure, service, resolver }: CoreNodes): readonly AnyNodeKind[] => [
  zone,
  infrastructure,
  service,
  resolver,
];

/** The nodes that are drawn without any traffic, with their titles. */
const named = <const L extends string>(
  { scope }: GraphContext,
  kind: EntityKind,
  label: L,
  declared: readonly { readonly name: string }[],
) => ({
  always: entities(scope, kind, label, guaranteedNames(label, declared)),
  title: lookup(entityTitles(scope, kind, label), "title", label),
});

function zoneNodes(context: GraphContext, limit: number): NodeKind<"zone"> {
  const { lab, scope, targets } = context;
  const all = zoneConnections(scope);
  return nodeKind("zone", ["zone"], {
    ...named(context, "zone", "zone", lab.zones),
    ...failureRing(all, zoneConnections(scope, "failed")),
    limit,
    rank: all,
    subtitle: mapLabel("zone", Object.fromEntries(lab.zones.map(({ name, type }) => [name, type])), "unknown"),
    main: { query: zoneRate(scope) },
    details: { Zone: "zone", "Bandwidth use (%)": { query: capacityInUse(scope), aggregate: "max", scale: 100 } },
    link: dataLink({ title: "Zone traffic/Open", to: targets.zones, set: { zone: "zone" } }),
  });
}

function infrastructureNodes(context: GraphContext): NodeKind<"name"> {
  const { lab, scope, targets } = context;
  const all = infrastructureRate(scope, lab);
  const node = named(context, "infrastructure", "name", lab.infrastructure);
  const kinds = Object.fromEntries(lab.infrastructure.map(({ name, kind }) => [name, kind]));
  const addresses = addressesOf(lab);
  return nodeKind("infrastructure", ["name"], {
    ...node,
    ...failureRing(all, infrastructureRate(scope, lab, "failed")),
    limit: lab.infrastructure.length + 1,
    rank: node.always,
    subtitle: lookup(entityZones(scope, "infrastructure", "name"), "of_zone"),
    main: { query: all },
    details: {
      Type: mapLabel("name", kinds),
      ...(Object.keys(addresses).length === 0 ? {} : { Address: mapLabel("name", addresses) }),
    },
    link: openServices(targets),
  });
}

/** The addresses that the lab gives to parts of the infrastructure, by their names. */
const addressesOf = ({ infrastructure }: Lab): Record<string, string> =>
  Object.fromEntries(infrastructure.flatMap(({ name, address }) => (address === undefined ? [] : [[name, address]])));

export function serviceNodes(context: GraphContext, limit: number): NodeKind<"service"> {
  const { lab, scope, targets } = context;
  const all = serviceRate(scope, lab);
  return nodeKind("service", ["service"], {
    ...named(context, "service", "service", lab.services),
    ...failureRing(all, serviceRate(scope, lab, "failed")),
    limit,
    rank: all,
    subtitle: lookup(entityZones(scope, "service", "service"), "of_zone"),
    main: { query: all },
    details: { "Requests in flight": { query: serviceInFlight(scope, lab) } },
    link: dataLink({ title: "Service performance/Open", to: targets.services, set: { service: "service" } }),
  });
}

function resolverNodes(context: GraphContext): NodeKind<"upstream"> {
  const { lab, scope, targets } = context;
  const all = upstreamRate(scope);
  return nodeKind("resolver", ["upstream"], {
    ...named(context, "resolver", "upstream", lab.resolvers),
    ...failureRing(all, failedUpstreamRate(scope)),
    limit: 8,
    subtitle: lookup(entityZones(scope, "resolver", "upstream"), "of_zone"),
    main: { query: all },
    link: dataLink({ title: "DNS/Open", to: targets.dns }),
  });
}
