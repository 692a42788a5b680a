import { describe, expect, it } from "vitest";
import { findingsOf, foreignDashboard } from "../../samples.js";

const found = (content: object) =>
  findingsOf("dashboard/shape", foreignDashboard({ title: "a", ...content })).map(({ path, message }) =>
    [path.replace(/^.*\.json: /, ""), message].join(": "),
  );

describe("dashboard/shape", () => {
  it.each([
    [{ panels: {} }, "panels: this is an object"],
    [{ panels: [{}, "stat"] }, "panels[1]: this is a text"],
    [{ rows: "none" }, "rows: this is a text"],
    [{ templating: { list: {} } }, "templating.list: this is an object"],
    [{ annotations: { list: [3] } }, "annotations.list[0]: this is a number"],
    [{ links: [[]] }, "links[0]: this is a list"],
    [{ tags: ["a", 1] }, "tags[1]: this is a number"],
    [{ tags: "a,b" }, "tags: this is a text"],
  ])("finds %j", (content, expected) => {
    expect(found(content)).toEqual([expected]);
  });

  it("finds a file that holds no object", () => {
    expect(findingsOf("dashboard/shape", foreignDashboard([1]))).toHaveLength(1);
  });

  it("allows empty and missing lists, and any entry", () => {
    expect(found({})).toEqual([]);
    expect(found({ panels: null, tags: [], templating: {}, annotations: { list: [] } })).toEqual([]);
    expect(found({ panels: [{ type: "their-own-panel", anything: [{}] }], links: [{ type: "x" }] })).toEqual([]);
  });
});
