import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/check/index.js";
import { dashboard, datasourceFile, file, panel } from "../samples.js";

const found = (changes: object) =>
  checkFiles([file(dashboard({ panels: [panel("nodeGraph", 1, { ...changes })] })), datasourceFile()])
    .filter(({ rule }) => rule === "schema/dashboard")
    .map(({ path, message }) => `${path} ${message}`);

const options = (nodes: object, others: object = {}) => found({ options: { nodes, ...others } });

describe("a node graph", () => {
  it("is valid as our builder makes it", () => {
    expect(found({})).toEqual([]);
  });

  it("has arcs and CSS colors", () => {
    expect(options({ arcs: [{ field: "arc__ok", color: "#0072b2" }] })).toEqual([]);
    // Names of Grafana's palette are no CSS colors, and fields of arcs have names that start with arc__.
    expect(options({ arcs: [{ field: "arc__ok", color: "semi-dark-green" }] })).toHaveLength(1);
    expect(options({ arcs: [{ field: "ok", color: "#0072b2" }] })).toHaveLength(1);
  });

  it("has three layouts and two zoom modes", () => {
    expect(options({}, { layoutAlgorithm: "force", zoomMode: "greedy" })).toEqual([]);
    expect(options({}, { layoutAlgorithm: "circle" })).toHaveLength(1);
    expect(options({}, { zoomMode: "none" })).toHaveLength(1);
    expect(options({ mainStatUnit: "" })).toHaveLength(1);
  });

  it("has links as its only overrides, since Grafana silently ignores all others", () => {
    const matcher = { id: "byName", options: "title" };
    const property = (one: object) =>
      found({ fieldConfig: { defaults: {}, overrides: [{ matcher, properties: [one] }] } });
    expect(property({ id: "links", value: [{ title: "Open", url: "/d/homelab-services" }] })).toEqual([]);
    expect(property({ id: "unit", value: "s" })).not.toEqual([]);
    expect(found({ fieldConfig: { defaults: { unit: "s" }, overrides: [] } })).toHaveLength(1);
    expect(found({ fieldConfig: { defaults: { links: [{ title: "x", url: "/x" }] }, overrides: [] } })).toHaveLength(1);
  });

  it("has no queries with the refId nodes or edges", () => {
    for (const refId of ["nodes", "edges"]) {
      const [target] = panel("nodeGraph")["targets"] as readonly object[];
      expect(found({ targets: [{ ...target, refId }] })).toHaveLength(1);
    }
    const [target] = panel("nodeGraph")["targets"] as readonly object[];
    expect(found({ targets: [{ ...target, refId: "node_main" }] })).toEqual([]);
  });
});
