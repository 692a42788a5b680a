import { describe, expect, it } from "vitest";
import { findingsOf, foreignDashboard } from "../../samples.js";

const found = (datasource: unknown, content: object = {}) =>
  findingsOf(
    "datasource/resolved",
    foreignDashboard({ title: "a", panels: [{ datasource }, { datasource }], ...content }),
  );
const templating = { list: [{ name: "source", type: "datasource", query: "prometheus" }] };

describe("datasource/resolved", () => {
  it.each(["$source", "${source}", "[[source]]", { uid: "${source}" }])(
    "finds %j without a variable, once",
    (reference) => {
      expect(found(reference)).toMatchObject([{ message: 'this dashboard declares no variable "source"' }]);
      expect(found(reference, { templating })).toEqual([]);
    },
  );

  it.each([
    "Prometheus",
    null,
    "-- Mixed --",
    { uid: "P1809F7CD0C75ACF3" },
    { type: "loki" },
    { uid: "-- Dashboard --" },
  ])("allows %j, which may exist in Grafana", (reference) => {
    expect(found(reference)).toEqual([]);
  });

  it("leaves inputs to dashboard/inputs", () => {
    expect(found("${DS_X}", { __inputs: [{ name: "DS_X", type: "datasource" }] })).toEqual([]);
  });
});
