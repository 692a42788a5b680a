/** Node graphs over the answers of a real Prometheus and Grafana's own transformations. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  mapLabel,
  edgeKind,
  lookup,
  nodeGraph,
  nodeId,
  nodeKind,
  overflowId,
  relabel,
  secondsSinceIncrease,
  sumSeries,
} from "../../../src/panels/node-graph/index.js";
import { dataLink } from "../../../src/grafana/index.js";
import {
  group,
  multiply,
  promql,
  range,
  rate,
  rateInterval,
  sum,
  type InstantVector,
} from "../../../src/promql/index.js";
import type { RunningPrometheus } from "../../prometheus/server.js";
import {
  end,
  framesFrom,
  graphFrom,
  growing,
  panelOf,
  prometheusWith,
  targetsIn,
  type Sampled,
} from "./panel-answers.js";
import { graphOf, type Graph } from "./drawn-graph.js";

const metrics = {
  calls_total: { type: "counter", labels: ["zone", "client", "service", "code"] },
  tags_info: { type: "info", labels: ["service", "title"] },
  needs_info: { type: "info", labels: ["from", "to"] },
} as const;
const select = promql(metrics);
const shown = <L extends string>(expression: InstantVector<L>) => ({ expression });

const calls = range(select("calls_total"), rateInterval);
const failures = range(select("calls_total", { code: "500" }), rateInterval);
const perEdge = shown(sum.by(["zone", "client", "service"], rate(calls)));
const perClient = shown(sum.by(["zone", "client"], rate(calls)));
const perService = shown(sum.by(["service"], rate(calls)));
const failedPerService = shown(sum.by(["service"], rate(failures)));
const failedPerEdge = shown(sum.by(["zone", "client", "service"], rate(failures)));
const titles = { expression: group.by(["service", "title"], select("tags_info")) };
const named = { expression: group.by(["service"], select("tags_info")) };
const needs = { expression: group.by(["from", "to"], select("needs_info")) };

const page = { uid: "page", variables: ["zone", "client", "service"] } as const;

interface Shape {
  readonly clients?: number;
  readonly groups?: number;
  readonly services?: number;
  readonly evaluationDelay?: "none" | "30s";
}

function callGraph({ clients = 4, groups = 4, services = 10, evaluationDelay = "none" }: Shape = {}) {
  const client = nodeKind("client", ["zone", "client"], {
    limit: clients,
    overflow: { title: "other clients", by: ["zone"], limit: groups },
    title: "client",
    subtitle: "zone",
    main: { query: perClient },
    color: mapLabel("zone", { home: "#0072B2" }, "#8E8E8E"),
    details: { Zone: "zone" },
    link: dataLink({ title: "Client", to: page, set: { zone: "zone", client: "client" } }),
  });
  const service = nodeKind("service", ["service"], {
    always: named,
    limit: services,
    title: lookup(titles, "title", "service"),
    main: { query: perService },
    secondary: { part: failedPerService, whole: perService },
    arcs: {
      whole: perService,
      parts: { failed: { title: "Failed", color: "#D55E00", query: failedPerService } },
      rest: { name: "ok", title: "OK", color: "#0072B2" },
    },
    link: dataLink({ title: "Service", to: page, set: { service: "service" } }),
  });
  return nodeGraph("Calls", {
    nodes: [client, service],
    edges: [
      edgeKind("calls", {
        query: perEdge,
        from: client.at({ zone: "zone", client: "client" }),
        to: service.at({ service: "service" }),
        main: { query: perEdge },
        secondary: { part: failedPerEdge, whole: perEdge },
        thickness: { query: perEdge, thin: 0.01, thick: 100 },
        color: { by: { part: failedPerEdge, whole: perEdge }, base: "#0072B2", steps: [[5, "#D55E00"]] },
        link: dataLink({ title: "Both", to: page, set: { client: "client", service: "service" } }),
      }),
      edgeKind("needs", {
        query: needs,
        from: service.at({ service: "from" }),
        to: service.at({ service: "to" }),
        dashed: true,
        link: dataLink({ title: "Service", to: page, set: { service: "to" } }),
      }),
    ],
    statistics: {
      nodes: { main: { title: "Calls", unit: "/s" }, secondary: { title: "Failed", unit: "% failed" } },
      edges: { main: { title: "Calls", unit: "/s" } },
    },
    evaluationDelay,
  }).description("Calls.");
}

/** Label values with special characters, each of them a zone, a client and a service. */
const hostile = [
  'say "hi"',
  "two\nlines",
  "Küche",
  "a/b",
  "a > b",
  "$1 ${zone}",
  "back\\slash",
  "a,b=c{}",
  "*",
  "others",
];

