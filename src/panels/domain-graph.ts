/** Clients and the domains that they query, as a graph. */
import { dataLink } from "../grafana/index.js";
import { sum } from "../promql/index.js";
import {
  blockedShareOfClients,
  blockedShareOfDomains,
  categoriesOfStrongest,
  queriesOfStrongest,
  strongestPairs,
  titlesOfAskingClients,
  zoneTitlesOfStrongest,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { columnHeight, heightFor, middle, nodeSize } from "./node-size.js";
import type { DomainDashboard } from "./domain-columns.js";
import { edgeKind, listedKind, nodeGraph, type NodeKind } from "./node-graph/index.js";
import { colors } from "./tokens.js";

type ClientNodes = NodeKind<"zone" | "client_ip">;
type DomainNodes = NodeKind<"domain">;

/** As many clients and as many domains stand below one another, in the height of a screen. */
const mostLines = 8;

/**
 * Clients and the domains that they query most: at most three lines from each client, 8 in all, and `maxNodes` of both.
 * Links choose them on the dashboard `here`.
 */
export const clientDomainGraph = (scope: Scope<Filter>, maxNodes: number, here: DomainDashboard) => {
  const lines = Math.min(mostLines, Math.floor(maxNodes / 2));
  const distance = (lines - 1) * nodeSize.row;
  const client = clientNodes(scope, lines, here);
  const domain = domainNodes(scope, lines, here);
  const queries = { title: "Queries", unit: "", whole: true };
  return nodeGraph("Who asks for which domain", {
    nodes: [client, domain],
    edges: [
      queryEdges(scope, lines, client, domain, { isBlocked: false }),
      queryEdges(scope, lines, client, domain, { isBlocked: true }),
    ],
    statistics: {
      nodes: { main: queries, secondary: { title: "Blocked share", unit: "%" } },
      edges: { main: queries },
    },
    ring: {
      part: { name: "blocked", title: "Blocked", color: colors.warning },
      rest: { name: "answered", title: "Answered", color: colors.good },
    },
    thickness: { thin: 10, thick: 10_000 },
    joinedBytes: 1000,
    maxNodes,
    positions: {
      radius: nodeSize.radius,
      middle: middle(),
      columns: [client, domain].map((kind, index) => ({
        kinds: [{ kind }],
        x: index === 0 ? -430 : 430,
        height: columnHeight(distance, lines),
      })),
    },
  })
    .height(heightFor(distance))
    .about({
      shows: `The domains that clients queried most in this range, at most three of each client and ${String(lines)} in all. Figures are all queries of a client or for a domain, and their blocked share is on the ring. Dashed lines are queries that were blocked. Folded clients and domains are left out`,
      normal: "clients share their domains",
      otherwise: "a client with domains of its own is new or odd: click it to see it alone",
    });
};

function clientNodes(scope: Scope<Filter>, lines: number, here: DomainDashboard): ClientNodes {
  return listedKind("client", ["zone", "client_ip"], {
    rank: { expression: sum.by(["zone", "client_ip"], strongestPairs(scope, lines).expression) },
    limit: lines,
    main: { query: queriesOfStrongest(scope, lines, ["zone", "client_ip"]) },
    secondary: { query: blockedShareOfClients(scope), scale: 100 },
    described: { by: ["client_ip"], query: titlesOfAskingClients(scope) },
    title: { listed: "title" },
    found: { subtitle: { query: zoneTitlesOfStrongest(scope, lines), label: "zone_title" } },
    details: { Address: "client_ip" },
    link: dataLink({ title: "Only this one", to: here, set: { client: "client_ip" }, keep: ["zone"] }),
  });
}

function domainNodes(scope: Scope<Filter>, lines: number, here: DomainDashboard): DomainNodes {
  return listedKind("domain", ["domain"], {
    rank: { expression: sum.by(["domain"], strongestPairs(scope, lines).expression) },
    limit: lines,
    main: { query: queriesOfStrongest(scope, lines, ["domain"]) },
    secondary: { query: blockedShareOfDomains(scope, lines), scale: 100 },
    title: "domain",
    found: { subtitle: { query: categoriesOfStrongest(scope, lines), label: "category" } },
    link: dataLink({ title: "Only this one", to: here, set: { domain: "domain" }, keep: ["zone", "client"] }),
  });
}

const queryEdges = (
  scope: Scope<Filter>,
  lines: number,
  client: ClientNodes,
  domain: DomainNodes,
  { isBlocked }: { readonly isBlocked: boolean },
) => {
  const query = strongestPairs(scope, lines, isBlocked);
  return edgeKind(isBlocked ? "blocked" : "asks", {
    query,
    from: client.at({ zone: "zone", client_ip: "client_ip" }),
    to: domain.at({ domain: "domain" }),
    main: { query },
    color: isBlocked ? colors.warning : colors.notice,
    dashed: isBlocked,
  });
};
