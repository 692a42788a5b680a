/**
 * Node graphs from plain Prometheus: declared kinds of nodes and edges become one panel. It knows no metric and no lab.
 *
 * ```ts
 * const client = nodeKind("client", ["zone", "ip"], {
 *   most: 60,                                        // beyond: one node per zone
 *   others: { title: "other clients", by: ["zone"] },
 *   title: found(titles, "title", "ip"),             // joined; without a partner the label
 *   subtitle: "zone",
 *   main: { query: relabelled(queries, { zone: "network_zone", ip: "client_ip" }) },
 *   colour: chosen("zone", { home: "#0072B2" }, "#8E8E8E"),
 *   link: dataLink({ title: "This client", to: zones, set: { zone: "zone", client: "ip" } }),
 * });
 * const resolver = nodeKind("resolver", [], { most: 1, title: { text: "AdGuard Home" }, main: { query: allQueries } });
 * const dns = edgeKind("dns", {
 *   query: queries,                                  // Query<"network_zone" | "client_ip">
 *   from: client.at({ zone: "network_zone", ip: "client_ip" }),
 *   to: resolver.at({}),
 *   main: { query: queries },
 *   details: { "Connection type": { text: "DNS" } },
 * });
 * nodeGraph("Who asks", {
 *   nodes: [client, resolver],
 *   edges: [dns],
 *   statistics: { nodes: { main: { title: "Queries", unit: "q/s" } }, edges: { main: { title: "Queries", unit: "q/s" } } },
 * }).description("…");
 * ```
 *
 * Whatever the data: every end of an edge is a node; no statistic or arc is NaN; nodes and edges are cut to the same
 * top and the rest is folded, so that sums stay; there are never more nodes than `limit`; ids never meet.
 */
export { type Layout } from "./boundary.js";
export { type Amount, type Figure, type Share } from "./figure.js";
export { nodeId, othersId } from "./identity.js";
export {
  edgeKind,
  nodeKind,
  type AnyNodeKind,
  type Arc,
  type Arcs,
  type ColourSteps,
  type EdgeAbout,
  type EdgeKind,
  type End,
  type NodeAbout,
  type NodeKind,
} from "./kinds.js";
export { nodeGraph, type GraphContent, type NodeGraph, type Statistic, type Statistics } from "./panel.js";
export { secondsSinceGrowth } from "./last-growth.js";
export { relabelled } from "./relabelled.js";
export { total } from "./total.js";
export { chosen, found, type ComposedText, type FixedText, type TextSource } from "./text.js";
