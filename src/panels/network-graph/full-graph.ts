import { dataLink } from "../../grafana/index.js";
import type { Lab } from "../../lab/index.js";
import {
  clientDevices,
  clientIncrease,
  clientLastSeen,
  clientRate,
  clientRequests,
  domainQueries,
  entityTitles,
  failedClientRequests,
  onlyFilters,
  type Filter,
  type Scope,
} from "../../queries/index.js";
import { edgeKind, lookup, nodeGraph, nodeKind, type EdgeKind, type NodeKind } from "../node-graph/index.js";
import { colors } from "../tokens.js";
import type { GraphContext, GraphTargets } from "./context.js";
import { coreEdges } from "./edges.js";
import { internalEdges } from "./internal-edges.js";
import { backendEdges, backendNodes } from "./load-distribution.js";
import { coreNodes, kindsOf } from "./nodes.js";
import { failureRing, maxQueryBytes, rateEdge, ringDescription, statistics } from "./style.js";

interface FullContext extends GraphContext {
  /** The scope with the window of clients and domains. */
  readonly lookback: Scope<Filter>;
}

type ClientNodes = NodeKind<"zone" | "client_ip">;

function clientNodes({ scope, lookback, targets }: FullContext): ClientNodes {
  const clients = onlyFilters(scope, "zone", "client");
  return nodeKind("client", ["zone", "client_ip"], {
    ...failureRing(clientRequests(clients), failedClientRequests(clients)),
    limit: 30,
    rank: clientIncrease(lookback),
    overflow: { title: "other clients", by: ["zone"], limit: 12 },
    title: lookup(entityTitles(scope, "client", "client_ip"), "title", "client_ip"),
    subtitle: "zone",
    main: { query: clientRate(scope) },
    details: {
      Address: "client_ip",
      Zone: "zone",
      Device: lookup(clientDevices(scope), "device"),
      "Last seen (minutes ago)": { query: clientLastSeen(lookback), aggregate: "min", scale: 1 / 60 },
    },
    link: dataLink({ title: "Zone traffic/Open", to: targets.zones, set: { zone: "zone", client: "client_ip" } }),
  });
}

const domainNodes = ({ lookback, targets }: FullContext): NodeKind<"domain"> =>
  nodeKind("domain", ["domain"], {
    limit: 10,
    rank: domainQueries(lookback, ["domain"]),
    overflow: { title: "other domains" },
    title: "domain",
    color: { text: colors.contrast },
    link: dataLink({ title: "DNS/Open", to: targets.dns, set: { domain: "domain" } }),
  });

function clientToZone({ scope, lookback }: FullContext, client: ClientNodes, zone: NodeKind<"zone">): EdgeKind {
  return edgeKind("in-zone", {
    ...rateEdge(clientRate(scope)),
    query: clientIncrease(lookback),
    from: client.at({ zone: "zone", client_ip: "client_ip" }),
    to: zone.at({ zone: "zone" }),
  });
}

function clientToDomain({ lookback }: FullContext, client: ClientNodes, domain: NodeKind<"domain">): EdgeKind {
  const query = domainQueries(lookback, ["zone", "client_ip", "domain"]);
  return edgeKind("domain", {
    query,
    from: client.at({ zone: "zone", client_ip: "client_ip" }),
    to: domain.at({ domain: "domain" }),
    color: colors.contrast,
    details: { Connection: { text: "dns" }, "Queries in the range": { query } },
  });
}

/** Clients by zone, and all that they ask: services with their servers, resolvers, domains. */
export const fullGraph = (lab: Lab, scope: Scope<Filter>, targets: GraphTargets, lookback: Scope<Filter>) => {
  const context = { lab, scope, targets, lookback };
  const core = coreNodes(context, { zones: 10, services: 24 });
  const load = backendNodes(context, { backends: 6, servers: 20 });
  const client = clientNodes(context);
  const domain = domainNodes(context);
  return nodeGraph("Network in full", {
    nodes: [client, ...kindsOf(core), load.backend, load.server, domain],
    edges: [
      clientToZone(context, client, core.zone),
      ...coreEdges(context, core),
      ...backendEdges(context, core.service, load),
      clientToDomain(context, client, domain),
      ...internalEdges(context, core),
    ],
    statistics,
    maxQueryBytes,
  })
    .about({
      shows: ringDescription,
      note: "Clients and domains are those of the range, at most of 6 hours: the busiest have a node each, the others one node for each zone. Dashed lines are scrapes and declared dependencies",
      normal: "rings without a red part",
      otherwise: "click a client that you don't know",
    })
    .height(20);
};
