/** The check of graphs finds each violation of the requirements of Grafana. */
import type { DataFrame } from "@grafana/data";
import { describe, expect, it } from "vitest";
import { grafana } from "../../grafana/engine.js";
import { graphOf } from "./drawn-graph.js";

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

describe("the check of a node graph", () => {
  it("accepts nodes with edges, nodes alone, and no frames", () => {
    expect(judge()()).toMatchObject({ nodes: [{ id: "a" }, { id: "b" }], edges: [{ source: "a" }] });
    expect(graphOf([])).toEqual({ nodes: [], edges: [] });
    expect(graphOf([frame(nodes)]).edges).toEqual([]);
  });

  it.each([
    ["an edge without a node at its end", judge({}, { target: ["c"] }), "edge e ends at c, which is no node"],
    ["two nodes with one id", judge({ id: ["a", "a"] }, { target: ["a"] }), "two nodes are called a"],
    [
      "two edges with one id",
      () => graphOf([frame(nodes), frame({ id: ["e", "e"], source: ["a", "b"], target: ["b", "a"] })]),
      "two edges are called e",
    ],
    ["a figure that is NaN", judge({ mainstat: [Number.NaN, 1] }), "mainstat of a is NaN"],
    ["an infinite figure", judge({}, { mainstat: [Infinity] }), "mainstat of e is Infinity"],
    ["a ring with a gap", judge({ arc__ok: [0.4, 0] }), "the arcs of a add up to 0.9"],
    ["an arc outside of 0 to 1", judge({ arc__ok: [1.5, 0], arc__bad: [-0.5, 0] }), "an arc of a is beyond 0 to 1"],
    ["a ring that isn't drawn", judge({ arc__ok: [1 - 1e-12, 0], arc__bad: [0, 0] }), "the ring of a isn't drawn"],
    ["a color with arcs", judge({ color: ["#fff", ""] }), "a has arcs and a color"],
    ["an icon in place of a figure", judge({ icon: ["bolt", ""] }), "the icon of a hides its figure"],
    ["a node without a title", judge({ title: ["A", ""] }), "b has no title"],
    ["a figure that is a text", judge({ secondarystat: ["1", "2"] }), "secondarystat is no number"],
    ["a counted figure that isn't whole", judge({ mainstat: ["1.5", "2"] }), "mainstat of a is no whole number"],
    ["a second frame of nodes", () => graphOf([frame(nodes), frame({ id: ["c"], title: ["C"] })]), "2 frames of nodes"],
    ["a frame without ids", () => graphOf([frame(nodes), frame({ value: [1] })]), "without ids is left over"],
  ])("rejects %s", (_name, judged, message) => {
    expect(judged).toThrow(message);
  });

  it("rejects more nodes than the limit", () => {
    expect(() => graphOf([frame(nodes)], 1)).toThrow("2 nodes, more than 1");
  });
});
