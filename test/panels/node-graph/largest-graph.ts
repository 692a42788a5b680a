/** A graph as large as the largest one of the dashboards, to measure its queries. */
import {
  edgeKind,
  lookup,
  nodeGraph,
  nodeKind,
  relabel,
  mapLabel,
  sumSeries,
} from "../../../src/panels/node-graph/index.js";
import { rateInterval, variable, type InstantVector } from "../../../src/promql/index.js";
import { present, rateOf } from "../../../src/queries/metric-queries.js";
import { requestRate, type Filter, type Scope } from "../../../src/queries/index.js";

const scope: Scope<Filter> = {
  filters: [
    { filter: "zone", value: variable("zone") },
    { filter: "client", value: variable("client") },
    { filter: "service", value: variable("service") },
  ],
  window: rateInterval,
  shift: {},
  sources: { traefik: "copies", adguard: "copies", zone: "copies", domain: "copies" },
};
const shown = <L extends string>(expression: InstantVector<L>) => ({ expression });
const zones = {
  ...scope,
  filters: [
    { filter: "zone", value: variable("zone") },
    { filter: "client", value: variable("client") },
  ],
} as Scope<"zone" | "client">;
const queries = shown(rateOf("adguard_client_requests_total", zones, ["network_zone", "client_ip"]));
const requests = requestRate(scope, ["client_zone", "client_ip"]);
const byService = requestRate(scope, ["service"]);
const failed = shown(
  rateOf("traefik_requests_total", { ...zones, filters: [] }, ["service"], {
    code: { operator: "=~", value: "5.." },
  }),
);
const titles = (kind: "client" | "service" | "zone") =>
  shown(
    present("homelab_entity_info", { ...scope, filters: [] }, ["name", "title"], {
      kind,
    }) as unknown as InstantVector<"name" | "title">,
  );

const queriesHere = relabel(queries, { zone: "network_zone", ip: "client_ip" });
const requestsHere = relabel(requests, { zone: "client_zone", ip: "client_ip" });
const both = sumSeries(queriesHere, requestsHere);

const arcs = (whole: typeof byService) => ({
  whole: relabel(whole, { name: "service" }),
  parts: { failed: { title: "Failed", color: "#D55E00", query: relabel(failed, { name: "service" }) } },
  rest: { name: "ok", title: "OK", color: "#0072B2" },
});

export const largestGraph = (clients = 40) => {
  const client = nodeKind("client", ["zone", "ip"], {
    limit: clients,
    rank: queriesHere,
    overflow: { title: "other clients", by: ["zone"], limit: 8 },
    title: lookup(relabel(titles("client"), { ip: "name", title: "title" }), "title", "ip"),
    subtitle: "zone",
    main: { query: both },
    color: mapLabel(
      "zone",
      Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`zone-${i}`, "#0072B2"])),
      "#8E8E8E",
    ),
    details: { Zone: "zone", Address: "ip" },
  });
  const zone = nodeKind("zone", ["zone"], {
    limit: 12,
    title: "zone",
    main: {
      query: sumSeries(
        relabel(shown(rateOf("adguard_client_requests_total", zones, ["network_zone"])), {
          zone: "network_zone",
        }),
        relabel(requestRate(scope, ["client_zone"]), { zone: "client_zone" }),
      ),
    },
  });
  const service = nodeKind("service", ["name"], {
    always: relabel(
      shown(
        present("homelab_entity_info", { ...scope, filters: [] }, ["name"], {
          kind: "service",
        }) as unknown as InstantVector<"name">,
      ),
      { name: "name" },
    ),
    limit: 40,
    title: lookup(titles("service"), "title", "name"),
    main: { query: relabel(byService, { name: "service" }) },
    secondary: { part: relabel(failed, { name: "service" }), whole: relabel(byService, { name: "service" }) },
    arcs: arcs(byService),
  });
  const traefik = nodeKind("traefik", [], {
    limit: 1,
    title: { text: "Traefik" },
    main: { query: requestRate(scope, []) },
  });
  const domain = nodeKind("domain", ["name"], {
    limit: 30,
    title: "name",
    main: {
      query: relabel(shown(rateOf("adguard_client_domain_frequency", { ...zones, filters: [] }, ["domain"])), {
        name: "domain",
      }),
    },
  });
  const perDomain = shown(
    rateOf("adguard_client_domain_frequency", { ...scope, filters: zones.filters }, ["zone", "client_ip", "domain"]),
  );
  return nodeGraph("Everything", {
    nodes: [client, zone, service, traefik, domain],
    edges: [
      edgeKind("from", {
        query: both,
        from: client.at({ zone: "zone", ip: "ip" }),
        to: zone.at({ zone: "zone" }),
        main: { query: both },
      }),
      edgeKind("http", {
        query: requests,
        from: zone.at({ zone: "client_zone" }),
        to: traefik.at({}),
        main: { query: requests },
      }),
      edgeKind("routes", {
        query: byService,
        from: traefik.at({}),
        to: service.at({ name: "service" }),
        main: { query: byService },
        secondary: { part: failed, whole: byService },
        thickness: { query: byService, thin: 0.01, thick: 100 },
      }),
      edgeKind("looks-up", {
        query: perDomain,
        from: client.at({ zone: "zone", ip: "client_ip" }),
        to: domain.at({ name: "domain" }),
        main: { query: perDomain },
        secondary: { part: perDomain, whole: perDomain },
      }),
    ],
    maxNodes: 150,
    statistics: {
      nodes: { main: { title: "Rate", unit: "/s" }, secondary: { title: "Failed", unit: "% failed" } },
      edges: { main: { title: "Rate", unit: "/s" } },
    },
  }).description("x");
};
