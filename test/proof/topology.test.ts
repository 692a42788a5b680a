import { afterAll, describe, expect, it } from "vitest";
import { between } from "../simulation/source.js";
import type { HistoryOptions } from "../simulation/history.js";
import { oddLab, oddServiceNames, simulatedLab } from "../simulation/lab.js";
import { storyStart, type Simulation } from "../simulation/network.js";
import type { Graph } from "../panels/node-graph/contract.js";
import { graphOfPanel, isGraph } from "./graphs.js";
import { coverageTable, judge, type Judgement } from "./judge.js";
import { writtenLab } from "./lab.js";
import { openLaboratory } from "./laboratory.js";
import { chosenBy } from "./moment.js";
import { sourceAnnotations } from "./oracles/sources.js";
import { health, topology } from "./oracles/topology.js";
import { zoneMapOracles } from "./oracles/zone-map.js";

/*
 * Network Topology on a real Prometheus: figures, tables and the map against the simulated events; the graphs by what
 * Grafana's own transformations make of the answers, and by the numbers that people read in them.
 */

const oracles = { ...topology, ...zoneMapOracles(health), ...sourceAnnotations };
const graphs = ["zone-graph", "distribution-graph", "full-graph"] as const;

/** The graph shows the moment half a minute ago, so that no scrape falls between two of its queries. */
const settled = 30;
const window = 120;

const rows: { scenario: string; dashboard: string; judgements: readonly Judgement[] }[] = [];
afterAll(() => {
  console.log(coverageTable(rows));
});

interface Scenario {
  readonly name: string;
  readonly lab: ReturnType<typeof writtenLab>;
  readonly options?: HistoryOptions;
}

const judged: readonly Scenario[] = [
  { name: "healthy", lab: writtenLab() },
  { name: "siblings", lab: writtenLab(), options: { scrape: { instances: "siblings" } } },
  {
    name: "copies",
    lab: writtenLab(simulatedLab, { traefik: "copies", adguard: "copies", zone: "copies", domain: "copies" }),
    options: { scrape: { instances: "copies" } },
  },
  { name: "optional labels", lab: writtenLab(), options: { scrape: { optional: "filled" } } },
  { name: "odd names", lab: writtenLab(oddLab) },
];

const choices = [
  undefined,
  { zone: ["underlay_network", "external"], service: ["photos@file", oddServiceNames[0]] },
] as const;

describe.each(judged)("$name", ({ name, lab, options }) => {
  it("every figure is right, and every graph is one that Grafana draws", { timeout: 240_000 }, async () => {
    await using laboratory = await openLaboratory(lab, options);
    const { history, range } = laboratory;
    const { simulation } = history;
    for (const selection of choices) {
      const answered = await laboratory.look("homelab-topology", selection);
      const judgements = judge(
        answered.questions.filter(({ id }) => !isGraph(id)),
        oracles,
        {
          simulation,
          series: history.series,
          chosen: chosenBy(simulation, selection ?? {}),
          range: { from: range.from / 1000, to: range.to / 1000 },
          moments: (at) => at % 600 === 0,
        },
      );
      rows.push({
        scenario: `${name}, ${selection === undefined ? "All" : "two"}`,
        dashboard: answered.title,
        judgements,
      });
      expect(judgements.flatMap(({ id, objections }) => objections.map((one) => `${id} ${one}`))).toEqual([]);

      const [zones, distribution, full] = await Promise.all(graphs.map((key) => graphOfPanel(answered, key)));
      if (zones === undefined || distribution === undefined || full === undefined)
        throw new Error("a graph is missing");
      if (selection === undefined) {
        numbersOf(zones, simulation);
        numbersOf(full, simulation);
        serversOf(distribution, simulation);
        expect(full.nodes.some(({ id }) => id.startsWith("client"))).toBe(true);
        expect(full.nodes.some(({ id }) => id.startsWith("domain"))).toBe(true);
      }
    }
  });
});

/** What people read: what each service answers, and that what goes into Traefik and AdGuard adds up to their figures. */
function numbersOf(graph: Graph, simulation: Simulation): void {
  const at = simulation.end - settled;
  const requests = between(simulation.requests, at - window, at);
  const queries = between(simulation.queries, at - window, at);
  const figure = (id: string) => Number(graph.nodes.find((node) => node.id === id)?.["mainstat"]);
  for (const service of simulation.lab.services) {
    const asked = requests.filter((request) => request.service === service.name).length / window;
    expect(figure(`service/${service.name}`), service.name).toBeCloseTo(asked, 6);
  }
  for (const { name } of simulation.lab.zones) {
    const from = [...requests, ...queries].filter(({ zone }) => zone === name).length / window;
    expect(figure(`zone/${name}`), name).toBeCloseTo(from, 6);
  }
  expect(figure("infrastructure/traefik")).toBeCloseTo(requests.length / window, 6);
  expect(figure("infrastructure/adguard")).toBeCloseTo(queries.length / window, 6);
  const into = (target: string) =>
    graph.edges
      .filter((edge) => edge.target === target && edge.source.startsWith("zone"))
      .reduce((sum, edge) => sum + Number(edge["mainstat"] ?? 0), 0);
  expect(into("infrastructure/traefik")).toBeCloseTo(requests.length / window, 6);
  expect(into("infrastructure/adguard")).toBeCloseTo(queries.length / window, 6);
  for (const service of simulation.lab.services) {
    const edges = graph.edges.filter(
      ({ source, target }) => target === `service/${service.name}` && source === "infrastructure/traefik",
    );
    const asked = requests.filter((request) => request.service === service.name).length / window;
    expect(edges.reduce((sum, edge) => sum + Number(edge["mainstat"] ?? 0), 0)).toBeCloseTo(asked, 6);
  }
}

/** Each server gets what the events say, from its service or from the backend between. */
function serversOf(graph: Graph, simulation: Simulation): void {
  const at = simulation.end - settled;
  const requests = between(simulation.requests, at - window, at);
  for (const server of new Set(requests.map((request) => request.server))) {
    const got = requests.filter((request) => request.server === server).length / window;
    const edges = graph.edges.filter(({ target }) => target.endsWith(server));
    expect(edges, server).toHaveLength(1);
    expect(Number(edges[0]?.["mainstat"]), server).toBeCloseTo(got, 6);
  }
}

const short = { end: storyStart + 1200, requestsPerSecond: 1, queriesPerSecond: 1 };

describe.each(["traefik", "adguard", "node", "rules"] as const)("without %s", (family) => {
  it("no graph dies", async () => {
    await using laboratory = await openLaboratory(writtenLab(), {
      simulation: short,
      scrape: { days: 0, without: [family] },
    });
    const answered = await laboratory.look("homelab-topology");
    for (const key of graphs) await graphOfPanel(answered, key);
  });
});
