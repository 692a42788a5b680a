import { describe, expect, it } from "vitest";
import { domainAndDns } from "../../src/dashboards/index.js";
import { nodeId, othersId } from "../../src/panels/node-graph/index.js";
import { framesOf, transform } from "../grafana/engine.js";
import type { AnsweredDashboard } from "../grafana-client/run.js";
import { graphOf, type Graph } from "../panels/node-graph/contract.js";
import type { DnsQuery } from "../simulation/events.js";
import { differences, type Figures } from "../simulation/figures.js";
import { knownDomains, storyStart } from "../simulation/network.js";
import { between } from "../simulation/source.js";
import { panelWithId } from "./cells.js";
import { writtenLab } from "./lab.js";
import { openLaboratory, type Laboratory } from "./laboratory.js";

/*
 * The graph of clients and domains: answers of a real Prometheus through Grafana's own transformations, against the events.
 */

const key = "client-domain-graph";
/** The graph shows the moment half a minute ago, when everything had been scraped. */
const settled = 30;

const labWith = (nodes: number) => {
  const lab = writtenLab();
  return { ...lab, dashboards: { ...lab.dashboards, graph_nodes: nodes } };
};

const graphIn = async (answered: AnsweredDashboard, nodes: number): Promise<Graph> => {
  const { json, keys } = domainAndDns(labWith(nodes)).finalize();
  const frames = answered.questions
    .filter(({ id }) => id.includes(`/${key}/`))
    .flatMap(({ target, answer }) =>
      framesOf(
        target?.refId ?? "",
        answer.series.map(({ labels, points }) => ({ labels, value: points.at(-1)?.[1] ?? NaN })),
      ),
    );
  return graphOf(await transform(panelWithId(json, keys[key] ?? 0), frames), nodes);
};

/** The queries that the graph is about. */
function queriesOf({ history, range }: Laboratory, chosen: (query: DnsQuery) => boolean = () => true) {
  const at = range.to / 1000 - settled;
  const seconds = (range.to - range.from) / 1000;
  return between(history.simulation.queries, at - seconds, at).filter(
    (query) => query.domain !== "other" && !query.client.startsWith("other@") && chosen(query),
  );
}

const counted = (queries: readonly DnsQuery[], of: (query: DnsQuery) => string): Figures => {
  const found = new Map<string, number>();
  for (const query of queries) found.set(of(query), (found.get(of(query)) ?? 0) + 1);
  return found;
};

const clientId = ({ zone, client }: DnsQuery) => nodeId("client", zone, client);
const domainId = ({ domain }: DnsQuery) => nodeId("domain", domain);
const figuresOf = (rows: Graph["nodes"], field: string): Figures =>
  new Map(rows.map((row) => [row.id, Number(row[field])]));

/** What the edges at each node add up to. */
const sumsAt = ({ edges }: Graph, end: "source" | "target"): Figures => {
  const sums = new Map<string, number>();
  for (const edge of edges) sums.set(edge[end], (sums.get(edge[end]) ?? 0) + Number(edge["mainstat"]));
  return sums;
};

const totalOf = (figures: Iterable<number>) => [...figures].reduce((sum, one) => sum + one, 0);

describe.each([
  { name: "one source", scrape: {} },
  { name: "siblings, with optional labels", scrape: { instances: "siblings", optional: "filled" } as const },
])("with $name", ({ scrape }) => {
  it("nodes and edges are what happened, of everything and of what is chosen", { timeout: 120_000 }, async () => {
    await using laboratory = await openLaboratory(labWith(150), { scrape });
    const selections = [
      { selection: undefined, chosen: () => true },
      {
        selection: { zone: ["trusted"], client: ["172.18.0.5"], domain: ["metrics.example", "example.org"] },
        chosen: ({ client, domain }: DnsQuery) =>
          client === "172.18.0.5" && ["metrics.example", "example.org"].includes(domain),
      },
    ];
    for (const { selection, chosen } of selections) {
      const graph = await graphIn(await laboratory.look("homelab-dns", selection), 150);
      const queries = queriesOf(laboratory, chosen);
      expect(queries.length).toBeGreaterThan(50);
      const all = new Map([...counted(queries, clientId), ...counted(queries, domainId)]);
      expect(differences(figuresOf(graph.nodes, "mainstat"), all)).toEqual([]);
      const blocked = counted(
        queries.filter((query) => query.blocked),
        domainId,
      );
      const domains = graph.nodes.filter(({ id }) => id.startsWith("domain/"));
      expect(
        differences(
          figuresOf(domains, "arc__blocked"),
          new Map([...counted(queries, domainId)].map(([id, whole]) => [id, (blocked.get(id) ?? 0) / whole])),
        ),
      ).toEqual([]);
      const edges = new Map(
        graph.edges.map((edge) => [`${edge.source} > ${edge.target}`, Number(edge["mainstat"])] as const),
      );
      expect(
        differences(
          edges,
          counted(queries, (query) => `${clientId(query)} > ${domainId(query)}`),
        ),
      ).toEqual([]);
      for (const { id, title, subtitle } of domains) {
        const known = knownDomains.find(({ domain }) => id === nodeId("domain", domain));
        const categories = [known?.blocked?.threat ?? "other", known?.alsoIn].filter((one) => one !== undefined);
        expect(title).toBe(known?.domain);
        expect(known?.unlisted === true ? ["no category"] : categories).toContain(subtitle);
      }
    }
  });
});

describe("with room for ten nodes", () => {
  it("folds the rest, and every sum stays right", { timeout: 120_000 }, async () => {
    await using laboratory = await openLaboratory(labWith(10));
    const graph = await graphIn(await laboratory.look("homelab-dns"), 10);
    const queries = queriesOf(laboratory);
    const ids = graph.nodes.map(({ id }) => id);
    expect(ids).toContain(othersId("domain"));
    expect(ids).toContain(othersId("client", "underlay_network"));
    const nodes = figuresOf(graph.nodes, "mainstat");
    const of = (kind: string) => [...nodes].flatMap(([id, figure]) => (id.startsWith(kind) ? [figure] : []));
    expect(totalOf(of("client"))).toBeCloseTo(queries.length, 4);
    expect(totalOf(of("domain"))).toBeCloseTo(queries.length, 4);
    const sums = new Map([...sumsAt(graph, "source"), ...sumsAt(graph, "target")]);
    expect(differences(sums, nodes)).toEqual([]);
    const largest = [...counted(queries, domainId)].toSorted(([, a], [, b]) => b - a).slice(0, 4);
    for (const [id, figure] of largest) expect(nodes.get(id)).toBeCloseTo(figure, 4);
  });
});

describe("without AdGuard Home's own metrics", () => {
  it("is an empty graph", { timeout: 120_000 }, async () => {
    const simulation = { end: storyStart + 900, requestsPerSecond: 1, queriesPerSecond: 1 };
    await using laboratory = await openLaboratory(labWith(150), {
      simulation,
      scrape: { days: 0, without: ["adguard"] },
    });
    const graph = await graphIn(await laboratory.look("homelab-dns"), 150);
    expect(graph).toEqual({ nodes: [], edges: [] });
  });
});
