import { dataLink } from "../../grafana/index.js";
import type { Lab } from "../../lab/index.js";
import {
  clientActivity,
  clientLastSeen,
  clientRequests,
  clientTexts,
  failedClientRequests,
  onlyFilters,
  type Filter,
  type Scope,
} from "../../queries/index.js";
import { edgeKind, listedKind, nodeGraph, type EdgeKind, type NodeKind } from "../node-graph/index.js";
import type { GraphContext, GraphTargets } from "./context.js";
import { coreEdges } from "./edges.js";
import { scrapeEdges } from "./scrape-edges.js";
import { networkLayout } from "./layout.js";
import { limitsNote, limitsOf, type Limits } from "./limits.js";
import { coreNodes, kindsOf, type CoreNodes } from "./nodes.js";
import { look, perMinute, rateEdge, ringDescription } from "./style.js";

interface FullContext extends GraphContext {
  /** The scope with the window in which clients were last seen. */
  readonly lookback: Scope<Filter>;
}

/** The busiest clients, and the others of each zone as one. */
function clientNodes(
  { lab, scope, lookback, targets }: FullContext,
  { clients: limit, hasOtherClients }: Limits,
): NodeKind<"zone" | "client_ip"> {
  const clients = onlyFilters(scope, "zone", "client");
  return listedKind("client", ["zone", "client_ip"], {
    rank: clientActivity(scope),
    rankTexts: clientTexts,
    limit,
    ...(hasOtherClients
      ? {
          capacity: limit + lab.zones.length + 1,
          overflow: { title: "other clients", by: ["zone"], texts: ["zone_title"] },
        }
      : {}),
    main: perMinute(clientActivity(scope)),
    secondary: { part: failedClientRequests(clients), whole: clientRequests(clients) },
    title: { listed: "title" },
    subtitle: { listed: "zone_title" },
    details: {
      Address: "client_ip",
      Device: { listed: "type" },
      "Last seen (minutes ago)": { query: clientLastSeen(lookback), aggregate: "min", scale: 1 / 60 },
    },
    link: dataLink({ title: "Open its dashboard", to: targets.zones, set: { zone: "zone", client: "client_ip" } }),
  });
}

/** Clients by zone, and all that they ask: services and resolvers. Without recording rules there are no clients. */
export const fullGraph = (lab: Lab, scope: Scope<Filter>, targets: GraphTargets, lookback: Scope<Filter>) => {
  const context = { lab, scope, targets, lookback };
  const hasClients = { hasClients: lab.rules };
  const limits = limitsOf(lab, hasClients);
  const layout = networkLayout(lab, limits, hasClients);
  const core = coreNodes(context, { limits, isDetailed: false });
  const client = lab.rules ? [clientNodes(context, limits)] : [];
  return nodeGraph("Network in full", {
    nodes: [...client, ...kindsOf(core)],
    edges: [
      ...client.map((kind) => clientToZone(context, kind, core)),
      ...coreEdges(context, core),
      ...scrapeEdges(context, core),
    ],
    positions: layout.positions(core, client[0]),
    ...look,
  })
    .about({
      shows: ringDescription,
      note: `${clientsNote(lab, limits)} ${limitsNote(lab, limits)}Dashed lines are scrapes. What services need is in the zone map, and domains are in “Who asks for which domain”`,
      normal: "rings without a red part",
      otherwise: lab.rules ? "click a client that you don't know" : "click the node with a red part",
    })
    .height(layout.height);
};

function clientsNote(lab: Lab, { hasOtherClients }: Limits): string {
  if (!lab.rules)
    return "Clients are left out: their activity is recorded by rules, which this lab doesn't have (`rules: false`).";
  return hasOtherClients
    ? "The busiest clients have a node each, the others of a zone one node."
    : "The busiest clients have a node each.";
}

const clientToZone = ({ scope }: FullContext, client: NodeKind<"zone" | "client_ip">, { zone }: CoreNodes): EdgeKind =>
  edgeKind("in-zone", {
    ...rateEdge(clientActivity(scope)),
    from: client.at({ zone: "zone", client_ip: "client_ip" }),
    to: zone.rankedAt({ source_zone: "zone" }),
  });
