import { describe, expect, it } from "vitest";
import { builtInVariables, interpolate, prometheusFormat, referencedNames, type VariableValue } from "./interpolate.js";

const one = (value: string): VariableValue => ({ name: "x", multi: false, includeAll: false, value, text: value });
const many = (...value: string[]): VariableValue => ({ name: "x", multi: true, includeAll: true, value, text: value });
const all: VariableValue = { ...many("a", "b"), text: "All", custom: ".*" };
const put = (text: string, variable: VariableValue) => interpolate(text, new Map([["x", variable]]), prometheusFormat);

describe("interpolate", () => {
  it.each(["$x", "${x}", "[[x]]", "${x:raw}", "[[x:raw]]"])("knows %s", (text) => {
    expect(put(`a ${text} b`, one("v"))).toBe("a v b");
  });

  it("keeps text that isn't a variable", () => {
    expect(put('label_replace(m, "a", "$1 ${1}", "b", "(.*)") $y', one("v"))).toBe(
      'label_replace(m, "a", "$1 ${1}", "b", "(.*)") $y',
    );
    expect(referencedNames("$a ${b:regex} [[c]] $1")).toEqual(["a", "b", "c", "1"]);
  });

  it.each([
    ["regex", one("a.b/c"), "a\\.b\\/c"],
    ["regex", many("a.b"), "a\\.b"],
    ["regex", many("a.b", 'it\'s "odd"\\x'), `(a\\.b|it's "odd"\\\\x)`],
    ["pipe", many("a", "b"), "a|b"],
    ["csv", many("a", "b"), "a,b"],
    ["raw", many("a", "b"), "a,b"],
    ["text", many("a", "b"), "a + b"],
    ["singlequote", many("a'", "b"), "'a\\'','b'"],
    ["doublequote", many('a"', "b"), '"a\\"","b"'],
    ["queryparam", many("a b", "ü"), "var-x=a%20b&var-x=%C3%BC"],
    ["percentencode", one("a b(c)"), "a%20b%28c%29"],
  ])("formats as %s", (format, variable, expected) => expect(put(`\${x:${format}}`, variable)).toBe(expected));

  it("inserts a custom All unchanged, in all formats but two", () => {
    for (const text of ["$x", "${x}", "${x:regex}", "${x:csv}"]) expect(put(text, all)).toBe(".*");
    expect(put("${x:text}", all)).toBe("All");
    expect(put("${x:percentencode}", all)).toBe(".%2A");
  });

  it("escapes a single value for a quoted string, and several values for a regular expression in it", () => {
    expect(put('{a="$x"}', one("c\\d'"))).toBe(`{a="c\\\\d\\\\'"}`);
    expect(put('{a=~"$x"}', many("a.b"))).toBe('{a=~"a\\\\.b"}');
    expect(put('{a=~"$x"}', many("a.b", "c\\d"))).toBe('{a=~"(a\\\\.b|c\\\\\\\\d)"}');
  });

  it("rejects an unknown format", () => expect(() => put("${x:lucene}", one("v"))).toThrow("lucene"));

  it("includes Grafana's own variables", () => {
    const range = { from: 1_000_000, to: 4_600_000 };
    const own = builtInVariables(range, { step: 30_000, rate: 120_000 });
    expect(
      interpolate("[$__rate_interval] [$__range] $__range_s ${__interval} $__interval_ms $__from ${__to}", own),
    ).toBe("[2m] [3600s] 3600 30s 30000 1000000 4600000");
  });
});
