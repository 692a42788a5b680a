import { describe, expect, it } from "vitest";
import {
  dashboard,
  datasourceVariable,
  group,
  queryVariable,
  series,
  target,
  type DashboardDefinition,
} from "../../src/grafana/index.js";
import { objectAt, objectsAt } from "../../src/grafana/json.js";
import { max, promql, variable } from "../../src/promql/index.js";
import { complete, content } from "./samples.js";

const definition = dashboard(
  content(
    {},
    {
      groups: [
        group("now", "Now", { "request-rate": complete("Rate"), "error-share": complete("Errors") }),
        group("host", "Host", { cpu: complete("CPU") }),
      ],
    },
  ),
);

const keys = ({ content: { groups } }: DashboardDefinition) =>
  groups.map(({ key, panels }) => [key, ...panels.map((panel) => panel.key)]);

describe("a dashboard", () => {
  it("replaces a panel and keeps its id", () => {
    const replaced = definition.replace("cpu", complete("Processor"));
    expect(keys(replaced)).toEqual(keys(definition));
    expect(JSON.stringify(replaced.finalize().json)).toContain("Processor");
    expect(replaced.finalize().keys).toEqual(definition.finalize().keys);
    expect(JSON.stringify(definition.finalize().json)).not.toContain("Processor");
  });

  it("drops a panel or a group", () => {
    expect(keys(definition.drop("request-rate"))).toEqual([
      ["now", "error-share"],
      ["host", "cpu"],
    ]);
    expect(keys(definition.drop("now"))).toEqual([["host", "cpu"]]);
    expect(keys(definition)).toEqual([
      ["now", "request-rate", "error-share"],
      ["host", "cpu"],
    ]);
  });

  it("removes variables that nothing uses after a change", () => {
    const zoned = promql({ up: { type: "gauge", labels: ["zone"] } } as const)("up", { zone: variable("zone") });
    const filtered = series("Filtered", target({ expression: max(zoned) }))
      .description("x")
      .unit("s");
    const ofZones = (name: string, values: string) =>
      queryVariable({ variable: variable(name), label: name, description: "x", query: { text: values, kind: 3 } });
    const many = dashboard({
      ...content({}),
      variables: [
        datasourceVariable(),
        ofZones("site", "x"),
        ofZones("zone", "y{site=~`${site:regex}`}"),
        ofZones("other", "z"),
      ],
      groups: [group("now", "Now", { filtered, rest: complete() })],
    });
    const names = ({ json }: ReturnType<typeof many.finalize>) =>
      objectsAt(objectAt(json, "templating"), "list").map(({ name }) => name);
    expect(names(many.finalize())).toEqual(["datasource", "site", "zone", "other"]);
    expect(names(many.drop("rest").finalize())).toEqual(["datasource", "site", "zone"]);
    expect(names(many.drop("filtered").finalize())).toEqual(["datasource"]);
    // A repeated panel names its variable without `$`.
    const repeated = many.drop("filtered").replace("rest", complete().repeat("other"));
    expect(names(repeated.finalize())).toEqual(["datasource", "other"]);
  });

  it("inserts a panel after another one, or at the beginning of a group", () => {
    expect(keys(definition.insert("latency", complete(), { after: "request-rate" }))).toEqual([
      ["now", "request-rate", "latency", "error-share"],
      ["host", "cpu"],
    ]);
    expect(keys(definition.insert("memory", complete(), { after: "host" }))[1]).toEqual(["host", "memory", "cpu"]);
  });

  it("suggests a key for a wrong one", () => {
    expect(() => definition.replace("request-rates", complete())).toThrow(
      'dashboard "lab-services" has no "request-rates". Did you mean "request-rate"?',
    );
    expect(() => definition.drop("hots")).toThrow('has no "hots". Did you mean "host"?');
    expect(() => definition.insert("x", complete(), { after: "something-else" })).toThrow(
      'has no "something-else". It has now, request-rate, error-share, host, cpu',
    );
    expect(() => definition.replace("host", complete())).toThrow('"host" is a group; replace takes the key of a panel');
  });

  it("has a type with its keys, that of an inserted panel included", () => {
    const typed = dashboard({ ...content({}), groups: [group("host", "Host", { cpu: complete() })] });
    expect(keys(typed.insert("memory", complete(), { after: "cpu" }).drop("memory"))).toEqual(keys(typed));
    // @ts-expect-error there is no such key
    expect(() => typed.drop("memory")).toThrow('has no "memory"');
    // @ts-expect-error there is no such key to insert after
    expect(() => typed.insert("disk", complete(), { after: "memory" })).toThrow('has no "memory"');
  });

  it("refuses keys that aren't kebab-case or are used twice", () => {
    expect(() => dashboard(content({ requestRate: complete() }))).toThrow(
      'dashboard "lab-services": the key "requestRate" is not kebab-case; write it as "request-rate"',
    );
    expect(() => dashboard(content({ now: complete() }))).toThrow(
      'dashboard "lab-services": the key "now" stands twice; panels and groups share one set of keys',
    );
    expect(() => definition.insert("cpu", complete(), { after: "now" })).toThrow('the key "cpu" stands twice');
  });
});
