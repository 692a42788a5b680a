import { describe, expect, it } from "vitest";
import { file, findingsOf } from "../../samples.js";

const found = (panels: readonly unknown[]) => findingsOf("dashboard/unique-ref-ids", file({ panels }));
const targets = (...refIds: readonly string[]) => ({ targets: refIds.map((refId) => ({ refId })) });

describe("dashboard/unique-ref-ids", () => {
  it("finds two targets of one panel with one refId", () => {
    expect(found([targets("A", "B", "A")])).toMatchObject([
      { path: expect.stringMatching(/panels\[0\]\.targets\[2\] "A": refId$/), severity: "error" },
    ]);
  });

  it("finds them in a row", () => {
    expect(found([{ type: "row", panels: [targets("A", "A")] }])).toHaveLength(1);
  });

  it("allows the same refId in two panels", () => {
    expect(found([targets("A", "B"), targets("A")])).toEqual([]);
  });
});
