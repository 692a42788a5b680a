import { describe, expect, it } from "vitest";
import { nodeGraph, nodeKind } from "../../../src/panels/node-graph/index.js";
import { uncheckedInstantVector } from "../../../src/promql/index.js";
import { targetsIn } from "./panel-answers.js";
import { largestGraph } from "./largest-graph.js";

describe("queries of a node graph", () => {
  const targets = targetsIn(largestGraph());

  it("are at most 8 KiB long in the largest graph, with deduplicated replicas and three filters", () => {
    for (const { refId, expr } of targets) expect(Buffer.byteLength(expr), refId).toBeLessThanOrEqual(8192);
    expect(targets.length).toBeLessThanOrEqual(24);
  });

  it("name no node, so that their length doesn't depend on the number of nodes", () => {
    for (const { expr } of targets) expect(expr).not.toMatch(/\b(memos|192\.0\.2\.)/);
    const large = targetsIn(largestGraph(10));
    expect(large.map(({ expr }) => expr.length).reduce((a, b) => a + b)).toBeLessThanOrEqual(
      targets.map(({ expr }) => expr.length).reduce((a, b) => a + b),
    );
  });

  it("have names that Grafana doesn't take for a frame of nodes or edges", () => {
    for (const { refId } of targets) expect(refId).toMatch(/^(node|edge)_[a-z_0-9]+$/);
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  });

  it("are rejected beyond 8 KiB, with advice", () => {
    const query = { expression: uncheckedInstantVector({ text: `up{job=~"${"x".repeat(9000)}"}`, labels: ["job"] }) };
    const job = nodeKind("job", ["job"], { limit: 5, title: "job", always: query });
    expect(() => nodeGraph("Jobs", { nodes: [job], edges: [], statistics: {} })).toThrow(
      /^node graph "Jobs": nodes "job": the column "present" takes a query of \d+ bytes, more than 8192; give .* a shorter "rank"/,
    );
  });
});