const call = (zone: string, client: string, service: string, perSecond: number, code = "200"): Sampled => ({
  name: "calls_total",
  labels: { zone, client, service, code },
  value: growing(perSecond),
});

const mainSum = (
  rows: readonly { readonly [field: string]: unknown }[],
  where: (row: { readonly [field: string]: unknown }) => boolean,
) => rows.filter(where).reduce((sum, row) => sum + Number(row["mainstat"] ?? 0), 0);

const kindOf = (kind: string) => (row: { readonly id?: unknown }) => new RegExp(`^${kind}[/*]`).test(String(row.id));

const byId = (graph: Graph, id: string) => graph.nodes.find((node) => node.id === id);

describe("a graph within its limits", () => {
  let server: RunningPrometheus;
  beforeAll(async () => {
    server = await prometheusWith([
      call("home", "laptop", "photos", 2),
      call("home", "laptop", "photos", 0.5, "500"),
      call("home", "phone", "films", 1),
      call("guest", "phone", "films", 4),
      { name: "tags_info", labels: { service: "photos", title: "Our photos" }, value: () => 1 },
      { name: "tags_info", labels: { service: "idle", title: "Never asked" }, value: () => 1 },
      { name: "needs_info", labels: { from: "photos", to: "database" }, value: () => 1 },
    ]);
  });
  afterAll(() => server.stop());

  it("shows figures of nodes and edges", async () => {
    const graph = await graphFrom(server, callGraph());
    expect(graph.nodes.map(({ id }) => id).sort()).toEqual([
      nodeId("client", "guest", "phone"),
      nodeId("client", "home", "laptop"),
      nodeId("client", "home", "phone"),
      nodeId("service", "database"),
      nodeId("service", "films"),
      nodeId("service", "idle"),
      nodeId("service", "photos"),
    ]);
    expect(byId(graph, "service/photos")).toMatchObject({
      title: "Our photos",
      mainstat: 2.5,
      secondarystat: 20,
      arc__failed: 0.2,
      arc__ok: 0.8,
    });
    // Only an edge names the database: it has no figure, and its name is its title.
    expect(byId(graph, "service/database")).toMatchObject({
      title: "database",
      mainstat: 0,
      arc__failed: 0,
      arc__ok: 0,
    });
    expect(byId(graph, "service/idle")).toMatchObject({ title: "Never asked", mainstat: 0 });
    expect(byId(graph, nodeId("client", "home", "laptop"))).toMatchObject({
      color: "#0072B2",
      subtitle: "home",
      detail__zone: "home",
    });
    expect(byId(graph, nodeId("client", "guest", "phone"))).toMatchObject({ color: "#8E8E8E", mainstat: 4 });
    const edges = Object.fromEntries(graph.edges.map((edge) => [`${edge.source} ${edge.target}`, edge]));
    expect(edges[`${nodeId("client", "home", "laptop")} service/photos`]).toMatchObject({
      mainstat: 2.5,
      secondarystat: 20,
      color: "#D55E00",
    });
    expect(edges[`${nodeId("client", "guest", "phone")} service/films`]).toMatchObject({
      mainstat: 4,
      color: "#0072B2",
    });
    expect(edges["service/photos service/database"]).toMatchObject({ strokedasharray: "5 5" });
    expect(edges["service/photos service/database"]).not.toHaveProperty("mainstat");
  });

  it("draws edges 0.5 to 4 wide", async () => {
    const { edges } = await graphFrom(server, callGraph());
    const width = (target: string, source: string) =>
      edges.find((edge) => edge.target === target && edge.source === source)?.["thickness"];
    expect(width("service/films", nodeId("client", "home", "phone"))).toBeCloseTo(
      0.5 + (3.5 * Math.log(1 / 0.01)) / Math.log(1e4),
    );
    for (const { thickness } of edges) {
      if (thickness === undefined) continue;
      expect(Number(thickness)).toBeGreaterThanOrEqual(0.5);
      expect(Number(thickness)).toBeLessThanOrEqual(4);
    }
  });

  it.each(targetsIn(callGraph()).map(({ refId }) => refId))("is a graph if %s has no answer", async (refId) => {
    const without = new RegExp(`^${refId}$`);
    const frames = await framesFrom(server, callGraph(), { without });
    if (/^node_(drawn|present)/.test(refId)) return;
    if (refId.startsWith("node_share")) {
      // The ring has a gap.
      expect(() => graphOf(frames)).toThrow(/^the arcs of service\/\w+ add up to 0\.\d+$/);
      return;
    }
    const graph = graphOf(/^node_found_title/.test(refId) ? withTitles(frames) : frames);
    expect(graph.nodes).toHaveLength(7);
  });

  it("has a whole ring where a node has a failed share and its figure is still 0", async () => {
    const service = nodeKind("service", ["service"], {
      always: named,
      limit: 10,
      title: "service",
      main: { query: shown(multiply.scalar(perService.expression, 0)) },
      secondary: { part: failedPerService, whole: perService },
    });
    const ring = {
      part: { name: "failed", title: "Failed", color: "#D55E00" },
      rest: { name: "ok", title: "Answered", color: "#0072B2" },
    };
    const graph = nodeGraph("Rings", { nodes: [service], edges: [], statistics: {}, evaluationDelay: "none", ring });
    const { nodes } = await graphFrom(server, graph);
    const failing = nodes.filter((node) => Number(node["arc__failed"]) > 0);
    expect(failing).not.toEqual([]);
    for (const node of failing) expect(Number(node["arc__failed"]) + Number(node["arc__ok"])).toBe(1);
  });

  it("is empty, without an error, if no query has an answer", async () => {
    expect(await graphFrom(server, callGraph(), { at: end - 86_400 })).toEqual({ nodes: [], edges: [] });
    expect(await framesFrom(server, callGraph(), { without: /./ })).toEqual([]);
  });

  it("can be a single edge without a figure", async () => {
    const part = nodeKind("part", ["name"], { limit: 5, title: "name" });
    const edge = edgeKind("needs", { query: needs, from: part.at({ name: "from" }), to: part.at({ name: "to" }) });
    const content = { nodes: [part], edges: [edge], statistics: {}, evaluationDelay: "none" } as const;
    const graph = await graphFrom(server, nodeGraph("x", content));
    expect(graph.nodes.map(({ title }) => title)).toEqual(["photos", "database"]);
    expect(graph.edges).toMatchObject([{ source: "part/photos", target: "part/database" }]);
  });

  it("shows the moment before the evaluation delay", async () => {
    const expressions = targetsIn(callGraph({ evaluationDelay: "30s" })).map(({ expr }) => expr);
    for (const expr of expressions) expect(expr.match(/_total|_info/g)?.length).toBe(expr.match(/offset 30s/g)?.length);
    const delayed = await graphFrom(server, callGraph({ evaluationDelay: "30s" }), { at: end + 30 });
    expect(delayed).toEqual(await graphFrom(server, callGraph()));
  });

  it("links each row to its own target, with values that Grafana percent-encodes", async () => {
    const graph = await graphFrom(server, callGraph());
    expect(linkOf(callGraph(), "title", byId(graph, nodeId("client", "home", "laptop")))).toBe(
      "Dashboards/Client: /d/page?var-zone=home&var-client=laptop&${__url_time_range}",
    );
    expect(linkOf(callGraph(), "title", byId(graph, "service/photos"))).toBe(
      "Dashboards/Service: /d/page?var-service=photos&${__url_time_range}",
    );
    const edge = graph.edges.find(({ target }) => target === "service/photos");
    expect(linkOf(callGraph(), "source", edge)).toBe(
      "Dashboards/Both: /d/page?var-client=laptop&var-service=photos&${__url_time_range}",
    );
  });
});

