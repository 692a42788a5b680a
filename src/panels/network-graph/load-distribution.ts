/** Services, their backends and servers: how load is distributed. */
import type { Lab } from "../../lab/index.js";
import { dataLink } from "../../grafana/index.js";
import {
  backendRate,
  backendTitles,
  backendToServer,
  distributingBackends,
  serviceTitles,
  serviceToBackend,
  type Filter,
  type Scope,
} from "../../queries/index.js";
import { sum } from "../../promql/index.js";
import { edgeKind, listedKind, nodeGraph } from "../node-graph/index.js";
import type { GraphTargets } from "./context.js";
import { loadLayout } from "./load-layout.js";
import { look, openServices, perMinute, rateEdge } from "./style.js";

const requests = { title: "Requests per minute" } as const;

/** Backends with several servers, those that services declare, and their servers. */
export const distributionGraph = (lab: Lab, scope: Scope<Filter>, targets: GraphTargets) => {
  const { rows: limit, height, positions } = loadLayout(lab);
  const pairs = serviceToBackend(scope, limit);
  const loads = backendToServer(scope, limit);
  const ofService = { expression: sum.by(["service"], pairs.expression) };
  const service = listedKind("service", ["service"], {
    rank: ofService,
    limit,
    main: perMinute(ofService),
    described: { by: ["service"], query: serviceTitles(scope) },
    title: { listed: "title" },
    subtitle: { text: "service" },
    link: dataLink({ title: "Open its dashboard", to: targets.services, set: { service: "service" }, keep: ["zone"] }),
  });
  const backend = listedKind("backend", ["backend"], {
    rank: distributingBackends(scope),
    limit,
    main: perMinute(backendRate(scope)),
    described: { by: ["backend"], query: backendTitles(scope) },
    title: { listed: "title" },
    subtitle: { text: "backend" },
    link: openServices(targets),
  });
  const server = listedKind("server", ["backend", "server"], {
    rank: loads,
    limit,
    main: perMinute(loads),
    title: "server",
    subtitle: { text: "server" },
    link: openServices(targets),
  });
  return nodeGraph("Load distribution", {
    nodes: [service, backend, server],
    edges: [
      edgeKind("backend", {
        ...rateEdge(pairs),
        from: service.at({ service: "service" }),
        to: backend.at({ backend: "backend" }),
      }),
      edgeKind("load", {
        ...rateEdge(loads),
        from: backend.at({ backend: "backend" }),
        to: server.at({ backend: "backend", server: "server" }),
      }),
    ],
    statistics: { nodes: { main: requests }, edges: { main: requests } },
    thickness: look.thickness,
    joinedBytes: look.joinedBytes,
    positions: positions(service, backend, server),
  })
    .about({
      shows:
        "Requests per minute of each service to its servers, where it has several or where the lab declares its backends. A service with one pool of servers is its own backend. The busiest are drawn",
      normal: "the servers of a backend get requests by their weights; nothing where every service has one server",
      otherwise: "compare with “Share per server against its weight” of Service Performance",
    })
    .height(height);
};
