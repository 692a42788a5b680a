import { describe, expect, it } from "vitest";
import { findingsOf, foreignDashboard } from "../../samples.js";

const input = { name: "DS_PROMETHEUS", label: "Prometheus", type: "datasource", pluginId: "prometheus" };
const found = (content: object) =>
  findingsOf("dashboard/inputs", foreignDashboard({ title: "a", __inputs: [input], ...content }));
const panel = {
  datasource: { type: "prometheus", uid: "${DS_PROMETHEUS}" },
  targets: [{ datasource: "${DS_PROMETHEUS}" }],
};

describe("dashboard/inputs", () => {
  it("finds an input that the panels use, once, with the number of places", () => {
    expect(found({ panels: [panel, panel] })).toMatchObject([
      {
        path: 'grafana/dashboards/own/theirs.json: __inputs[0] "DS_PROMETHEUS"',
        message: "provisioning fills in no inputs: ${DS_PROMETHEUS} stays in 4 places",
        fix: expect.stringContaining("of the type datasource"),
      },
    ]);
  });

  it("finds a constant", () => {
    const constant = { name: "VAR_JOB", type: "constant", value: "node" };
    expect(found({ __inputs: [constant], panels: [{ targets: [{ expr: 'up{job="${VAR_JOB}"}' }] }] })).toMatchObject([
      { fix: "write the value in its place" },
    ]);
  });

  it("allows an input that nothing uses, or that is a variable, too", () => {
    expect(found({ panels: [{ datasource: { uid: "${datasource}" } }] })).toEqual([]);
    const templating = { list: [{ name: "DS_PROMETHEUS", type: "datasource", query: "prometheus" }] };
    expect(found({ panels: [panel], templating })).toEqual([]);
  });
});
