import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { z } from "zod";
import { fc } from "../properties.js";
import { ajvOptions, compileValidators } from "../../build/validators.js";
import { dashboard } from "../../src/check/schema/dashboard.js";
import { datasourceFile } from "../../src/check/schema/datasource.js";
import { jsonSchemas } from "../../src/check/schema/json-schema.js";
import { ruleFile, ruleTestFile } from "../../src/check/schema/prometheus-rules.js";
import { providerFile } from "../../src/check/schema/provider.js";
import * as compiled from "../../src/check/validators/generated.js";
import type { Validator } from "../../src/check/validators/validator.js";
import { mutate, type Change } from "./mutate.js";
import { dashboard as sample, datasourceYaml, providerYaml } from "./samples.js";

const root = join(import.meta.dirname, "../..");
const schemas = jsonSchemas();
const ajv = new Ajv2020(ajvOptions);

interface Kind {
  readonly name: string;
  readonly compiled: Validator;
  readonly ajv: ValidateFunction;
  readonly zod: z.ZodType;
  readonly good: unknown;
}

const kinds: readonly Kind[] = [
  {
    name: "dashboard",
    compiled: compiled.dashboard,
    ajv: ajv.compile(schemas.dashboard),
    zod: dashboard,
    good: sample(),
  },
  {
    name: "datasource",
    compiled: compiled.datasource,
    ajv: ajv.compile(schemas.datasource),
    zod: datasourceFile,
    good: parse(datasourceYaml),
  },
  {
    name: "dashboard-provider",
    compiled: compiled.dashboardProvider,
    ajv: ajv.compile(schemas["dashboard-provider"]),
    zod: providerFile,
    good: parse(providerYaml),
  },
  {
    name: "prometheus-rules",
    compiled: compiled.prometheusRules,
    ajv: ajv.compile(schemas["prometheus-rules"]),
    zod: ruleFile,
    good: {
      groups: [{ name: "a", interval: "30s", rules: [{ record: "a:b:c", expr: "vector(1)", labels: { x: "y" } }] }],
    },
  },
  {
    name: "prometheus-rule-tests",
    compiled: compiled.prometheusRuleTests,
    ajv: ajv.compile(schemas["prometheus-rule-tests"]),
    zod: ruleTestFile,
    good: {
      rule_files: ["../a.yml"],
      evaluation_interval: "30s",
      tests: [
        {
          interval: "30s",
          input_series: [{ series: "a", values: "1x9" }],
          promql_expr_test: [{ expr: "a", eval_time: "1m", exp_samples: [{ labels: "a", value: 1 }] }],
        },
      ],
    },
  },
];

/** Values of valid files, and others. */
const values = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    42,
    "",
    "x",
    "stat",
    "row",
    "now-6h",
    "s",
    "#fff",
    "1m",
    "$x",
    [],
    {},
    [{}],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant("replace" as const), value: values }),
  fc.record({ kind: fc.constant("drop" as const) }),
  fc.record({
    kind: fc.constant("add" as const),
    key: fc.constantFrom("x", "id", "type", "value", "unit", "0"),
    value: values,
  }),
);

describe.each(kinds)("the compiled validator of a $name", (kind) => {
  it("accepts valid files", () => {
    expect(kind.compiled(kind.good)).toBe(true);
    expect(kind.zod.safeParse(kind.good).error).toBeUndefined();
  });

  it("agrees with Ajv and with zod about invalid files", () => {
    let [right, wrong] = [0, 0];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), changes), { minLength: 1, maxLength: 3 }), (mutations) => {
        const value = mutations.reduce<unknown>((changed, [spot, change]) => mutate(changed, spot, change), kind.good);
        const valid = kind.compiled(value);
        expect(valid).toBe(kind.ajv(value));
        expect(valid).toBe(kind.zod.safeParse(value).success);
        expect(kind.compiled.errors ?? []).toEqual(kind.ajv.errors ?? []);
        if (valid) right += 1;
        else wrong += 1;
      }),
      { numRuns: 400, seed: 42 },
    );
    // Both valid and invalid files must occur.
    expect(wrong).toBeGreaterThan(100);
    expect(right).toBeGreaterThan(5);
  });
});

describe("the generated file", () => {
  it("is compiled from the schemas and imports nothing", async () => {
    const { code } = await compileValidators();
    expect(await readFile(join(root, "src/check/validators/generated.js"), "utf8")).toBe(code);
    const { metafile } = await build({
      stdin: { contents: code },
      bundle: true,
      format: "esm",
      metafile: true,
      write: false,
      packages: "external",
    });
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
    expect(Object.values(metafile.inputs).flatMap(({ imports }) => imports)).toEqual([]);
  });
});

describe("src/check", () => {
  it("loads yaml and damerau-levenshtein, and neither Ajv, zod, the SDK nor another folder", async () => {
    const { metafile } = await build({
      entryPoints: [join(root, "src/check/index.ts")],
      absWorkingDir: root,
      bundle: true,
      format: "esm",
      platform: "node",
      metafile: true,
      write: false,
      packages: "external",
    });
    const outside = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect([...new Set(outside)].sort()).toEqual(["damerau-levenshtein", "yaml"]);
    const rooms = Object.keys(metafile.inputs).filter((path) => !path.startsWith("src/check/"));
    expect(rooms).toEqual(["src/suggestion.ts"]);
    expect(Object.keys(metafile.inputs).filter((path) => path.startsWith("src/check/schema/"))).toEqual([]);
  });
});
