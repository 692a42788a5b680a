import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dashboardsOf } from "../../../src/dashboards/index.js";
import { objectsAt } from "../../../src/grafana/json.js";
import { targetsOf, type JsonObject } from "../../../src/grafana/index.js";
import { defineLab } from "../../../src/lab/index.js";
import { topologyRows } from "../../../src/lab/topology.js";
import type { RunningPrometheus } from "../../prometheus/server.js";
import { chosen, linksOfRows } from "../../grafana/data-links.js";
import { framesOf, transform } from "../../grafana/engine.js";
import { graphOf } from "../node-graph/drawn-graph.js";
import { end, growing, prometheusWith, type Sampled } from "../node-graph/panel-answers.js";

/* A home in which no title is like its name, in a real Prometheus, and its graphs by Grafana's own engine. */

const lab = defineLab({
  zones: [
    { name: "z-lan", title: "Home network", cidrs: ["192.168.1.0/24"] },
    { name: "z-iot", title: "Things", cidrs: ["192.168.2.0/24"] },
  ],
  services: [
    { name: "s-memos@docker", title: "Memos", zone: "z-lan" },
    {
      name: "s-photos@file",
      title: "Photos",
      zone: "z-lan",
      backends: [{ name: "b-a", servers: [{ url: "http://10.0.0.1" }, { url: "http://10.0.0.2" }] }],
    },
  ],
  infrastructure: [
    { name: "i-traefik", title: "Traefik", kind: "proxy", host: "traefik.lab", zone: "z-lan" },
    { name: "i-adguard", title: "AdGuard Home", kind: "dns", host: "dns.lab", zone: "z-lan" },
    { name: "i-second", title: "Second AdGuard Home", kind: "dns", host: "dns2.lab", zone: "z-lan" },
    { name: "i-grafana", title: "Grafana", kind: "dashboards", host: "grafana.lab", zone: "z-lan" },
  ],
  clients: [{ address: "192.168.1.7", title: "Laptop" }],
  resolvers: [{ name: "r-nine", title: "Quad9", addresses: ["9.9.9.9"], zone: "z-lan" }],
});

const counter = (name: string, labels: Sampled["labels"]): Sampled => ({ name, labels, value: growing(1) });
const info = (name: string, labels: object): Sampled => ({
  name,
  labels: Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== "")) as Sampled["labels"],
  value: () => 1,
});

const rows = topologyRows(lab, () => "z-lan");
const traffic: readonly Sampled[] = [
  counter("zone_connections_total", {
    source_zone: "z-lan",
    destination_zone: "z-lan",
    service_type: "http",
    state: "ok",
  }),
  counter("zone_connections_total", {
    source_zone: "z-iot",
    destination_zone: "z-lan",
    service_type: "dns",
    state: "ok",
  }),
  counter("traefik_requests_total", {
    service: "s-memos@docker",
    backend: "s-memos@docker",
    client_ip: "192.168.1.7",
    client_zone: "z-lan",
    code: "200",
  }),
  counter("adguard_upstream_queries_total", { upstream: "r-nine", status: "ok" }),
  counter("adguard_client_domain_frequency", { zone: "z-lan", client_ip: "192.168.1.7", domain: "example.org" }),
  counter("adguard_client_domain_frequency", { zone: "z-iot", client_ip: "192.168.2.9", domain: "example.org" }),
  ...["192.168.1.7", "192.168.2.9"].map((client_ip): Sampled => {
    const [zone, zone_title, title] =
      client_ip === "192.168.1.7" ? ["z-lan", "Home network", "Laptop"] : ["z-iot", "Things", client_ip];
    const labels = { zone: zone ?? "", zone_title: zone_title ?? "", client_ip, title: title ?? "", type: "desktop" };
    return { name: "zone_client_ip:connections:rate2m", labels, value: () => 1 };
  }),
];
/** Requests to two servers of a backend, and to a backend that a service declares. */
const servers: readonly Sampled[] = [
  ...["s-memos@docker", "b-a"].flatMap((backend) =>
    ["http://10.0.0.1", "http://10.0.0.2"].map((server) =>
      counter("traefik_load_balancer_distribution", { backend, server }),
    ),
  ),
  counter("traefik_requests_total", {
    service: "s-photos@file",
    backend: "b-a",
    client_ip: "192.168.1.7",
    client_zone: "z-lan",
    code: "200",
  }),
];

const texts: readonly Sampled[] = [
  ...rows.map((row) => info("homelab_topology_info", row)),
  info("homelab_entity_info", { kind: "client", name: "192.168.1.7", title: "Laptop", zone: "z-lan" }),
];

const finalized = dashboardsOf(lab).map((definition) => definition.finalize());

function graphPanel(key: string): { readonly panel: JsonObject; readonly queries: ReturnType<typeof targetsOf> } {
  const dashboard = finalized.find(({ keys }) => key in keys);
  if (dashboard === undefined) throw new Error(`no dashboard has the panel ${key}`);
  const panels = objectsAt(dashboard.json, "panels").flatMap((panel) => [panel, ...objectsAt(panel, "panels")]);
  const panel = panels.find(({ id }) => id === dashboard.keys[key]);
  if (panel === undefined) throw new Error(`no panel is called ${key}`);
  return { panel, queries: targetsOf(dashboard).filter((target) => target.panel === key) };
}

const replaced = (window: string): Readonly<Record<string, string>> => ({
  $__rate_interval: window,
  $__range: window,
  "${graph_seconds}": "300",
});

