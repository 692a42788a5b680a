/** The style that nodes and edges of all graphs of the network share. */
import { dataLink, type DrawableQuery } from "../../grafana/index.js";
import { colors } from "../tokens.js";
import type { GraphTargets } from "./context.js";

/** Rates per minute: Grafana gives figures of nodes two decimals, and a home has a request in a minute. */
export const perMinute = <L extends string>(query: DrawableQuery<L>) => ({ query, scale: 60 });

/** Without a unit: it would stand beside the figure, and has no room in the circle. */
const rate = { title: "Requests and queries per minute" } as const;

export const statistics = {
  nodes: { main: rate, secondary: { title: "Failed share", unit: "%" } },
  edges: { main: rate },
} as const;

/**
 * Of all graphs of the network: the failed share on the ring, lines that are widest at 100 requests per second, and
 * queries that a person can read.
 */
export const look = {
  statistics,
  ring: {
    part: { name: "failed", title: "Failed", color: colors.bad },
    rest: { name: "ok", title: "Answered", color: colors.good },
  },
  thickness: { thin: 0.6, thick: 6000 },
  joinedBytes: 1000,
} as const;

/** The figures of a node, and their failed share in per cent. */
export const rateOfNode = <L extends string>(whole: DrawableQuery<L>, failed: DrawableQuery<L>) => ({
  main: perMinute(whole),
  secondary: { part: failed, whole },
});

/** An edge for each series of a query, which shows its value. */
export const rateEdge = <L extends string>(query: DrawableQuery<L>) => ({ query, main: perMinute(query) });

export const openServices = ({ services }: GraphTargets) =>
  dataLink({ title: "Open its dashboard", to: services, keep: ["zone"] });

export const openDns = ({ dns }: GraphTargets) =>
  dataLink({ title: "Open its dashboard", to: dns, keep: ["zone", "client"] });

export const ringDescription =
  "The ring of a node shows the answered and the failed share of its requests and queries. Its figures are requests and " +
  "queries per minute and the failed share; below its name stands its zone or type. The width of a line follows its " +
  "traffic. Hover over a node or line for figures, and click it for more";
