/** Clients and the domains that they query, as a graph. */
import { dataLink } from "../grafana/index.js";
import { blockedBetween, categoriesOfDomains, queriesBetween, type Filter, type Scope } from "../queries/index.js";
import type { DomainDashboard } from "./domain-columns.js";
import { edgeKind, lookup, nodeGraph, nodeKind, type EdgeKind, type NodeKind } from "./node-graph/index.js";
import { colors } from "./tokens.js";

type Label = "client_ip" | "zone" | "domain";
type ClientNodes = NodeKind<"zone" | "client_ip">;
type DomainNodes = NodeKind<"domain">;

/** Clients and the domains that they query, at most `maxNodes` of both. Links choose them on the dashboard `here`. */
export const clientDomainGraph = (scope: Scope<Filter>, maxNodes: number, here: DomainDashboard) => {
  const limits = nodeLimits(maxNodes);
  const client = clientNodes(scope, limits, here);
  const domain = domainNodes(scope, limits.domains, here);
  const queries = { main: { title: "Queries", unit: "queries" } };
  return nodeGraph("Who asks for which domain", {
    nodes: [client, domain],
    edges: [queryEdges(scope, client, domain, here)],
    statistics: { nodes: queries, edges: queries },
    maxNodes,
  }).about({
    shows:
      "Clients and the domains that they queried in this range, with the share of blocked queries on the ring. Clients beyond the number of nodes are one node for each zone, and domains beyond it are one node. Folded clients and domains are left out",
    normal: "clients share their domains",
    otherwise: "a client with many domains of its own is new or odd: click it to see it alone",
  });
};

interface NodeLimits {
  readonly clients: number;
  readonly groups: number;
  readonly domains: number;
}

/** Shares out the nodes, less one overflow node for the other groups and one for the other domains. */
function nodeLimits(maxNodes: number): NodeLimits {
  const groups = Math.min(12, Math.floor(maxNodes / 5));
  const left = maxNodes - groups - 2;
  const clients = Math.floor(left * 0.4);
  return { clients, groups, domains: left - clients };
}

/** Queries as the figure in the node, and the blocked share of them as its ring. */
const queriesWithRing = <const L extends Label>(scope: Scope<Filter>, by: readonly L[]) => ({
  main: { query: queriesBetween(scope, by) },
  arcs: {
    whole: queriesBetween(scope, by),
    parts: { blocked: { title: "Blocked", color: colors.warning, query: blockedBetween(scope, by) } },
    rest: { name: "answered", title: "Answered", color: colors.good },
  },
});

function clientNodes(scope: Scope<Filter>, limits: NodeLimits, here: DomainDashboard): ClientNodes {
  return nodeKind("client", ["zone", "client_ip"], {
    ...queriesWithRing(scope, ["zone", "client_ip"]),
    limit: limits.clients,
    overflow: { title: "other clients", by: ["zone"], limit: limits.groups },
    title: "client_ip",
    subtitle: "zone",
    details: { Zone: "zone" },
    link: dataLink({ title: "Only this client", to: here, set: { client: "client_ip" }, keep: ["zone"] }),
  });
}

function domainNodes(scope: Scope<Filter>, limit: number, here: DomainDashboard): DomainNodes {
  return nodeKind("domain", ["domain"], {
    ...queriesWithRing(scope, ["domain"]),
    limit,
    overflow: { title: "other domains" },
    title: "domain",
    subtitle: lookup<"domain" | "category", "category">(categoriesOfDomains(scope), "category", {
      text: "no category",
    }),
    link: dataLink({ title: "Only this domain", to: here, set: { domain: "domain" }, keep: ["zone"] }),
  });
}

function queryEdges(scope: Scope<Filter>, client: ClientNodes, domain: DomainNodes, here: DomainDashboard): EdgeKind {
  const query = queriesBetween(scope, ["zone", "client_ip", "domain"]);
  return edgeKind("asks", {
    query,
    from: client.at({ zone: "zone", client_ip: "client_ip" }),
    to: domain.at({ domain: "domain" }),
    main: { query },
    thickness: { query, thin: 1, thick: 10_000 },
    link: dataLink({
      title: "Only this client and domain",
      to: here,
      set: { client: "client_ip", domain: "domain" },
      keep: ["zone"],
    }),
  });
}
