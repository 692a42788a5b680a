/** Where the nodes of the network's graphs stand, for any numbers of them up to the limits. */
import { describe, expect, it } from "vitest";
import { objectAt } from "../../../src/grafana/json.js";
import { defaultLab, defineLab, type Lab } from "../../../src/lab/index.js";
import { limitsOf } from "../../../src/panels/network-graph/limits.js";
import { loadLayout } from "../../../src/panels/network-graph/load-layout.js";
import { fc } from "../../properties.js";
import { geometryFaults } from "../node-graph/geometry.js";
import {
  domainPanel,
  fullPanel,
  graphWith,
  labOf,
  loadPanel,
  networkWith,
  zonePanel,
  type SampleLine,
} from "./samples.js";

const labs: readonly (readonly [name: string, lab: Lab])[] = [
  ["the default lab", defaultLab],
  ["one zone and no service", labOf({ zones: 1, services: 0, resolvers: 0 })],
  ["five zones and eight services", labOf({ zones: 5, services: 8 })],
  ["twelve zones and sixty services", labOf({ zones: 12, services: 60, resolvers: 16 })],
];

const none = { nodes: [], lines: [] };

const upTo = (most: number) => fc.integer({ min: 0, max: most });

describe.each(labs)("the graphs of %s", (_name, lab) => {
  it("by zones have no overlap, nothing outside, and no line through a node", async () => {
    const panel = zonePanel(lab);
    const most = limitsOf(lab, { hasClients: false });
    const counts = fc.record({
      zones: upTo(most.zones),
      services: upTo(most.services),
      resolvers: upTo(most.resolvers),
    });
    const isFree = async (one: { readonly zones: number; readonly services: number; readonly resolvers: number }) => {
      expect(geometryFaults(panel, await networkWith(panel, lab, one))).toMatchObject(none);
    };
    const { zones, services, resolvers } = most;
    await isFree({ zones, services, resolvers });
    await fc.assert(fc.asyncProperty(counts, isFree), { numRuns: 12 });
    expect(objectAt(panel, "gridPos")["h"]).toBeLessThanOrEqual(40);
  });

  it("in full neither, for any clients", async () => {
    const panel = fullPanel(lab);
    const most = limitsOf(lab, { hasClients: true });
    const rows = most.clients + (most.hasOtherClients ? lab.zones.length + 1 : 0);
    const counts = fc
      .record({
        zones: fc.integer({ min: 1, max: most.zones }),
        services: upTo(most.services),
        resolvers: upTo(most.resolvers),
      })
      .chain(({ zones, ...rest }) =>
        fc
          .array(upTo(zones - 1), { maxLength: rows })
          .map((clients) => ({ zones, ...rest, clients: clients.toSorted((a, b) => a - b) })),
      );
    const isFree = async (one: Parameters<typeof networkWith>[2]) => {
      expect(geometryFaults(panel, await networkWith(panel, lab, one))).toMatchObject(none);
    };
    await isFree({
      ...most,
      clients: Array.from({ length: rows }, (_, index) => index % most.zones).toSorted((a, b) => a - b),
    });
    await fc.assert(fc.asyncProperty(counts, isFree), { numRuns: 12 });
    expect(objectAt(panel, "gridPos")["h"]).toBeLessThanOrEqual(40);
  });
});

describe("a graph of a lab with other infrastructure", () => {
  const kinds = ["proxy", "dns", "metrics"] as const;
  it.each([
    ["without any", [], 0],
    ["without Traefik and Prometheus", ["dns"], 0],
    ["without AdGuard Home", ["proxy", "metrics"], 1],
    ["with twenty parts", kinds, 17],
  ] as const)("%s has no overlap, nothing outside, and no line through a node", async (_name, hubs, others) => {
    const part = (kind: (typeof kinds)[number] | "other", index: number) => ({
      name: `part-${String(index)}`,
      kind,
      host: `part-${String(index)}.lab`,
    });
    const infrastructure = [...hubs, ...Array.from({ length: others }, () => "other" as const)].map(part);
    const lab = defineLab({ infrastructure });
    for (const hasClients of [false, true]) {
      const panel = hasClients ? fullPanel(lab) : zonePanel(lab);
      const { zones, services, resolvers } = limitsOf(lab, { hasClients });
      const counts = { zones, services, resolvers, ...(hasClients ? { clients: [0, 0, 1, 2] } : {}) };
      expect(geometryFaults(panel, await networkWith(panel, lab, counts))).toMatchObject(none);
    }
  });
});

