/** Kinds of nodes that the lab names: zones, parts of the infrastructure, services, resolvers. */
import { dataLink } from "../../grafana/index.js";
import {
  capacityInUse,
  connectionRate,
  declaredDependencies,
  failedRequestRate,
  failedUpstreamRate,
  infrastructureRate,
  listedEntities,
  namedEntities,
  requestRate,
  routedRate,
  serviceInFlight,
  serviceRate,
  serviceTexts,
  upstreamRate,
} from "../../queries/index.js";
import { listedKind, relabel, type AnyNodeKind, type ListedKind } from "../node-graph/index.js";
import type { GraphContext } from "./context.js";
import { hubsOf, type HubKind, type Limits } from "./limits.js";
import { openDns, openServices, perMinute, rateOfNode } from "./style.js";

export interface CoreNodes {
  readonly zone: ListedKind<"source_zone">;
  readonly infrastructure: ListedKind<"name">;
  readonly service: ListedKind<"service">;
  readonly resolver: ListedKind<"upstream">;
}

interface CoreOptions {
  readonly limits: Limits;
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

/** Zones of the lab, and those that only traffic has: of the exporter's lab, or of addresses without a zone. */
function zoneNodes(
  { lab, scope, targets }: GraphContext,
  { limits, isDetailed }: CoreOptions,
): ListedKind<"source_zone"> {
  const all = connectionRate(scope);
  const listed = listedEntities(scope, "zone", "source_zone", ["title", "type"]);
  const isSmall = lab.zones.length <= limits.zones;
  return listedKind("zone", ["source_zone"], {
    ...(isSmall ? { listed } : { described: { by: ["source_zone"], query: listed } }),
    rank: all,
    limit: limits.zones,
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

/** The name of the first part of a kind: the one at which edges end. */
export const partOf = ({ lab }: GraphContext, kind: HubKind) => hubsOf(lab).find((hub) => hub.kind === kind)?.name;

function infrastructureNodes(context: GraphContext): ListedKind<"name"> {
  const { lab, scope, targets } = context;
  return listedKind("infrastructure", ["name"], {
    listed: namedEntities(scope, "infrastructure", ["title", "zone", "type", "address"]),
    certain: hubsOf(lab).map(({ name }) => name),
    limit: lab.infrastructure.length,
    main: [
      perMinute(infrastructureRate(scope, lab, "proxy")),
      perMinute(infrastructureRate(scope, lab, "dns")),
      perMinute(routedRate(scope)),
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
  { limits, isDetailed }: CoreOptions,
): ListedKind<"service"> {
  const isSmall = lab.services.length <= limits.services;
  return listedKind("service", ["service"], {
    ...(isSmall
      ? { listed: listedEntities(scope, "service", "service", ["title", "zone"]) }
      : { described: { by: ["service"], query: serviceTexts(scope) } }),
    rank: serviceRate(scope),
    limit: limits.services,
    ...rateOfNode(requestRate(scope, ["service"]), failedRequestRate(scope, ["service"])),
    title: { listed: "title", ...(isSmall ? { otherwise: "service" } : {}) },
    subtitle: { listed: "zone" },
    ...(isDetailed
      ? {
          details: {
            "Requests in flight": { query: serviceInFlight(scope) },
            Needs: { query: declaredDependencies(scope, "source_service") },
            "Needed by": { query: declaredDependencies(scope, "target_service") },
          },
        }
      : {}),
    link: dataLink({ title: "Open its dashboard", to: targets.services, set: { service: "service" }, keep: ["zone"] }),
  });
}

/** Resolvers of the lab, and the busiest others. */
function resolverNodes({ lab, scope, targets }: GraphContext, { limits }: CoreOptions): ListedKind<"upstream"> {
  const all = upstreamRate(scope);
  const listed = listedEntities(scope, "resolver", "upstream", ["title", "zone"]);
  const isSmall = lab.resolvers.length <= limits.resolvers;
  return listedKind("resolver", ["upstream"], {
    ...(isSmall ? { listed } : { described: { by: ["upstream"], query: listed } }),
    rank: all,
    limit: limits.resolvers,
    ...rateOfNode(all, failedUpstreamRate(scope)),
    title: { listed: "title", otherwise: "upstream" },
    subtitle: { listed: "zone" },
    link: openDns(targets),
  });
}
