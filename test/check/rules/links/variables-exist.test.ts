import { describe, expect, it } from "vitest";
import { globalVariables } from "../../../../src/check/variable-syntax.js";
import { file, findingsOf } from "../../samples.js";

const rule = "links/variables-exist";
const list = (...names: readonly string[]) => ({
  templating: { list: names.map((name) => ({ name, type: "custom" })) },
});
const other = file({ uid: "other", panels: [], ...list("service") }, "other");
const found = (panel: object) => findingsOf(rule, other, file({ uid: "a", panels: [panel], ...list("zone") }));
const link = (url: string) => found({ fieldConfig: { defaults: { links: [{ title: "x", url }] } } });

describe("links/variables-exist", () => {
  it.each([
    ["a query", { targets: [{ expr: "up{zone=~`${zonne:regex}`}" }] }],
    ["a query without braces", { targets: [{ expr: "up[$zonne]" }] }],
    ["an old spelling", { targets: [{ expr: "up[[[zonne]]]" }] }],
    ["a title", { title: "In $zonne" }],
    ["a legend", { targets: [{ legendFormat: "{{x}} ${zonne}" }] }],
    ["a link", { links: [{ title: "$zonne", url: "/x" }] }],
    ["a text", { options: { content: "${zonne.text}" } }],
  ])("finds an undeclared variable in %s, and suggests one", (_name, panel) => {
    expect(found(panel)).toMatchObject([
      { message: `it uses the variable "zonne", which this dashboard doesn't declare`, fix: 'did you mean "zone"?' },
    ]);
  });

  it("finds one in the query of a variable", () => {
    const templating = { list: [{ name: "zone", query: { query: "label_values(up{a=`$b`}, zone)" } }] };
    expect(findingsOf(rule, file({ uid: "a", panels: [], templating }))).toMatchObject([
      { path: expect.stringMatching(/templating\.list\[0\] "zone": query\.query$/), fix: 'use one of "zone"' },
    ]);
  });

  it("finds a misspelt variable of Grafana's", () => {
    expect(found({ targets: [{ expr: "rate(a[$__rate_intervall])" }] })).toMatchObject([
      { fix: 'did you mean "__rate_interval"?' },
    ]);
  });

  it("allows Grafana's variables, and groups of regular expressions", () => {
    for (const name of globalVariables) expect(found({ title: `\${${name}}` })).toEqual([]);
    expect(found({ title: "${__data.fields.service} ${__field.labels.x:percentencode} $__from" })).toEqual([]);
    expect(found({ targets: [{ expr: 'label_replace(a, "x", "$1 ${2}", "y", "(.*)$")' }] })).toEqual([]);
  });

  it("allows declared variables, and selected values", () => {
    expect(found({ title: "$zone ${zone} ${zone:regex} [[zone]]" })).toEqual([]);
    const templating = { list: [{ name: "zone", current: { value: ["$__all"] }, options: [{ value: "$x" }] }] };
    expect(findingsOf(rule, file({ uid: "a", panels: [], templating }))).toEqual([]);
  });

  it("ignores names in a canvas, and checks its texts", () => {
    const drawn = (element: object) => found({ options: { root: { elements: [element] } } });
    expect(drawn({ name: "zone $a", connections: [{ targetName: "$b", size: { field: "$c" } }] })).toEqual([]);
    expect(drawn({ name: "$a", config: { text: { fixed: "$zonne" } } })).toHaveLength(1);
  });

  it("finds a variable that the target of a link doesn't declare", () => {
    expect(link("/d/other?var-zone=a&var-service=b")).toMatchObject([
      { message: 'it passes the variable "zone" to /d/other, which doesn\'t declare it', fix: 'use one of "service"' },
    ]);
    expect(link("/d/other?${zone:queryparam}")).toHaveLength(1);
    expect(link("/d/other?var-service=${zone}&${__url_time_range}&${__all_variables}")).toEqual([]);
  });
});
