/** The network as graphs: zones, clients, the services and resolvers that they ask, and the servers behind these. */
export { type GraphTargets } from "./context.js";
export { fullGraph } from "./full-graph.js";
export { loadLayout } from "./load-layout.js";
export { distributionGraph } from "./load-distribution.js";
export { zoneGraph } from "./zone-graph.js";
