import { describe, expect, it } from "vitest";
import { findingsOf, foreignDashboard } from "../../samples.js";

const templating = { list: [{ name: "instance", type: "query" }] };
const found = (...exprs: readonly string[]) =>
  findingsOf(
    "variables/declared",
    foreignDashboard({ title: "$nothing", templating, panels: [{ targets: exprs.map((expr) => ({ expr })) }] }),
  );

describe("variables/declared", () => {
  it("finds a variable in a query that isn't declared, once", () => {
    expect(found('up{instance="$instnace"}', 'up{job="a",instance="${instnace}"}')).toMatchObject([
      { path: expect.stringContaining("panels[0].targets[0]"), fix: 'did you mean "instance"?' },
    ]);
  });

  it.each([
    'rate(up{instance=~"$instance"}[$__rate_interval])',
    'label_replace(up, "a", "$1", "b", "(.*)")',
    'up{job="x[[instance]]", le="${instance:regex}"}',
    "rate(up[$__my_own_interval])",
    '{job="a"} | line_format "{{ $line := .msg }}{{ $line }}"',
  ])("allows %s", (expr) => {
    expect(found(expr)).toEqual([]);
  });
});
