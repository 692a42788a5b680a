/** Kinds of nodes that the lab names: zones, parts of the infrastructure, services, resolvers. */
import { dataLink } from "../../grafana/index.js";
import {
  capacityInUse,
  connectionRate,
  failedRequestRate,
  failedUpstreamRate,
  infrastructureRate,
  listedEntities,
  namedEntities,
  requestRate,
  routedRate,
  serviceInFlight,
  serviceRate,
  upstreamRate,
} from "../../queries/index.js";
import { listedKind, relabel, type AnyNodeKind, type ListedKind, type NodeKind } from "../node-graph/index.js";
import type { GraphContext } from "./context.js";
import { openDns, openServices, rateOfNode } from "./style.js";

export interface CoreNodes {
  readonly zone: ListedKind<"source_zone">;
  readonly infrastructure: ListedKind<"name">;
  readonly service: ListedKind<"service">;
  readonly resolver: NodeKind<"upstream">;
}

interface CoreOptions {
  /** The most zones and resolvers that are drawn without traffic. Of a larger lab the busiest ones are drawn. */
  readonly listed: { readonly zones: number; readonly resolvers: number };
  /** The most zones of a large lab, and the most services besides those of the lab. */
  readonly busiest: { readonly zones: number; readonly services: number };
  /** Whether menus show further figures. */
  readonly isDetailed: boolean;
}

export const coreNodes = (context: GraphContext, options: CoreOptions): CoreNodes => ({
  zone: zoneNodes(context, options),
  infrastructure: infrastructureNodes(context),
  service: serviceNodes(context, options),
  resolver: resolverNodes(context, options),
});

/** The kinds in the order in which the graph lists them. */
export const kindsOf = ({ zone, infrastructure, service, resolver }: CoreNodes): readonly AnyNodeKind[] => [
  zone,
  infrastructure,
  service,
  resolver,
];

/** The most services that are drawn without traffic. Of a larger lab the busiest ones are drawn. */
const mostServices = 60;

/** The most resolvers besides those of the lab. */
const busiestResolvers = 8;

/** Zones of the exporter's lab that this one lacks, and that of addresses without a zone. */
const furtherZones = 4;

/** Zones of the lab, and those that only traffic has. */
function zoneNodes(
  { lab, scope, targets }: GraphContext,
  { listed: most, busiest, isDetailed }: CoreOptions,
): ListedKind<"source_zone"> {
  const all = connectionRate(scope);
  const listed = listedEntities(scope, "zone", "source_zone", ["title", "type"]);
  const isSmall = lab.zones.length <= most.zones;
  return listedKind("zone", ["source_zone"], {
    ...(isSmall ? { listed } : { described: { by: ["source_zone"], query: listed } }),
    rank: all,
    limit: isSmall ? lab.zones.length + furtherZones : busiest.zones,
    ...rateOfNode(all, connectionRate(scope, "failed")),
    title: { listed: "title", otherwise: "source_zone" },
    subtitle: { listed: "type" },
    ...(isDetailed
      ? {
          details: {
            "Bandwidth use (%)": { query: relabel(capacityInUse(scope), { source_zone: "zone" }), scale: 100 },
          },
        }
      : {}),
    link: dataLink({ title: "Open its dashboard", to: targets.zones, set: { zone: "source_zone" } }),
  });
}

/** The first parts of a kind, at which edges end. */
const drawnParts = ["proxy", "dns", "metrics"] as const;

/** The name of the first part of a kind: the one at which edges end. */
export const partOf = ({ lab }: GraphContext, kind: (typeof drawnParts)[number]) =>
  lab.infrastructure.find((part) => part.kind === kind)?.name;

function infrastructureNodes(context: GraphContext): ListedKind<"name"> {
  const { lab, scope, targets } = context;
  return listedKind("infrastructure", ["name"], {
    listed: namedEntities(scope, "infrastructure", ["title", "zone", "type", "address"]),
    certain: drawnParts.flatMap((kind) => partOf(context, kind) ?? []),
    limit: lab.infrastructure.length,
    main: [
      { query: infrastructureRate(scope, lab, "proxy") },
      { query: infrastructureRate(scope, lab, "dns") },
      { query: routedRate(scope) },
    ],
    secondary: [
      ...(["proxy", "dns"] as const).map((kind) => ({
        part: infrastructureRate(scope, lab, kind, "failed"),
        whole: infrastructureRate(scope, lab, kind),
      })),
      { part: routedRate(scope, "failed"), whole: routedRate(scope) },
    ],
    title: { listed: "title", otherwise: "name" },
    subtitle: { listed: "zone" },
    details: { Type: { listed: "type" }, Address: { listed: "address" } },
    link: openServices(targets),
    linkCases: [{ listed: "type", is: "dns", certain: [partOf(context, "dns") ?? []].flat(), link: openDns(targets) }],
  });
}

/** Services of the lab, and the busiest others. */
function serviceNodes(
  { lab, scope, targets }: GraphContext,
  { busiest, isDetailed }: CoreOptions,
): ListedKind<"service"> {
  const listed = listedEntities(scope, "service", "service", ["title", "zone"]);
  const isSmall = lab.services.length <= mostServices;
  return listedKind("service", ["service"], {
    ...(isSmall ? { listed } : { described: { by: ["service"], query: listed } }),
    rank: serviceRate(scope),
    limit: busiest.services,
    capacity: isSmall ? Math.max(busiest.services, lab.services.length) : busiest.services,
    ...rateOfNode(requestRate(scope, ["service"]), failedRequestRate(scope, ["service"])),
    title: { listed: "title", otherwise: "service" },
    subtitle: { listed: "zone" },
    ...(isDetailed ? { details: { "Requests in flight": { query: serviceInFlight(scope) } } } : {}),
    link: dataLink({ title: "Open its dashboard", to: targets.services, set: { service: "service" }, keep: ["zone"] }),
  });
}

/** Resolvers of the lab, and the busiest others. */
function resolverNodes({ lab, scope, targets }: GraphContext, { listed: most }: CoreOptions): NodeKind<"upstream"> {
  const all = upstreamRate(scope);
  const listed = listedEntities(scope, "resolver", "upstream", ["title", "zone"]);
  const isSmall = lab.resolvers.length <= most.resolvers;
  return listedKind("resolver", ["upstream"], {
    ...(isSmall ? { listed } : { described: { by: ["upstream"], query: listed } }),
    rank: all,
    limit: busiestResolvers,
    capacity: isSmall ? Math.max(busiestResolvers, lab.resolvers.length) : busiestResolvers,
    ...rateOfNode(all, failedUpstreamRate(scope)),
    title: { listed: "title", otherwise: "upstream" },
    subtitle: { listed: "zone" },
    link: openDns(targets),
  });
}
