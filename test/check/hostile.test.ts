import { describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { checkFiles } from "../../src/check/index.js";
import { dashboard, datasourceYaml, file, panel, providerYaml } from "./samples.js";

const paths = fc.constantFrom(
  "grafana/dashboards/homelab/a.json",
  "grafana/dashboards/homelab.yml",
  "grafana/datasources/prometheus.yml",
  "a.json",
  "a.yaml",
  ".json",
  "\u0000/../.yml",
);

/** Checks files, and expects that each finding is printable. */
const survives = (path: string, content: string) => {
  for (const finding of checkFiles([{ path, content }])) {
    expect(finding.message).not.toBe("");
    expect(finding.fix).not.toBe("");
    expect(finding.path.startsWith(path)).toBe(true);
  }
};

/** Replaces one part of a value, chosen by a number. */
const graft = (value: unknown, spot: number, graftee: unknown): unknown => {
  const spots: { parent: object; key: string }[] = [];
  const copy: unknown = structuredClone(value);
  const open = [copy];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    for (const [key, child] of Object.entries(next)) {
      spots.push({ parent: next, key });
      open.push(child);
    }
  }
  const { parent, key } = spots[spot % spots.length] ?? { parent: {}, key: "" };
  Reflect.set(parent, key, graftee);
  return copy;
};

describe("the check throws for no content", () => {
  it("any text", () => {
    fc.assert(fc.property(paths, fc.string({ unit: "binary" }), survives), { numRuns: 300 });
  });

  it("any JSON", () => {
    fc.assert(
      fc.property(paths, fc.jsonValue({ maxDepth: 6 }), (path, value) => survives(path, JSON.stringify(value))),
      {
        numRuns: 300,
      },
    );
  });

  it("a dashboard with one value replaced", () => {
    const good = dashboard();
    fc.assert(
      fc.property(fc.nat(), fc.anything({ withNullPrototype: false }), (spot, value) =>
        survives(
          "grafana/dashboards/homelab/a.json",
          JSON.stringify(graft(good, spot, JSON.parse(JSON.stringify(value ?? null) ?? "null"))),
        ),
      ),
      { numRuns: 500 },
    );
  });

  it("a YAML file with a part cut out", () => {
    const files = fc.constantFrom(datasourceYaml, providerYaml);
    fc.assert(
      fc.property(files, fc.nat(400), fc.nat(60), fc.string(), (text, from, length, instead) =>
        survives("grafana/datasources/a.yml", text.slice(0, from) + instead + text.slice(from + length)),
      ),
      { numRuns: 300 },
    );
  });
});

describe("malicious files", () => {
  const rules = (path: string, content: string) => checkFiles([{ path, content }]).map(({ rule }) => rule);
  const json = "grafana/dashboards/homelab/a.json";
  const yaml = "grafana/datasources/a.yml";

  it.each([
    ["JSON nested without end", json, "[".repeat(200_000) + "]".repeat(200_000), "file/size"],
    ["objects nested without end", json, '{"panels":'.repeat(50_000) + "1" + "}".repeat(50_000), "file/size"],
    [
      "a list without end",
      json,
      JSON.stringify({ panels: Array.from({ length: 100_000 }, () => ({ type: "row" })) }),
      "file/size",
    ],
    [
      "many lists",
      json,
      JSON.stringify({ panels: Array.from({ length: 1500 }, () => Array.from({ length: 1500 }, () => 0)) }),
      "file/size",
    ],
    ["a text without end", json, `{"title":"${"x".repeat(9_000_000)}"}`, "file/size"],
    ["YAML nested without end", yaml, "[".repeat(20_000), "file/syntax"],
    [
      "aliases that unfold without end",
      yaml,
      ["a0: &a0 [x, x]", ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`)].join("\n"),
      "file/syntax",
    ],
    ["a null byte", json, '{"uid": \u0000}', "file/syntax"],
    ["two YAML documents", yaml, "a: 1\n---\nb: 2\n", "file/syntax"],
  ])("%s is a finding", (_name, path, content, rule) => {
    expect(rules(path, content)).toEqual([rule]);
  });

  it("YAML that contains itself is a finding", () => {
    expect(rules(yaml, "datasources: &a\n  - *a\n").length).toBeGreaterThan(0);
  });

  it("keys of Object's prototype are unknown keys", () => {
    const content = '{"__proto__": {"panels": []}, "constructor": {"prototype": {"a": 1}}, "panels": []}';
    const messages = checkFiles([{ path: json, content }]).map(({ message }) => message);
    expect(messages).toContain('unknown key "__proto__"');
    expect(messages).toContain('unknown key "constructor"');
    expect(Object.hasOwn(Object.prototype, "a")).toBe(false);
  });

  it("control characters in names don't reach the terminal", () => {
    const [finding] = checkFiles([file(dashboard({ panels: [panel("text", 1, { title: "\u001b[2Jx\n", mode: 1 })] }))]);
    expect(finding?.path).toContain(String.raw`"\u001b[2Jx\n"`);
  });

  it("the largest dashboard full of issues takes less than 10 s", () => {
    const mistakes = Array.from({ length: 1500 }, (_, id) => ({
      type: "timeseries",
      id,
      targets: [{}, {}],
      options: { a: 1, b: 2 },
    }));
    const before = performance.now();
    checkFiles([file(dashboard({ panels: mistakes }))]);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
