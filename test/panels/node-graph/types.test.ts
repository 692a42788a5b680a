/** Declarations with a label that their query lacks don't compile. `tsc --noEmit` checks the expected errors. */
import { describe, expect, it } from "vitest";
import { dataLink } from "../../../src/grafana/index.js";
import {
  mapLabel,
  edgeKind,
  lookup,
  nodeGraph,
  nodeKind,
  relabel,
  sumSeries,
} from "../../../src/panels/node-graph/index.js";
import { group, promql, range, rate, sum } from "../../../src/promql/index.js";

const select = promql({
  calls_total: { type: "counter", labels: ["zone", "client", "service"] },
  titles_info: { type: "info", labels: ["client", "title"] },
} as const);
const calls = rate(range(select("calls_total"), "1m"));
const perClient = { expression: sum.by(["zone", "client"], calls) };
const perService = { expression: sum.by(["service"], calls) };
const perEdge = { expression: sum.by(["client", "service"], calls) };
const titles = { expression: group.by(["client", "title"], select("titles_info")) };
const page = { uid: "page", variables: ["zone", "client"] } as const;

const client = nodeKind("client", ["client"], { limit: 5, title: "client" });
const service = nodeKind("service", ["service"], { limit: 5, title: "service" });

describe("nodes", () => {
  it("take queries with exactly their labels", () => {
    nodeKind("client", ["zone", "client"], {
      limit: 5,
      title: "client",
      main: { query: perClient },
      always: perClient,
    });
    // @ts-expect-error: a query without one of the labels
    nodeKind("client", ["zone", "client"], { limit: 5, title: "client", main: { query: perService } });
    // @ts-expect-error: in `always`
    nodeKind("client", ["client"], { limit: 5, title: "client", always: perClient });
    // @ts-expect-error: in `rank`
    nodeKind("client", ["client"], { limit: 5, title: "client", rank: perService });
    const share = { part: perService, whole: perClient };
    // @ts-expect-error: as part of a share
    nodeKind("client", ["zone", "client"], { limit: 5, title: "client", secondary: share });
    // @ts-expect-error: as a detail
    nodeKind("client", ["client"], { limit: 5, title: "client", details: { Calls: { query: perService } } });
    const raw = { expression: sum.by(["client"], select("calls_total")) };
    // @ts-expect-error: a counter without rate
    nodeKind("client", ["client"], { limit: 5, title: "client", main: { query: raw } });
  });

  it("take texts and links from their own labels only", () => {
    nodeKind("client", ["client"], { limit: 5, title: lookup(titles, "title", "client") });
    // @ts-expect-error: a title that is no label of the id
    nodeKind("client", ["client"], { limit: 5, title: "zone" });
    // @ts-expect-error: a subtitle that is none
    nodeKind("client", ["client"], { limit: 5, title: "client", subtitle: "zone" });
    // @ts-expect-error: a color by a label that is none
    nodeKind("client", ["client"], { limit: 5, title: "client", color: mapLabel("zone", {}) });
    // @ts-expect-error: a lookup by a label that is none
    nodeKind("service", ["service"], { limit: 5, title: lookup(titles, "title", "service") });
    // @ts-expect-error: a text from a label that the query lacks
    expect(() => lookup(titles, "name")).not.toThrow();
    // @ts-expect-error: groups by a label that is none
    nodeKind("client", ["client"], { limit: 5, title: "client", overflow: { by: ["zone"] } });
    const link = dataLink({ title: "x", to: page, set: { zone: "zone" } });
    // @ts-expect-error: a link from a label that is none
    nodeKind("client", ["client"], { limit: 5, title: "client", link });
  });
});

describe("edges", () => {
  const from = client.at({ client: "client" });
  const to = service.at({ service: "service" });

  it("end at labels of their query", () => {
    edgeKind("calls", { query: perEdge, from, to, main: { query: perEdge } });
    edgeKind("calls", { query: perEdge, from, to: service.at({ service: { text: "always" } }) });
    // @ts-expect-error: an end at a label that the query lacks
    edgeKind("calls", { query: perService, from, to });
    // @ts-expect-error: an end without all labels of the id
    expect(() => service.at({})).not.toThrow(TypeError);
    // @ts-expect-error: a figure with other labels
    edgeKind("calls", { query: perEdge, from, to, main: { query: perService } });
    expect(() => {
      // @ts-expect-error: a detail from a label that no end names
      edgeKind("calls", { query: perEdge, from, to, details: { Zone: "zone" } });
    }).not.toThrow();
    // @ts-expect-error: a link from a label that no end names
    edgeKind("calls", { query: perEdge, from, to, link: dataLink({ title: "x", to: page, set: { zone: "zone" } }) });
  });
});

