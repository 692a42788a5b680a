import { describe, expect, it } from "vitest";
import { nodeGraph, nodeKind } from "../../../src/panels/node-graph/index.js";
import { uncheckedInstantVector } from "../../../src/promql/index.js";
import { targetsIn } from "./bench.js";
import { everything } from "./topology.js";

describe("length", () => {
  const targets = targetsIn(everything());

  it("no query of the largest graph is longer than 8 KiB, though copies are folded and three filters are in force", () => {
    for (const { refId, expr } of targets) expect(Buffer.byteLength(expr), refId).toBeLessThanOrEqual(8192);
    expect(targets.length).toBeLessThanOrEqual(24);
  });

  it("doesn't depend on how many nodes there are: none is named", () => {
    for (const { expr } of targets) expect(expr).not.toMatch(/\b(memos|192\.0\.2\.)/);
    const large = targetsIn(everything(10));
    expect(large.map(({ expr }) => expr.length).reduce((a, b) => a + b)).toBeLessThanOrEqual(
      targets.map(({ expr }) => expr.length).reduce((a, b) => a + b),
    );
  });

  it("queries have names that Grafana doesn't take for frames of nodes or edges", () => {
    for (const { refId } of targets) expect(refId).toMatch(/^(node|edge)_[a-z_0-9]+$/);
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  });

  it("a kind that needs a longer query is refused, with a way out", () => {
    const query = { expression: uncheckedInstantVector({ text: `up{job=~"${"x".repeat(9000)}"}`, labels: ["job"] }) };
    const job = nodeKind("job", ["job"], { limit: 5, title: "job", always: query });
    expect(() => nodeGraph("Jobs", { nodes: [job], edges: [], statistics: {} })).toThrow(
      /^node graph "Jobs": nodes "job": the column "present" takes a query of \d+ bytes, more than 8192; give .* a shorter "rank"/,
    );
  });
});
