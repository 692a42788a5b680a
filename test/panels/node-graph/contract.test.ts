/** The judge of graphs, judged: what breaks a graph in Grafana it finds, each alone. */
import type { DataFrame } from "@grafana/data";
import { describe, expect, it } from "vitest";
import { grafana } from "../../grafana/engine.js";
import { graphOf } from "./contract.js";

const { FieldType } = grafana;
const frame = (columns: Readonly<Record<string, readonly unknown[]>>): DataFrame => ({
  length: Object.values(columns)[0]?.length ?? 0,
  fields: Object.entries(columns).map(([name, values]) => ({
    name,
    type: values.some((value) => typeof value === "string") ? FieldType.string : FieldType.number,
    config: {},
    values: [...values],
  })),
});
const nodes = { id: ["a", "b"], title: ["A", "B"], mainstat: [1, 0], arc__ok: [0.5, 0], arc__bad: [0.5, 0] };
const edges = { id: ["e"], source: ["a"], target: ["b"], mainstat: [1] };
const judge =
  (changed: object = {}, changedEdges: object = {}) =>
  () =>
    graphOf([frame({ ...nodes, ...changed }), frame({ ...edges, ...changedEdges })]);

describe("the contract of a node graph", () => {
  it("is kept by nodes and edges, and by nothing at all", () => {
    expect(judge()()).toMatchObject({ nodes: [{ id: "a" }, { id: "b" }], edges: [{ source: "a" }] });
    expect(graphOf([])).toEqual({ nodes: [], edges: [] });
    expect(graphOf([frame(nodes)]).edges).toEqual([]);
  });

  it.each([
    ["an edge that ends nowhere", judge({}, { target: ["c"] }), "edge e ends at c, which is no node"],
    ["two nodes of an id", judge({ id: ["a", "a"] }, { target: ["a"] }), "two nodes are called a"],
    [
      "two edges of an id",
      () => graphOf([frame(nodes), frame({ id: ["e", "e"], source: ["a", "b"], target: ["b", "a"] })]),
      "two edges are called e",
    ],
    ["a figure that is none", judge({ mainstat: [Number.NaN, 1] }), "mainstat of a is NaN"],
    ["a figure without end", judge({}, { mainstat: [Infinity] }), "mainstat of e is Infinity"],
    ["a ring with a gap", judge({ arc__ok: [0.4, 0] }), "the arcs of a add up to 0.9"],
    ["an arc beyond the ring", judge({ arc__ok: [1.5, 0], arc__bad: [-0.5, 0] }), "an arc of a is beyond 0 to 1"],
    ["a colour that arcs hide", judge({ color: ["#fff", ""] }), "a has arcs and a colour"],
    ["an icon that hides a figure", judge({ icon: ["bolt", ""] }), "the icon of a hides its figure"],
    ["a node without a title", judge({ title: ["A", ""] }), "b has no title"],
    ["a figure that is a text", judge({ mainstat: ["1", "2"] }), "mainstat is no number"],
    ["a second frame of nodes", () => graphOf([frame(nodes), frame({ id: ["c"], title: ["C"] })]), "2 frames of nodes"],
    ["a frame without ids", () => graphOf([frame(nodes), frame({ value: [1] })]), "without ids is left over"],
  ])("is broken by %s", (_name, judged, message) => {
    expect(judged).toThrow(message);
  });

  it("is broken by more nodes than asked for", () => {
    expect(() => graphOf([frame(nodes)], 1)).toThrow("2 nodes, more than 1");
  });
});
