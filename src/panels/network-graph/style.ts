/** The style that nodes and edges of all graphs of the network share. */
import { dataLink, type DrawableQuery } from "../../grafana/index.js";
import { colors } from "../tokens.js";
import type { GraphTargets } from "./context.js";

export const statistics = {
  nodes: { main: { title: "Requests and queries", unit: "/s" }, secondary: { title: "Failed", unit: "% failed" } },
  edges: { main: { title: "Requests and queries", unit: "/s" }, secondary: { title: "Latency", unit: "ms" } },
} as const;

/**
 * Queries stay below 8 KiB at sixty services and twelve zones. Replicas, long names and many parts of the
 * infrastructure make them longer, and such a lab gets its graph, too.
 */
export const maxQueryBytes = 65_536;

/** An edge is 1 wide at one request in 100 seconds and 10 wide at 100 requests per second. */
const thickness = { thin: 0.01, thick: 100 } as const;

/** The failed share of a node, as second line and as red part of its ring. */
export const failureRing = <L extends string>(whole: DrawableQuery<L>, failed: DrawableQuery<L>) => ({
  secondary: { part: failed, whole },
  arcs: {
    whole,
    parts: { failed: { title: "Failed", color: colors.bad, query: failed } },
    rest: { name: "ok", title: "Answered", color: colors.good },
  },
});

/** An edge for each series of a query, which shows and is as thick as its value. */
export const rateEdge = <L extends string>(query: DrawableQuery<L>) => ({
  query,
  main: { query },
  thickness: { query, ...thickness },
});

export const openServices = ({ services }: GraphTargets) =>
  dataLink({ title: "Service performance/Open", to: services });

export const ringDescription =
  "The ring of a node shows the answered and the failed share of its requests and queries. Its figures are requests and " +
  "queries per second and the failed share; the second line of its name is the zone. The width of a line follows its " +
  "traffic. Hover over a node or line for figures, and click it for more";