/** The link of a row as Grafana fills it in. */
function linkOf(
  panel: ReturnType<typeof callGraph>,
  field: string,
  row: { readonly [field: string]: unknown } | undefined,
) {
  const { overrides } = panelOf(panel)["fieldConfig"] as unknown as {
    overrides: readonly {
      matcher: { options: string };
      properties: readonly { value: readonly { title: string; url: string }[] }[];
    }[];
  };
  const link = overrides.find(({ matcher }) => matcher.options === field)?.properties[0]?.value[0];
  const filled = (text = "") =>
    text.replace(/\$\{__data\.fields\.(\w+):(\w+)\}/g, (_, name: string, format: string) => {
      const given = row?.[name];
      const value = typeof given === "string" ? given : "";
      return format === "percentencode" ? encodeURIComponent(value) : value;
    });
  return `${filled(link?.title)}: ${filled(link?.url)}`;
}

/** The frames with a title for each row that has none. */
function withTitles(frames: Awaited<ReturnType<typeof framesFrom>>) {
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) =>
      field.name === "title" ? { ...field, values: field.values.map((value: unknown) => value ?? "a title") } : field,
    ),
  }));
}

describe("a graph beyond its limits", () => {
  const zones = ["home", "guest", "iot", "work", "void"];
  const series = zones.flatMap((zone, z) =>
    Array.from({ length: 12 }, (_, c) =>
      Array.from({ length: 6 }, (_, s) => [
        // Many clients have the same rate, so that ranks tie.
        call(zone, `c${c}`, `s${s}`, 1 + ((z + c + s) % 3)),
        call(zone, `c${c}`, `s${s}`, 0.25, "500"),
      ]).flat(),
    ).flat(),
  );
  const sumOf = (where: (labels: Sampled["labels"]) => boolean) =>
    series.filter(({ labels }) => where(labels)).reduce((sum, { value }) => sum + (value(0)! - value(60)!) / 60, 0);
  let server: RunningPrometheus;
  beforeAll(async () => {
    server = await prometheusWith([
      ...series,
      { name: "tags_info", labels: { service: "s5", title: "Named" }, value: () => 1 },
      { name: "tags_info", labels: { service: "unasked", title: "Named, too" }, value: () => 1 },
    ]);
  });
  afterAll(() => server.stop());

  it.each([
    { clients: 4, groups: 12, services: 10 },
    { clients: 7, groups: 3, services: 3 },
    { clients: 1, groups: 1, services: 1 },
    { clients: 60, groups: 12, services: 6 },
    { clients: 59, groups: 1, services: 2 },
  ])("keeps all sums in overflow nodes and their edges: %o", async (shape) => {
    const graph = await graphFrom(server, callGraph(shape));
    const all = sumOf(() => true);
    expect(mainSum(graph.nodes, kindOf("client"))).toBeCloseTo(all, 6);
    expect(mainSum(graph.nodes, kindOf("service"))).toBeCloseTo(all, 6);
    expect(mainSum(graph.edges, () => true)).toBeCloseTo(all, 6);
    expect(graph.nodes.filter(({ id }) => id.startsWith("client/"))).toHaveLength(Math.min(60, shape.clients));
    expect(graph.nodes.filter(({ id }) => id.startsWith("service/"))).toHaveLength(Math.min(7, shape.services));
    // The edges of each node add up to its figure, also those of overflow nodes.
    for (const node of graph.nodes) {
      const touching = graph.edges.filter(({ source, target }) => source === node.id || target === node.id);
      expect(
        mainSum(touching, () => true),
        node.id,
      ).toBeCloseTo(Number(node["mainstat"]), 6);
    }
  });

  it("has an overflow node for each zone up to the limit, and one for the other zones", async () => {
    const graph = await graphFrom(server, callGraph({ clients: 4, groups: 3 }));
    const others = graph.nodes.filter(({ id }) => id.startsWith("client*"));
    expect(others).toHaveLength(4);
    expect(others.map(({ title }) => title)).toEqual(Array(4).fill("other clients"));
    const zoned = others.filter(({ subtitle }) => subtitle !== undefined);
    expect(zoned).toHaveLength(3);
    for (const node of zoned) {
      expect(node.id).toBe(overflowId("client", String(node["subtitle"])));
      expect(linkOf(callGraph(), "title", node)).toBe(
        `Dashboards/Client: /d/page?var-zone=${String(node["subtitle"])}&\${__url_time_range}`,
      );
    }
    expect(
      linkOf(
        callGraph(),
        "title",
        others.find(({ id }) => id === overflowId("client")),
      ),
    ).toBe("Dashboards/Client: /d/page?&${__url_time_range}");
  });

  it("keeps nodes that are always drawn, and divides the sums of shares", async () => {
    const graph = await graphFrom(server, callGraph({ services: 2 }));
    expect(
      graph.nodes
        .filter(({ id }) => id.startsWith("service"))
        .map(({ id }) => id)
        .sort(),
    ).toEqual([overflowId("service"), "service/s5", "service/unasked"]);
    const whole = sumOf(({ service }) => service !== "s5");
    const part = sumOf(({ service, code }) => service !== "s5" && code === "500");
    expect(byId(graph, overflowId("service"))?.["secondarystat"]).toBeCloseTo((100 * part) / whole, 9);
  });

  it("draws the same nodes in each evaluation, also if ranks tie", async () => {
    const first = await graphFrom(server, callGraph({ clients: 13, services: 3 }));
    for (let again = 0; again < 5; again += 1) {
      expect(await graphFrom(server, callGraph({ clients: 13, services: 3 }))).toEqual(first);
    }
  });
});