describe("the height of the graph by zones", () => {
  it("follows from the lab", () => {
    const heights = labs.map(([, lab]) => Number(objectAt(zonePanel(lab), "gridPos")["h"]));
    expect(heights).toEqual([25, 25, 31, 39]);
  });
});

describe("the load distribution", () => {
  const servers = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ url: `http://10.0.0.${String(index + 1)}:80` }));
  it.each([0, 7, 40])("has no overlap and no line through a node with %d servers in the lab", async (count) => {
    const lab = defineLab({
      services: [
        { name: "photos@file", backends: count === 0 ? [] : [{ name: "photos@docker", servers: servers(count) }] },
      ],
    });
    const panel = loadPanel(lab);
    const { rows } = loadLayout(lab);
    const lines = fc.array(fc.tuple(upTo(rows - 1), upTo(rows - 1), upTo(rows - 1)), { minLength: 1, maxLength: rows });
    await fc.assert(
      fc.asyncProperty(lines, async (chosen) => {
        const paths = chosen.map(([service, backend], index) => ({
          service: `service/${String(service)}`,
          backend: `backend/${String(backend)}`,
          server: `server/${String(backend)}␟http://10.0.0.${String(index)}`,
        }));
        const ids = [...new Set(paths.flatMap((path) => Object.values(path)))];
        const nodes = ids.map((id) => ({ kind: id.slice(0, id.indexOf("/")), name: id.slice(id.indexOf("/") + 1) }));
        const drawn = paths.flatMap(({ service, backend, server }): SampleLine[] => [
          [service, backend],
          [backend, server],
        ]);
        const unique = [...new Map(drawn.map((line) => [line.join(), line])).values()];
        expect(geometryFaults(panel, await graphWith(panel, nodes, unique))).toMatchObject(none);
      }),
      { numRuns: 10 },
    );
  });
});

describe("the graph of clients and domains", () => {
  it("has no overlap and no line through a node, whoever asks for what", async () => {
    const panel = domainPanel(defaultLab);
    const pair = fc.tuple(upTo(7), upTo(7));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(pair, { minLength: 1, maxLength: 8, selector: String }), async (pairs) => {
        const lines = pairs.map(([client, domain]): SampleLine => [
          `client/home␟${String(client)}`,
          `domain/${String(domain)}.example`,
        ]);
        const nodes = [...new Set(lines.flat())].map((id) => ({
          kind: id.slice(0, id.indexOf("/")),
          name: id.slice(id.indexOf("/") + 1),
        }));
        expect(geometryFaults(panel, await graphWith(panel, nodes, lines))).toMatchObject(none);
      }),
      { numRuns: 10 },
    );
  });
});

describe("names that sort alike", () => {
  it("have places of their own, in a stable order", async () => {
    const panel = zonePanel(defaultLab);
    const names = ["a", "A", "ä", "Ä", "a␟", '"', "$1"];
    const services = names.slice(0, 6).map((name) => ({ kind: "service", name }));
    const zones = names.slice(0, 6).map((name) => ({ kind: "zone", name }));
    const graph = await graphWith(panel, [...zones, ...services], []);
    expect(geometryFaults(panel, graph)).toMatchObject(none);
    const reversed = await graphWith(panel, [...zones, ...services].toReversed(), []);
    const ys = ({ nodes }: typeof graph) =>
      new Set(nodes.map(({ fixedx, fixedy }) => `${String(fixedx)} ${String(fixedy)}`));
    expect(ys(reversed)).toEqual(ys(graph));
  });
});
