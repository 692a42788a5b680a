/**
 * Node graphs from plain Prometheus: declared kinds of nodes and edges become one panel. It depends on no metric and no
 * lab.
 *
 * ```ts
 * const client = nodeKind("client", ["zone", "ip"], {
 *   limit: 60,                                       // the rest: one node per zone
 *   overflow: { title: "other clients", by: ["zone"] },
 *   title: lookup(titles, "title", "ip"),            // without a title the label
 *   subtitle: "zone",
 *   main: { query: relabel(queries, { zone: "network_zone", ip: "client_ip" }) },
 *   color: mapLabel("zone", { home: "#0072B2" }, "#8E8E8E"),
 *   link: dataLink({ title: "This client", to: zones, set: { zone: "zone", client: "ip" } }),
 * });
 * const resolver = nodeKind("resolver", [], { limit: 1, title: { text: "AdGuard Home" }, main: { query: allQueries } });
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
 * These hold for any data: each end of an edge is a node; no statistic or arc is NaN; nodes and edges have the same limit,
 * and overflow nodes represent the rest, so that sums stay the same; there are at most `maxNodes` nodes; ids of two kinds
 * never collide.
 */
export { type Layout } from "./boundary.js";
export { type Amount, type Figure, type Share } from "./figure.js";
export { nodeId, overflowId } from "./identity.js";
export {
  edgeKind,
  nodeKind,
  type AnyNodeKind,
  type Arc,
  type Arcs,
  type ColorThresholds,
  type EdgeKindOptions,
  type EdgeKind,
  type EdgeEnd,
  type NodeKindOptions,
  type NodeKind,
  type ListedKind,
} from "./kinds.js";
export { listedKind, type ListedKindOptions, type ListedTextSource } from "./listed-kind.js";
export { nodeGraph, type NodeGraphOptions, type NodeGraph } from "./panel.js";
export { type PositionColumn, type PositionPoints, type Positions } from "./positions.js";
export { type Ring, type Statistic, type Statistics, type Thickness } from "./transformation-plan.js";
export { secondsSinceIncrease } from "./time-since-increase.js";
export { relabel } from "./relabel.js";
export { sumSeries } from "./sum-series.js";
export { mapLabel, lookup, type DerivedText, type FixedText, type TextSource } from "./text-source.js";