async function framesOfGraph(server: RunningPrometheus, key: string, window = "5m") {
  const { panel, queries } = graphPanel(key);
  const answers = await Promise.all(
    queries.map(async ({ refId, expr }) => {
      const filled = Object.entries(replaced(window)).reduce((done, [from, to]) => done.replaceAll(from, to), expr);
      const { series } = await server.client.instant(filled.replaceAll(/\$\{\w+:regex\}/g, ".*"), end + 30);
      return framesOf(
        refId,
        series.map(({ labels, points }) => ({ labels, value: points[0]?.[1] ?? Number.NaN })),
      );
    }),
  );
  return { panel, frames: await transform(panel, answers.flat()) };
}

/** The parameters of an address, as Grafana reads them: without the fragment. */
const read = (href = "") => {
  const { pathname, searchParams } = new URL(href, "http://grafana");
  return [pathname, ...[...searchParams].map((pair) => pair.join("="))];
};

async function links(server: RunningPrometheus, key: string) {
  const { panel, frames } = await framesOfGraph(server, key);
  const variables = [chosen("zone", "z-lan", "z-iot"), chosen("client", "192.168.1.7", "192.168.2.9")];
  const found = linksOfRows(panel, frames, "id", variables);
  return Object.fromEntries([...found].flatMap(([id, hrefs]) => (hrefs.length === 0 ? [] : [[id, read(hrefs[0])]])));
}

const time = ["from=now-1h", "to=now"];
const zones = ["var-zone=z-lan", "var-zone=z-iot"];
const clients = ["var-client=192.168.1.7", "var-client=192.168.2.9"];

describe("the graphs of a home", () => {
  let server: RunningPrometheus;
  let withoutTexts: RunningPrometheus;
  beforeAll(async () => {
    server = await prometheusWith([...traffic, ...texts]);
    withoutTexts = await prometheusWith(traffic);
  });
  afterAll(async () => {
    await server.stop();
    await withoutTexts.stop();
  });

  it.each(["zone-graph", "full-graph"])("lead on from %s, with the zone and client that are chosen", async (key) => {
    const found = await links(server, key);
    const toDns = ["/d/homelab-dns", ...time, ...zones, ...clients];
    const toServices = ["/d/homelab-services", ...time, ...zones];
    expect(found).toMatchObject({
      "zone/z-iot": ["/d/homelab-zones", "var-zone=z-iot", ...time],
      "infrastructure/i-traefik": toServices,
      "infrastructure/i-adguard": toDns,
      "infrastructure/i-second": toDns,
      "infrastructure/i-grafana": toServices,
      "service/s-memos@docker": ["/d/homelab-services", "var-service=s-memos@docker", ...time, ...zones],
      "resolver/r-nine": toDns,
    });
    if (key === "zone-graph") return;
    expect(found["client/z-iot␟192.168.2.9"]).toEqual([
      "/d/homelab-zones",
      "var-zone=z-iot",
      "var-client=192.168.2.9",
      ...time,
    ]);
  });

  it("lead from AdGuard Home to its dashboard without the texts of the lab, too", async () => {
    const found = await links(withoutTexts, "zone-graph");
    expect(found["infrastructure/i-adguard"]).toEqual(["/d/homelab-dns", ...time, ...zones, ...clients]);
    expect(found["infrastructure/i-traefik"]).toEqual(["/d/homelab-services", ...time, ...zones]);
  });

  it("choose a client with its zones, and a domain with zones and clients", async () => {
    expect(await links(server, "client-domain-graph")).toEqual({
      "client/z-lan␟192.168.1.7": ["/d/homelab-dns", "var-client=192.168.1.7", ...time, ...zones],
      "client/z-iot␟192.168.2.9": ["/d/homelab-dns", "var-client=192.168.2.9", ...time, ...zones],
      "domain/example.org": ["/d/homelab-dns", "var-domain=example.org", ...time, ...zones, ...clients],
    });
  });

  it.each(["zone-graph", "full-graph", "client-domain-graph"])(
    "show titles, and no name that has one, in %s",
    async (key) => {
      const { frames } = await framesOfGraph(server, key);
      const { nodes, edges } = graphOf(frames);
      const shown = [...nodes, ...edges].flatMap((row) =>
        Object.entries(row).flatMap(([name, value]) => (/^(title|subtitle|detail__.*)$/.test(name) ? [value] : [])),
      );
      expect(shown.length).toBeGreaterThan(4);
      expect(shown.filter((text) => typeof text === "string" && /\b[zsir]-/.test(text))).toEqual([]);
      if (key !== "zone-graph") expect(shown).toContain("Laptop");
      expect(shown).toContain("Home network");
    },
  );
});

/* After a failed scrape no series is there, but rates still are: those of the last minutes. */
describe("the graphs while the exporter can't be scraped", () => {
  const ended = ({ value, ...series }: Sampled): Sampled => ({
    ...series,
    value: (ago) => (ago < 400 ? undefined : value(ago)),
  });

  it.each([
    ["with the lab's texts from rules", texts],
    ["without the lab's texts", texts.map(ended)],
  ])("have a node at each end of a line, %s", async (_, given) => {
    await using server = await prometheusWith([...[...traffic, ...servers].map(ended), ...given], 1500);
    const graphs = ["zone-graph", "full-graph", "distribution-graph", "client-domain-graph"].map(async (key) => {
      const { frames } = await framesOfGraph(server, key, "20m");
      return [key, graphOf(frames).edges.length] as const;
    });
    const lines = Object.fromEntries(await Promise.all(graphs));
    // Without the texts the graph doesn't know which backends are declared.
    expect(lines["distribution-graph"]).toBe(given === texts ? 5 : 4);
    expect(lines["client-domain-graph"]).toBe(2);
  });
});
