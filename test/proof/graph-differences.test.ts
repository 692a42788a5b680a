import { describe, expect, it } from "vitest";
import type { Graph } from "../panels/node-graph/drawn-graph.js";
import type { ExpectedGraph, ExpectedKind, Name } from "./expected-values/graphs/expected.js";
import { graphDifferences } from "./expected-values/graphs/graph-differences.js";

/* The comparison of graphs, with graphs of a bakery as examples. */

const breads: ExpectedKind = {
  name: "bread",
  limit: 2,
  named: [["rye"]],
  ranked: [
    [["oat"], 3],
    [["bun"], 3],
  ],
  endsStand: false,
  fields: ({ members, alone: [name] = [] }) => ({
    title: name ?? "others",
    mainstat: members.length,
    subtitle: name === "rye" ? { oneOf: ["dark", "sour"] } : undefined,
  }),
};

const shelf: ExpectedKind = { name: "shelf", limit: 1, endsStand: true, fields: () => ({ title: "shelf" }) };

const lies = (...names: readonly string[]) =>
  names.map((name) => ({
    from: { kind: "bread", name: [name] },
    to: { kind: "shelf", name: ["low"] },
    about: [name] satisfies Name,
  }));

const expected: ExpectedGraph = {
  kinds: [breads, shelf],
  edges: [
    { name: "lies", connections: lies("rye", "oat", "bun"), fields: (about) => ({ mainstat: about.length / 3 }) },
  ],
};

const rye = { id: "bread/rye", title: "rye", mainstat: 1, subtitle: "sour" };
const oat = { id: "bread/oat", title: "oat", mainstat: 1 };
const others = { id: "bread*", title: "others", mainstat: 1 };
const low = { id: "shelf/low", title: "shelf" };
const edge = (source: string) => ({
  id: `lies␟${source}␟shelf/low`,
  source,
  target: "shelf/low",
  mainstat: 0.333_333_4,
});
const good: Graph = { nodes: [rye, oat, others, low], edges: [edge("bread/rye"), edge("bread/oat"), edge("bread*")] };

const objections = (change: Partial<Graph>) => graphDifferences({ ...good, ...change }, expected);

describe("graphDifferences", () => {
  it("is empty for the expected graph, whichever of equally ranked nodes is drawn", () => {
    expect(graphDifferences(good, expected)).toEqual([]);
    const bun = { id: "bread/bun", title: "bun", mainstat: 1 };
    const edges = [edge("bread/rye"), edge("bread/bun"), edge("bread*")];
    expect(objections({ nodes: [rye, bun, others, low], edges })).toEqual([]);
  });

  it("names missing and surplus nodes and edges", () => {
    const bun = { id: "bread/bun", title: "bun", mainstat: 1 };
    expect(objections({ nodes: [rye, oat, low] })).toEqual(["node bread* is missing"]);
    expect(objections({ nodes: [...good.nodes, bun] })).toEqual(["node bread/bun should not be there"]);
    expect(objections({ edges: [...good.edges.slice(1), edge("shelf/low")] })).toEqual([
      "edge lies␟bread/rye␟shelf/low is missing",
      "edge lies␟shelf/low␟shelf/low should not be there",
    ]);
  });

  it("names differing, missing and surplus fields", () => {
    const changed = (row: object) => objections({ nodes: [{ ...rye, ...row }, oat, others, low] });
    expect(changed({ mainstat: 1.000_01 })).toEqual(["node bread/rye: mainstat is 1.00001, expected 1"]);
    expect(changed({ mainstat: undefined })).toEqual(["node bread/rye: mainstat is undefined, expected 1"]);
    expect(changed({ mainstat: "1" })).toEqual(['node bread/rye: mainstat is "1", expected 1']);
    expect(changed({ subtitle: "pale" })).toEqual([
      'node bread/rye: subtitle is "pale", expected {"oneOf":["dark","sour"]}',
    ]);
    expect(changed({ detail__age: 3 })).toEqual(["node bread/rye: detail__age is 3, expected undefined"]);
    const wrong = { ...edge("bread/rye"), mainstat: 0.5 };
    expect(objections({ edges: [wrong, ...good.edges.slice(1)] })).toEqual([
      "edge lies␟bread/rye␟shelf/low: mainstat is 0.5, expected 0.3333333333333333",
    ]);
  });

  it("expects groups beyond the limit in the last node", () => {
    const names: readonly Name[] = [
      ["a", "1"],
      ["a", "2"],
      ["b", "3"],
      ["c", "4"],
    ];
    const ranked = names.map((name, index) => [name, 10 - 3 * index] as const);
    const kind: ExpectedKind = {
      name: "bun",
      limit: 1,
      ranked,
      endsStand: false,
      groups: { of: ([group = ""]) => [group], most: 1 },
      fields: ({ members, group }) => ({ mainstat: members.length, subtitle: group?.[0] }),
    };
    const nodes = [
      { id: "bun/a␟1", mainstat: 1 },
      { id: "bun*/a", mainstat: 1, subtitle: "a" },
      { id: "bun*", mainstat: 2 },
    ];
    expect(graphDifferences({ nodes, edges: [] }, { kinds: [kind], edges: [] })).toEqual([]);
  });
});