describe("a graph with a rank", () => {
  const failing = shown(sum.by(["zone", "client"], rate(failures)));
  const perZone = shown(sum.by(["zone"], rate(calls)));

  it("has an overflow node for members without a rank", async () => {
    await using server = await prometheusWith([
      call("home", "fails", "x", 1, "500"),
      call("home", "fails a little", "x", 0.5, "500"),
      call("home", "works", "x", 4),
      call("guest", "works", "x", 8),
    ]);
    const client = nodeKind("client", ["zone", "client"], {
      limit: 1,
      rank: failing,
      overflow: { by: ["zone"] },
      title: "client",
      subtitle: lookup(
        relabel(shown(sum.by(["zone", "code"], rate(failures))), { zone: "zone", kind: "code" }),
        "kind",
      ),
      details: { "Busiest (/s)": { query: perClient, aggregate: "max" } },
    });
    const hub = nodeKind("hub", [], { limit: 1, title: { text: "Hub" }, main: { query: shown(sum(rate(calls))) } });
    const all = nodeKind("zone", ["zone"], { limit: 9, title: "zone", icon: "home" });
    const graph = await graphFrom(
      server,
      nodeGraph("x", {
        nodes: [client, hub, all],
        edges: [
          edgeKind("calls", {
            query: perClient,
            from: client.at({ zone: "zone", client: "client" }),
            to: hub.at({}),
            main: { query: perClient },
            secondary: { query: perClient, aggregate: "min" },
          }),
          edgeKind("fixed", { query: perZone, from: hub.at({}), to: all.at({ zone: { text: "always" } }) }),
        ],
        statistics: {},
        evaluationDelay: "none",
      }),
    );
    expect(graph.nodes.map(({ id }) => id).sort()).toEqual([
      // The zone "guest" has no failures, so it isn't among the ranked groups.
      overflowId("client"),
      overflowId("client", "home"),
      nodeId("client", "home", "fails"),
      "hub",
      nodeId("zone", "always"),
    ]);
    expect(byId(graph, "hub")).toMatchObject({ title: "Hub", mainstat: 13.5 });
    // A node without a main statistic shows none, not zero.
    expect(byId(graph, nodeId("zone", "always"))).toMatchObject({ icon: "home" });
    expect(byId(graph, nodeId("zone", "always"))).not.toHaveProperty("mainstat");
    expect(byId(graph, overflowId("client", "home"))).toMatchObject({ subtitle: "500", detail__busiest_s: 4 });
    expect(byId(graph, overflowId("client"))).not.toHaveProperty("subtitle");
    const edge = graph.edges.find(({ source }) => source === overflowId("client", "home"));
    expect(edge).toMatchObject({ target: "hub", mainstat: 4.5, secondarystat: 0.5 });
  });
});

