import { describe, expect, it } from "vitest";
import { file, findingsOf, foreignDashboard } from "../../samples.js";

const inner = { type: "stat", gridPos: { x: 0, y: 1, w: 12, h: 8 } };
const row = { type: "row", gridPos: { x: 0, y: 0, w: 24, h: 1 } };

describe("dashboard/open-rows", () => {
  it.each([file, foreignDashboard])("finds panels in an open row, which Grafana drops", (make) => {
    for (const collapsed of [{ collapsed: false }, {}]) {
      expect(
        findingsOf("dashboard/open-rows", make({ panels: [{ ...row, ...collapsed, panels: [inner] }] })),
      ).toMatchObject([{ path: expect.stringMatching(/: panels\[0\]\.panels$/) }]);
    }
  });

  it("allows panels behind an open row and in a collapsed one", () => {
    const panels = [{ ...row, collapsed: false, panels: [] }, inner, { ...row, collapsed: true, panels: [inner] }];
    expect(findingsOf("dashboard/open-rows", file({ panels }))).toEqual([]);
  });
});
