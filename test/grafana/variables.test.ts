import { describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { datasourceVariable, labelValues, queryResult, queryVariable } from "../../src/grafana/index.js";
import { variable } from "../../src/promql/index.js";
import { complete, finalized, perServiceAndCode, select, upPerService } from "./samples.js";

const service = (more: Partial<Parameters<typeof queryVariable>[0]> = {}) =>
  queryVariable({
    variable: variable("service"),
    label: "Service",
    description: "Services behind the proxy.",
    query: labelValues(select("requests_total", { code: variable("code") }), "service"),
    ...more,
  });

const emitted = (builder: ReturnType<typeof queryVariable>) => {
  const { json } = finalized({ it: complete() }, { variables: [datasourceVariable(), builder] });
  return (json["templating"] as { list: Record<string, unknown>[] }).list[1] ?? {};
};

describe("query variables", () => {
  it("have all values by default, as the pattern for anything", () => {
    expect(emitted(service())).toEqual({
      type: "query",
      name: "service",
      label: "Service",
      description: "Services behind the proxy.",
      datasource: { type: "prometheus", uid: "${datasource}" },
      query: {
        qryType: 1,
        query: "label_values(requests_total{code=~`${code:regex}`}, service)",
        refId: "PrometheusVariableQueryEditor-VariableQuery",
      },
      definition: "label_values(requests_total{code=~`${code:regex}`}, service)",
      regex: "",
      multi: true,
      includeAll: true,
      allValue: ".*",
      allowCustomValue: true,
      current: { text: ["All"], value: ["$__all"] },
      hide: 0,
      refresh: 2,
      sort: 5,
    });
  });

  it("can use the listed values for All, or have no All", () => {
    expect(emitted(service({ all: "listed" }))).not.toHaveProperty("allValue");
    expect(emitted(service({ all: "listed" }))).toMatchObject({ includeAll: true });
    expect(emitted(service({ all: "none" }))).toMatchObject({ includeAll: false });
    expect(emitted(service({ all: "none" }))).not.toHaveProperty("current");
  });

  it("can be hidden, sorted and hold one value", () => {
    expect(emitted(service({ hidden: true, sort: "natural", multi: false }))).toMatchObject({
      hide: 2,
      sort: 7,
      multi: false,
      current: { text: "All", value: "$__all" },
    });
  });

  it("refuse a label that the series don't have", () => {
    // @ts-expect-error no such label
    labelValues(select("requests_total"), "servce");
    // @ts-expect-error the expression carries another label besides
    queryResult(perServiceAndCode.expression, "service");
    // @ts-expect-error the expression carries another label
    queryResult(upPerService.expression, "code");
  });
});

describe("the result of an expression", () => {
  const { text, regex = "" } = queryResult(upPerService.expression, "service");

  /** As Grafana reads the regex of a variable and its result. */
  const taken = (value: string) => {
    const [, pattern = "", flags] = /^\/(.*?)\/(g?i?m?y?)$/.exec(regex) ?? [];
    return new RegExp(pattern, flags).exec(`{service="${value}"} 1 1700000000000`)?.[1];
  };

  it("is queried by name", () => {
    expect(text).toBe("query_result(max by (service) (up))");
  });

  it("returns any value unchanged", () => {
    for (const odd of ['it\'s "odd"\\x@docker', "two\nlines", '"} 1 2', "a,b={}", ""]) expect(taken(odd)).toBe(odd);
    fc.assert(fc.property(fc.string(), (value) => taken(value) === value));
  });

  it("has nothing for Grafana to replace in the regex", () => {
    expect(regex).not.toMatch(/\$\w|\$\{|\[\[/);
  });
});

it("offers only Prometheus data sources", () => {
  const { json } = finalized(
    { it: complete() },
    { variables: [datasourceVariable({ name: "Prometheus", uid: "lab" })] },
  );
  expect(json["templating"]).toEqual({
    list: [
      {
        type: "datasource",
        name: "datasource",
        label: "Data source",
        description: "The Prometheus that is asked.",
        query: "prometheus",
        multi: false,
        includeAll: false,
        allowCustomValue: true,
        current: { text: "Prometheus", value: "lab" },
      },
    ],
  });
});
