import { describe, expect, it } from "vitest";
import { datasourceFile, file, findingsOf } from "../../samples.js";

const variable = { name: "datasource", type: "datasource", query: "prometheus" };
const found = (uid: string, content: object = {}) =>
  findingsOf(
    "datasource/declared",
    datasourceFile(),
    file({ uid: "a", panels: [{ datasource: { type: "prometheus", uid } }], ...content }),
  );
const templating = { list: [variable, { name: "zone", type: "query" }] };

describe("datasource/declared", () => {
  it("finds a uid that no datasource has, and suggests one", () => {
    expect(found("homelab-promethues")).toMatchObject([
      { path: expect.stringMatching(/panels\[0\]\.datasource\.uid$/), fix: 'did you mean "homelab-prometheus"?' },
    ]);
  });

  it("finds a variable that isn't declared or is no datasource", () => {
    expect(found("${datasource}")).toHaveLength(1);
    expect(found("${zone}", { templating })).toHaveLength(1);
    expect(found("${datasorce}", { templating })).toMatchObject([{ fix: 'did you mean "${datasource}"?' }]);
  });

  it.each([
    ["targets", { panels: [{ targets: [{ datasource: { uid: "x" } }] }] }],
    ["annotations", { annotations: { list: [{ datasource: { uid: "x" } }] } }],
    ["variables", { templating: { list: [{ name: "a", datasource: { uid: "x" } }] } }],
    ["rows", { panels: [{ panels: [{ datasource: { uid: "x" } }] }] }],
  ])("finds it in %s", (_name, content) => {
    expect(found("-- Grafana --", content)).toHaveLength(1);
  });

  it("allows declared datasources and Grafana's own", () => {
    expect(found("homelab-prometheus")).toEqual([]);
    expect(found("-- Grafana --")).toEqual([]);
    expect(found("${datasource}", { templating })).toEqual([]);
    expect(found("$datasource", { templating })).toEqual([]);
  });
});