describe("a name with special characters", () => {
  let server: RunningPrometheus;
  beforeAll(async () => {
    server = await prometheusWith(
      hostile.flatMap((zone) =>
        hostile.map((client, index) => call(zone, client, hostile[(index + 3) % hostile.length]!, 1 + index)),
      ),
    );
  });
  afterAll(() => server.stop());

  it("is kept, and is never mixed up with another", async () => {
    const graph = await graphFrom(server, callGraph({ clients: 100, groups: 12, services: 20 }));
    const expected = hostile.flatMap((zone) => hostile.map((client) => nodeId("client", zone, client)));
    expect(graph.nodes.map(({ id }) => id).sort()).toEqual(
      [...expected, ...hostile.map((one) => nodeId("service", one))].sort(),
    );
    for (const zone of hostile) {
      for (const client of hostile) {
        expect(byId(graph, nodeId("client", zone, client))).toMatchObject({ title: client, subtitle: zone });
      }
    }
    expect(graph.edges).toHaveLength(100);
  });

  it("differs from the names of overflow nodes", async () => {
    const graph = await graphFrom(server, callGraph({ clients: 10, groups: 12, services: 3 }));
    const zoned = graph.nodes.filter(({ id }) => id.startsWith("client*/"));
    expect(zoned.map(({ subtitle }) => subtitle).sort()).toEqual([...hostile].sort());
    expect(mainSum(graph.nodes, kindOf("client"))).toBeCloseTo(mainSum(graph.nodes, kindOf("service")), 6);
  });
});

