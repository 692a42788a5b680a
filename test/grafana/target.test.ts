import { describe, expect, expectTypeOf, it } from "vitest";
import { series, target, type NamesIn, type Template } from "../../src/grafana/index.js";
import { perService, perServiceAndCode, query, select, total } from "./samples.js";
import { sinceStart } from "../../src/promql/index.js";

describe("target", () => {
  it("writes labels as Grafana does", () => {
    expect(target(perService, "{service} p95").legend).toBe("{{service}} p95");
    expect(target(perServiceAndCode, "{service}: {code}").legend).toBe("{{service}}: {{code}}");
    expect(target(total, "all").legend).toBe("all");
    expect(target(total).legend).toBeUndefined();
  });

  it("refuses a label that the query lost, and names it", () => {
    // @ts-expect-error the query carries no label "code"
    expect(() => target(perService, "{service} {code}")).toThrow(
      'the legend "{service} {code}" names the label "code", which the query doesn\'t carry (it carries service)',
    );
    // @ts-expect-error no label at all
    expect(() => target(total, "{service}")).toThrow("(it carries none)");
    // @ts-expect-error Grafana's own spelling
    expect(() => target(perService, "{{service}}")).toThrow("write it in single braces");
    expectTypeOf<NamesIn<"{a} of {b}">>().toEqualTypeOf<"a" | "b">();
    expectTypeOf<NamesIn<"plain">>().toEqualTypeOf<never>();
    expectTypeOf<Template<"{code}", "service">>().toEqualTypeOf<'the query carries no label "code"'>();
    expectTypeOf<Template<"{code}", "code" | "service">>().toEqualTypeOf<"{code}">();
  });

  it("refuses a raw counter and optional labels", () => {
    // @ts-expect-error a counter says nothing without rate or increase
    target({ expression: select("requests_total") });
    target(query(sinceStart(select("requests_total"))), "{service}");
    // @ts-expect-error a source may have filled the label "extra"
    target({ expression: select("open") });
  });

  it("gives a panel the labels that all its queries carry", () => {
    const both = series("x", target(perServiceAndCode, "{code}"), target(perService, "{service}"));
    expectTypeOf(both).toEqualTypeOf<ReturnType<typeof series<"service">>>();
  });
});
