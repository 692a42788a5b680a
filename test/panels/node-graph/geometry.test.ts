/** The check of positions finds each fault. */
import { describe, expect, it } from "vitest";
import { circleOf, geometryFaults } from "./geometry.js";
import { svgOf } from "./svg.js";

const panel = {
  gridPos: { x: 0, y: 0, w: 24, h: 16 },
  options: { nodes: { arcs: [{ field: "arc__ok", color: "#0072B2" }] } },
};

const node = (id: string, fixedx: number, fixedy: number, more: object = {}) => ({
  id,
  title: id,
  subtitle: "zone",
  fixedx,
  fixedy,
  noderadius: 26,
  ...more,
});

const line = (source: string, target: string) => ({ id: `${source} ${target}`, source, target });

const faults = (...nodes: readonly ReturnType<typeof node>[]) => geometryFaults(panel, { nodes, edges: [] }).nodes;
const through = (third: ReturnType<typeof node>) =>
  geometryFaults(panel, { nodes: [node("a", -300, 0), node("b", 300, 0), third], edges: [line("a", "b")] });

describe("the geometry of a node graph", () => {
  it("is free of faults where nodes stand apart and lines pass between them", () => {
    expect(faults(node("a", 0, 0), node("b", 0, 93), node("c", 141, 0))).toEqual([]);
    expect(through(node("c", 0, 100))).toEqual({ nodes: [], lines: [], behindTexts: [] });
    expect(through(node("c", 0, -100)).lines).toEqual([]);
  });

  it.each([
    ["circles that overlap", [node("a", 0, 0), node("b", 50, 0)]],
    ["texts beside one another", [node("a", 0, 0), node("b", 139, 0)]],
    ["a text across the circle below", [node("a", 0, 0), node("b", 0, 90)]],
  ])("finds %s", (_name, nodes) => {
    expect(faults(...nodes)).toEqual(["a overlaps b"]);
  });

  it.each([
    ["above", node("a", 0, -250)],
    ["below", node("a", 0, 220)],
    ["left", node("a", -521, 0)],
    ["right", node("a", 521, 0)],
  ])("finds a node outside: %s", (_name, outside) => {
    expect(faults(outside)).toEqual(["a is outside"]);
  });

  it.each([
    ["the legend", node("a", -400, 180)],
    ["the buttons", node("a", 500, 150)],
  ])("finds a node below %s", (_name, covered) => {
    expect(faults(covered)).toEqual(["a is below the legend or the buttons"]);
  });

  it("finds a line through a third node, and one behind its texts", () => {
    expect(through(node("c", 0, 20)).lines).toEqual(["the line from a to b goes through c"]);
    expect(through(node("c", 0, -60))).toMatchObject({
      lines: [],
      behindTexts: ["the line from a to b goes through c"],
    });
  });

  it("rejects a node without a position", () => {
    expect(() => circleOf({ id: "a", fixedx: 1, fixedy: 2 }, { width: 1, height: 1 })).toThrow("a has no position");
  });

  it("is drawn with names, figures, rings and lines", () => {
    const nodes = [
      node("a<b", -300, 0, { mainstat: 1.5, secondarystat: 25, arc__ok: 0.75, arc__failed: 0.25 }),
      node("b", 300, 0, { title: "a very long title of a node" }),
    ];
    const drawn = svgOf(panel, { nodes, edges: [{ ...line("a<b", "b"), color: "#009E73", thickness: 2 }] });
    expect(drawn).toContain(">a&#60;b</text>");
    expect(drawn).toContain(">1.50</text>");
    expect(drawn).toContain(">a very long titl…</text>");
    expect(drawn).toContain('stroke="#009E73" stroke-width="2"');
    expect(drawn).toContain('stroke="#0072B2"');
  });
});
