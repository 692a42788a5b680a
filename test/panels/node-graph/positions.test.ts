/** Nodes at positions, with any kinds. */
import { describe, expect, it } from "vitest";
import { listedKind, nodeGraph, nodeKind, type Positions } from "../../../src/panels/node-graph/index.js";
import { uncheckedInstantVector } from "../../../src/promql/index.js";
import { framesOf, transform } from "../../grafana/engine.js";
import { graphOf } from "./drawn-graph.js";
import { panelOf, targetsIn } from "./panel-answers.js";

const query = <const L extends string>(text: string, labels: readonly L[]) => ({
  expression: uncheckedInstantVector<L>({ text, labels }),
});

const calls = query("calls", ["service"]);
const service = nodeKind("service", ["service"], { limit: 5, title: "service", main: { query: calls } });
const part = listedKind("part", ["name"], {
  listed: query("parts", ["name"]),
  limit: 5,
  title: "name",
  certain: ["proxy.1"],
});

const graph = (positions?: Positions, nodes = [service, part]) =>
  nodeGraph("Calls", { nodes, edges: [], statistics: {}, ...(positions === undefined ? {} : { positions }) });

const column = { x: -100, height: 300, kinds: [{ kind: service }] };
const parts = { x: 100, height: 300, kinds: [{ kind: part }] };
const points = { kind: part, x: 0, y: { "proxy.1": -50 } };

const row = (kind: string, name: string, labels: Readonly<Record<string, string>> = {}) => ({
  labels: { id: `${kind}/${name}`, title: name, column: `at_${kind}`, ...labels },
  value: 1,
});

const placed = async (positions: Positions, ...rows: readonly ReturnType<typeof row>[]) => {
  const frames = await transform(panelOf(graph(positions)), framesOf("node_rows", rows));
  const { nodes } = graphOf(frames);
  return Object.fromEntries(nodes.map(({ id, fixedx, fixedy, noderadius }) => [id, [fixedx, fixedy, noderadius]]));
};

describe("positions", () => {
  it("spread the nodes of a column around its middle", async () => {
    const nodes = await placed(
      { columns: [column, parts], radius: 30, middle: 7 },
      row("service", "b"),
      row("service", "a"),
      row("part", "x"),
    );
    expect(nodes).toEqual({ "service/a": [-100, -53, 30], "service/b": [-100, 67, 30], "part/x": [100, 7, 30] });
  });

  it("put nodes with the same label together", async () => {
    const nodes = await placed(
      { columns: [column, parts], radius: 30, together: "zone" },
      row("service", "a", { zone: "home" }),
      row("service", "b"),
      row("service", "c", { zone: "guest" }),
      row("service", "d", { zone: "home" }),
    );
    const order = Object.entries(nodes).toSorted(([, [, a]], [, [, b]]) => Number(a) - Number(b));
    expect(order.map(([id]) => id)).toEqual(["service/c", "service/a", "service/d", "service/b"]);
  });

  it("put every other node aside, and nearer to its hub", async () => {
    const aside = {
      ...column,
      aside: -40,
      hubX: -200,
      kinds: [
        { kind: service, hub: 20 },
        { kind: part, hub: 100 },
      ],
    };
    const nodes = await placed(
      { columns: [aside], radius: 30 },
      row("part", "x"),
      row("service", "a"),
      row("service", "b"),
    );
    // Lines from the hub at (-200, 20) to both lie apart by the same angle as without the column aside.
    const [x, y] = nodes["service/a"] as [number, number];
    expect(x).toBe(-140);
    expect((y - 20) / (x + 200)).toBeCloseTo(((-2.4 / 3.5) * 150 - 20) / 100, 9);
    expect(nodes["service/b"]).toEqual([-100, 0, 30]);
    expect((nodes["part/x"] as number[])[0]).toBe(-140);
  });

  it("bend a column, and put named nodes at points", async () => {
    const nodes = await placed(
      { columns: [{ ...column, bend: 50 }, parts], points, radius: 26 },
      ...["a", "b", "c"].map((name) => row("service", name)),
      row("part", "proxy.1", { at__y: "-50" }),
      row("part", "x"),
    );
    expect(nodes["service/b"]).toEqual([-100, 0, 26]);
    expect(nodes["service/a"]?.[0]).toBeCloseTo(-100 + 50 * (2 / 3.5) ** 2, 9);
    expect(nodes["part/proxy.1"]).toEqual([0, -50, 26]);
    expect(nodes["part/x"]).toEqual([100, 0, 26]);
  });

  it("name points in the query of their kind alone", () => {
    const targets = targetsIn(graph({ columns: [column, parts], points, radius: 26 }));
    expect(targets.map(({ refId }) => refId)).toContain("node_at_part");
    const [marked, ...others] = targets.filter(({ expr }) => expr.includes("at__y"));
    expect(marked?.expr).toContain('"at__y", "-50", "name", "proxy\\\\.1"');
    expect(others).toEqual([]);
  });

  it("are left to Grafana without the option", () => {
    expect(JSON.stringify(panelOf(graph()))).not.toContain("fixedx");
  });

  it.each([
    ["a kind stands in no column", { columns: [column], radius: 26 }, 'nodes "part" stand in 0 columns'],
    ["a kind stands in two", { columns: [column, parts, parts], radius: 26 }, 'nodes "part" stand in 2 columns'],
    [
      "points are of a kind that isn't listed",
      { columns: [column, parts], points: { ...points, kind: service }, radius: 26 },
      'points are of a kind that is listed by one label, not "service"',
    ],
  ])("are rejected if %s", (_name, positions, message) => {
    expect(() => graph(positions)).toThrow(`node graph "Calls": positions: ${message}`);
  });
});
