import { describe, expect, it } from "vitest";
import { file, findingsOf } from "../../samples.js";

const found = (content: object, ...variables: readonly object[]) =>
  findingsOf("variables/used", file({ uid: "a", panels: [], ...content, templating: { list: variables } }));
const zone = { name: "zone", type: "query", query: "label_values(up{zone=~`$zone`}, zone)" };

describe("variables/used", () => {
  it("finds a variable that only its own query uses", () => {
    expect(found({}, zone)).toMatchObject([
      { severity: "warning", path: expect.stringMatching(/templating\.list\[0\] "zone"$/) },
    ]);
  });

  it("finds a hidden variable, too", () => {
    expect(found({}, { ...zone, hide: 2 })).toHaveLength(1);
  });

  it("distinguishes variables of which one name starts with the other", () => {
    expect(found({ panels: [{ title: "$zones" }] }, zone)).toHaveLength(1);
  });

  it.each([
    ["a query", { panels: [{ targets: [{ expr: "up{zone=~`${zone:regex}`}" }] }] }],
    ["a title", { panels: [{ title: "In $zone" }] }],
    ["a repeat", { panels: [{ repeat: "zone" }] }],
    ["a link", { links: [{ url: "/d/a?${zone:queryparam}" }] }],
    ["an annotation", { annotations: { list: [{ target: { expr: "up{zone=`$zone`}" } }] } }],
  ])("allows a variable that %s uses", (_name, content) => {
    expect(found(content, zone)).toEqual([]);
  });

  it("allows a variable that another variable or a datasource uses", () => {
    expect(
      found({ panels: [{ title: "$service" }] }, zone, { name: "service", query: "label_values(up{z=`$zone`}, s)" }),
    ).toEqual([]);
    const datasource = { name: "datasource", type: "datasource", query: "prometheus" };
    expect(found({ panels: [{ datasource: { uid: "${datasource}" } }] }, datasource)).toEqual([]);
    expect(found({}, datasource)).toHaveLength(1);
  });

  it("allows an ad-hoc filter, which works without a reference", () => {
    expect(found({}, { name: "filter", type: "adhoc" })).toEqual([]);
  });
});
