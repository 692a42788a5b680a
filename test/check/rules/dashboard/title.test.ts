import { describe, expect, it } from "vitest";
import { findingsOf, foreignDashboard } from "../../samples.js";

const found = (value: unknown) => findingsOf("dashboard/title", foreignDashboard(value));

describe("dashboard/title", () => {
  it.each([{ panels: [] }, { title: "", panels: [] }, { title: 3, panels: [] }, []])(
    "finds that %j has none",
    (value) => {
      expect(found(value)).toHaveLength(1);
    },
  );

  it("recognizes an answer of Grafana's API", () => {
    expect(found({ meta: {}, dashboard: { title: "Disks" } })).toMatchObject([
      { fix: expect.stringContaining('under "dashboard"') },
    ]);
  });

  it("allows any title", () => {
    expect(found({ title: "1 / Überblick", panels: [] })).toEqual([]);
  });
});