describe("queries for graphs", () => {
  it("relabel renames each label", () => {
    relabel(perClient, { place: "zone", who: "client" });
    // @ts-expect-error: the label "client" gets no name
    relabel(perClient, { place: "zone" });
    // @ts-expect-error: a label that the query lacks
    relabel(perService, { service: "services" });
  });

  it("sumSeries takes queries with the same labels", () => {
    sumSeries(perClient, perClient);
    // @ts-expect-error: other labels
    sumSeries(perClient, perService);
  });
});

describe("nodeGraph and its kinds reject", () => {
  const graph = (...nodes: readonly ReturnType<typeof nodeKind>[]) =>
    nodeGraph("x", { nodes, edges: [], statistics: {} });
  const about = { limit: 5, title: { text: "x" }, main: { query: perService } } as const;
  const open = dataLink({ title: "x", to: page });

  it.each([
    [
      "two kinds with one name",
      () => graph(nodeKind("a", ["service"], about), nodeKind("a", ["service"], about)),
      /two kinds are called "a"/,
    ],
    ["a name with a slash", () => nodeKind("a/b", ["service"], about), /"a\/b" can't name a kind/],
    [
      "too many nodes",
      () => graph(nodeKind("a", ["service"], { ...about, limit: 150 })),
      /there may be 151 nodes \(a 151\), more than 150; lower the "limit"/,
    ],
    [
      "a kind without members",
      () => graph(nodeKind("a", ["service"], { limit: 5, title: { text: "x" } })),
      /nodes "a": neither "always" nor a statistic nor an edge/,
    ],
    [
      "an icon with statistics",
      () => nodeKind("a", ["service"], { ...about, icon: "bolt" }),
      /draws the icon in place of the statistics/,
    ],
    [
      "links of some kinds only",
      () => graph(nodeKind("a", ["service"], { ...about, link: open }), nodeKind("b", ["service"], about)),
      /some kinds have a link and others have none/,
    ],
    [
      "links that keep different variables",
      () =>
        graph(
          nodeKind("a", ["service"], { ...about, link: dataLink({ title: "x", to: page, keep: ["zone"] }) }),
          nodeKind("b", ["service"], { ...about, link: dataLink({ title: "x", to: page, keep: ["client"] }) }),
        ),
      /one link keeps client and another zone; each link keeps the first ones of one list/,
    ],
    [
      "a link that keeps a variable and sets it",
      () =>
        graph(
          nodeKind("a", ["service"], {
            ...about,
            link: dataLink({ title: "x", to: page, set: { zone: "service" }, keep: ["zone"] }),
          }),
        ),
      /a link keeps the variable "zone" and sets it/,
    ],
    [
      "an edge to a kind that the graph lacks",
      () =>
        nodeGraph("x", {
          nodes: [client],
          statistics: {},
          edges: [
            edgeKind("calls", {
              query: perEdge,
              from: client.at({ client: "client" }),
              to: service.at({ service: "service" }),
            }),
          ],
        }),
      /edges "calls" end at nodes "service", which this graph doesn't have/,
    ],
    [
      "a color with arcs",
      () =>
        nodeKind("a", ["service"], {
          ...about,
          color: { text: "#fff" },
          arcs: { whole: perService, parts: {}, rest: { name: "ok", title: "OK", color: "#000" } },
        }),
      /a ring is made of arcs or has one color/,
    ],
    [
      "one arc in two colors",
      () =>
        graph(
          ...["#000", "#fff"].map((color, index) =>
            nodeKind(`k${index}`, ["service"], {
              ...about,
              arcs: { whole: perService, parts: {}, rest: { name: "ok", title: "OK", color: color } },
            }),
          ),
        ),
      /two kinds call an arc "ok"/,
    ],
  ])("%s", (_name, build, message) => {
    expect(build).toThrow(message);
  });
});
