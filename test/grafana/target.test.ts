import { describe, expect, expectTypeOf, it } from "vitest";
import { fc } from "../properties.js";
import { series, target, type LabelNamesIn, type Template } from "../../src/grafana/index.js";
import { grafanaTemplate } from "../../src/grafana/target.js";
import { rawCounter } from "../../src/promql/index.js";
import { text } from "../promql/arbitrary.js";
import { perService, perServiceAndCode, query, select, total } from "./samples.js";

/** A legend as Grafana shows it: label names in braces replaced by values. */
const shown = (legend: string, labels: Readonly<Record<string, string>>): string =>
  legend.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, name: string) => labels[name] ?? name);

describe("target", () => {
  it("writes labels in Grafana's syntax", () => {
    expect(target(perService, "{service} p95").legend).toBe("{{service}} p95");
    expect(target(perServiceAndCode, "{service}: {code}").legend).toBe("{{service}}: {{code}}");
    expect(target(total, "all").legend).toBe("all");
    expect(target(total).legend).toBeUndefined();
  });

  it("shows any value of a label, and any text without braces", () => {
    const between = text.map((any) => any.replaceAll(/[{}]/g, ""));
    const part = fc.oneof(between, fc.constantFrom("{service}", "{code}"));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), text, text, (parts, service, code) => {
        const meant = parts.map((one) => (one === "{service}" ? service : one === "{code}" ? code : one));
        expect(shown(grafanaTemplate(parts.join("")), { service, code })).toBe(meant.join(""));
      }),
    );
  });

  it("refuses a label that the query doesn't have, and names it", () => {
    // @ts-expect-error the query carries no label "code"
    expect(() => target(perService, "{service} {code}")).toThrow(
      'the legend "{service} {code}" names the label "code", which the query doesn\'t carry (it carries service)',
    );
    // @ts-expect-error no label at all
    expect(() => target(total, "{service}")).toThrow("(it carries none)");
    // @ts-expect-error Grafana's own spelling
    expect(() => target(perService, "{{service}}")).toThrow("write it in single braces");
    expectTypeOf<LabelNamesIn<"{a} of {b}">>().toEqualTypeOf<"a" | "b">();
    expectTypeOf<LabelNamesIn<"plain">>().toEqualTypeOf<never>();
    expectTypeOf<Template<"{code}", "service">>().toEqualTypeOf<'the query carries no label "code"'>();
    expectTypeOf<Template<"{code}", "code" | "service">>().toEqualTypeOf<"{code}">();
  });

  it("refuses a raw counter and optional labels", () => {
    // @ts-expect-error a counter says nothing without rate or increase
    target({ expression: select("requests_total") });
    target(query(rawCounter(select("requests_total"))), "{service}");
    // @ts-expect-error a source may have filled the label "extra"
    target({ expression: select("open") });
  });

  it("gives a panel the labels that all its queries have", () => {
    const both = series("x", target(perServiceAndCode, "{code}"), target(perService, "{service}"));
    expectTypeOf(both).toEqualTypeOf<ReturnType<typeof series<"service">>>();
  });
});
