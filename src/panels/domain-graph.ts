/** Who asks for which domain, as a graph. */
import { dataLink } from "../grafana/index.js";
import { blockedBetween, categoriesOfDomains, queriesBetween, type Filter, type Scope } from "../queries/index.js";
import type { DomainDashboard } from "./domain-columns.js";
import { edgeKind, lookup, nodeGraph, nodeKind } from "./node-graph/index.js";
import { colors } from "./tokens.js";

type Label = "client_ip" | "zone" | "domain";

/** How many clients, groups of other clients, and domains there may be, so that all fit among so many nodes. */
function shares(nodes: number): { readonly clients: number; readonly groups: number; readonly domains: number } {
  const groups = Math.min(12, Math.floor(nodes / 5));
  // One node for the groups beyond, and one for the other domains.
  const left = nodes - groups - 2;
  const clients = Math.floor(left * 0.4);
  return { clients, groups, domains: left - clients };
}

/** Clients and the domains that they ask for. From adguard_client_domain_frequency and adguard_blocked_domains_total. */
export const clientDomainGraph = (scope: Scope<Filter>, nodes: number, here: DomainDashboard) => {
  const { clients, groups, domains } = shares(nodes);
  const ring = <L extends Label>(by: readonly L[]) => ({
    whole: queriesBetween(scope, by),
    parts: { blocked: { title: "Blocked", color: colors.warning, query: blockedBetween(scope, by) } },
    rest: { name: "answered", title: "Answered", color: colors.good },
  });
  const perClient = ["zone", "client_ip"] as const;
  const perDomain = ["domain"] as const;
  const perPair = ["zone", "client_ip", "domain"] as const;
  const only = {
    client: dataLink<"zone" | "client" | "domain", "client_ip">({
      title: "Only this client",
      to: here,
      set: { client: "client_ip" },
      keep: ["zone"],
    }),
    domain: dataLink<"zone" | "client" | "domain", "domain">({
      title: "Only this domain",
      to: here,
      set: { domain: "domain" },
      keep: ["zone"],
    }),
    both: dataLink<"zone" | "client" | "domain", "client_ip" | "domain">({
      title: "Only this client and domain",
      to: here,
      set: { client: "client_ip", domain: "domain" },
      keep: ["zone"],
    }),
  };

  const client = nodeKind("client", perClient, {
    limit: clients,
    overflow: { title: "other clients", by: ["zone"], limit: groups },
    title: "client_ip",
    subtitle: "zone",
    main: { query: queriesBetween(scope, perClient) },
    arcs: ring(perClient),
    details: { Zone: "zone" },
    link: only.client,
  });
  const domain = nodeKind("domain", perDomain, {
    limit: domains,
    overflow: { title: "other domains" },
    title: "domain",
    subtitle: lookup<"domain" | "category", "category">(categoriesOfDomains(scope), "category", {
      text: "no category",
    }),
    main: { query: queriesBetween(scope, perDomain) },
    arcs: ring(perDomain),
    link: only.domain,
  });
  const asks = edgeKind("asks", {
    query: queriesBetween(scope, perPair),
    from: client.at({ zone: "zone", client_ip: "client_ip" }),
    to: domain.at({ domain: "domain" }),
    main: { query: queriesBetween(scope, perPair) },
    thickness: { query: queriesBetween(scope, perPair), thin: 1, thick: 10_000 },
    link: only.both,
  });

  return nodeGraph("Who asks for which domain", {
    nodes: [client, domain],
    edges: [asks],
    statistics: {
      nodes: { main: { title: "Queries", unit: "queries" } },
      edges: { main: { title: "Queries", unit: "queries" } },
    },
    maxNodes: nodes,
  }).about({
    shows:
      "Clients and the domains that they queried in this range, with the share of blocked queries on the ring. Clients beyond the number of nodes are one node for each zone, and domains beyond it are one node. Folded clients and domains are left out",
    normal: "clients share their domains",
    otherwise: "a client with many domains of its own is new or odd: click it to see it alone",
  });
};