describe("queries for graphs", () => {
  it("sumSeries adds series that only some of the queries have", async () => {
    await using server = await prometheusWith([
      call("home", "a", "x", 1),
      call("home", "a", "x", 2, "500"),
      call("home", "b", "x", 4),
    ]);
    const both = sumSeries(shown(sum.by(["zone", "client"], rate(failures))), perClient);
    const { node } = both.expression;
    const kind = nodeKind("client", ["zone", "client"], {
      limit: 5,
      title: "client",
      main: { query: { expression: { kind: "instant vector", node, labels: ["zone", "client"] } } },
    });
    const graph = await graphFrom(
      server,
      nodeGraph("x", { nodes: [kind], edges: [], statistics: {}, evaluationDelay: "none" }),
    );
    expect(Object.fromEntries(graph.nodes.map(({ title, mainstat }) => [title, mainstat]))).toEqual({ a: 5, b: 4 });
  });

  it("relabel can swap names", async () => {
    await using server = await prometheusWith([{ name: "needs_info", labels: { from: "a", to: "b" }, value: () => 1 }]);
    const swapped = relabel(needs, { to: "from", from: "to" });
    const kind = nodeKind("pair", ["from", "to"], { limit: 5, title: "from", subtitle: "to", always: swapped });
    const graph = await graphFrom(
      server,
      nodeGraph("x", { nodes: [kind], edges: [], statistics: {}, evaluationDelay: "none" }),
    );
    expect(graph.nodes).toMatchObject([{ id: nodeId("pair", "b", "a"), title: "b", subtitle: "a" }]);
  });

  it("secondsSinceIncrease is the time since the last increase of a counter", async () => {
    const stopped = (ago: number) => (secondsAgo: number) => 100_000 - Math.max(secondsAgo, ago);
    const restarted = (secondsAgo: number) =>
      secondsAgo > 1200 ? 5000 : secondsAgo > 900 ? undefined : secondsAgo > 600 ? 0 : 3;
    const client = (name: string, value: Sampled["value"]): Sampled => ({ ...call("home", name, "x", 0), value });
    await using server = await prometheusWith(
      [
        client("busy", growing(1)),
        client("quiet", stopped(1800)),
        client("silent", () => 7),
        client("restarted", restarted),
        client("new", (secondsAgo) => (secondsAgo > 300 ? undefined : 2)),
      ],
      3600,
    );
    const age = secondsSinceIncrease(select("calls_total"), { by: ["client"], range: "45m", step: "1m" });
    const kind = nodeKind("client", ["client"], { limit: 9, title: "client", main: { query: age } });
    const graph = await graphFrom(
      server,
      nodeGraph("x", { nodes: [kind], edges: [], statistics: {}, evaluationDelay: "none" }),
    );
    const ages = Object.fromEntries(graph.nodes.map(({ title, mainstat }) => [String(title), Number(mainstat)]));
    expect(Object.keys(ages).sort()).toEqual(["busy", "new", "quiet", "restarted"]);
    const within = (name: string, seconds: number) => {
      expect(ages[name], name).toBeGreaterThan(seconds - 75);
      expect(ages[name], name).toBeLessThan(seconds + 75);
    };
    within("busy", 0);
    within("quiet", 1800);
    within("restarted", 600);
    within("new", 300);
  });
});
