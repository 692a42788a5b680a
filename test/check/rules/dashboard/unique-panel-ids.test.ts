import { describe, expect, it } from "vitest";
import { file, findingsOf } from "../../samples.js";

const found = (panels: readonly unknown[]) => findingsOf("dashboard/unique-panel-ids", file({ panels }));

describe("dashboard/unique-panel-ids", () => {
  it("finds two panels with one id", () => {
    expect(
      found([
        { id: 1, title: "One" },
        { id: 1, title: "Two" },
      ]),
    ).toMatchObject([
      {
        path: expect.stringMatching(/panels\[1\] "Two": id$/),
        message: "another panel of this dashboard has the id 1",
      },
    ]);
  });

  it("finds them across rows", () => {
    expect(found([{ id: 1 }, { id: 2, type: "row", panels: [{ id: 1 }, { id: 2 }] }])).toHaveLength(2);
  });

  it("allows different ids", () => {
    expect(found([{ id: 1 }, { id: 2, panels: [{ id: 3 }] }])).toEqual([]);
  });

  it("allows the same ids in two dashboards", () => {
    expect(
      findingsOf("dashboard/unique-panel-ids", file({ panels: [{ id: 1 }] }, "a"), file({ panels: [{ id: 1 }] }, "b")),
    ).toEqual([]);
  });
});
