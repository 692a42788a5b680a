import { describe, expect, it } from "vitest";
import { fc } from "../../properties.js";
import { defaultLab } from "../../../src/lab/index.js";
import { print } from "../../../src/promql/index.js";
import { panelsOf, readDashboard } from "../../grafana-client/dashboard.js";
import { interpolate, prometheusFormat, referencedNames } from "../../grafana-client/interpolate.js";
import { expression as anyExpression } from "../../promql/arbitrary.js";
import { parseErrors } from "../../promql/parse-errors.js";
import { buildDashboards } from "../test-bench.js";
import { mutantKinds, mutantsOf, sample, type Mutant } from "./mutants.js";
import { mutantCases } from "./mutant-cases.js";
import { readTree } from "./tree.js";

const texts = (mutants: readonly Mutant[]) => mutants.map(({ expression }) => expression);

describe.each(mutantKinds.map((kind) => ({ kind, rows: mutantCases[kind] })))("$kind", ({ kind, rows }) => {
  it.each(rows)("%s", (query, mutants) => {
    expect(texts(mutantsOf(query).filter((mutant) => mutant.kind === kind))).toEqual(mutants);
  });

  it("has examples", () => {
    expect(rows.flatMap(([, mutants]) => mutants)).not.toEqual([]);
  });
});

it("names the mistake and its position", () => {
  expect(mutantsOf('sum by (a) (x{code=~"5.."}) / 60')).toContainEqual({
    kind: "matcher negated",
    what: 'matcher code=~"5.." of x negated',
    at: 18,
    expression: 'sum by (a) (x{code!~"5.."}) / 60',
  });
});

it("shortens a long part in its name", () => {
  const long = ["a", "b", "c"].map((name) => name.repeat(20)).join(" or ");
  const dropped = mutantsOf(`x unless (${long})`).find(({ kind }) => kind === "unless dropped");
  expect(dropped?.what).toBe(`unless: (${"a".repeat(20)} or ${"b".repeat(14)}… dropped`);
});

it("rejects an expression that isn't PromQL", () => {
  expect(() => mutantsOf("sum by (")).toThrow("the grammar reads no PromQL at");
  expect(() => mutantsOf("rate(x[$__rate_interval])")).toThrow("the grammar reads no PromQL at");
});

/** The query with a value of the right type for each variable. */
const sent = (written: string): string => {
  const value = (name: string) => (name.startsWith("__") && name !== "__range_s" ? "5m" : "300");
  const names = referencedNames(written).filter((name) => !/^\d+$/.test(name));
  const variables = names.map((name) => {
    const plain = { name, multi: false, includeAll: false, value: value(name), text: value(name) };
    return [name, plain] as const;
  });
  return interpolate(written, new Map(variables), prometheusFormat);
};

const expectSound = (query: string) => {
  const all = texts(mutantsOf(query));
  for (const mutant of all) expect(() => readTree(mutant)).not.toThrow();
  expect(all).not.toContain(query);
  expect(new Set(all).size).toBe(all.length);
};

describe("mutants of any expression", () => {
  it("are PromQL, and differ from the expression and from each other", () => {
    fc.assert(
      fc.property(anyExpression, (of) => {
        expectSound(sent(print(of)));
      }),
      { numRuns: 1000 },
    );
  });

  it("are accepted by Prometheus itself", async () => {
    await fc.assert(
      // Starting promtool takes longer than parsing a hundred expressions.
      fc.asyncProperty(fc.array(anyExpression, { minLength: 50, maxLength: 100 }), async (all) => {
        expect(await parseErrors(all.flatMap((of) => texts(mutantsOf(sent(print(of))))))).toEqual([]);
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });
});

describe.each(buildDashboards(defaultLab).dashboards)("mutants of $uid", ({ json }) => {
  const { annotations, ...dashboard } = readDashboard(json);
  const written = [
    ...panelsOf({ annotations, ...dashboard }).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...annotations.list.map(({ target, expr }) => target?.expr ?? expr),
  ];
  const queries = written.filter((expr) => expr !== undefined && expr !== "").map((expr) => sent(expr ?? ""));
  const all = queries.map((query) => ({ query, mutants: mutantsOf(query) }));

  it("exist for every query", () => {
    expect(queries.length).toBeGreaterThan(50);
    expect(all.filter(({ mutants }) => mutants.length < 4)).toEqual([]);
  });

  it("are accepted by Prometheus itself", async () => {
    expect(await parseErrors(all.flatMap(({ mutants }) => texts(sample(mutants, 20))))).toEqual([]);
  });
});

describe("a sample", () => {
  const mutant = (kind: Mutant["kind"], at: number): Mutant => ({ kind, what: "", at, expression: `${kind} ${at}` });
  const many = Array.from({ length: 90 }, (_, at) => mutant("matcher dropped", at));
  const few = [mutant("le dropped", 7), mutant("le dropped", 70)];
  const one = mutant("k changed", 50);
  const all = [...many, ...few, one].toSorted((a, b) => a.at - b.at);

  it("has every kind, shares the limit evenly, and keeps the order", () => {
    const chosen = sample(all, 13);
    expect(chosen).toHaveLength(13);
    expect(chosen.filter(({ kind }) => kind !== "matcher dropped")).toEqual([few[0], one, few[1]]);
    expect(chosen).toEqual(all.filter((each) => chosen.includes(each)));
  });

  it("is spread over the positions", () => {
    const places = sample(many, 9).map(({ at }) => Math.floor(at / 10));
    expect(places).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("with one of each kind has different positions", () => {
    const kinds = mutantKinds.slice(0, 8);
    const spread = sample(
      many.flatMap(({ at }) => kinds.map((kind) => mutant(kind, at))),
      8,
    );
    expect(spread.map(({ kind }) => kind).toSorted()).toEqual(kinds.toSorted());
    expect(new Set(spread.map(({ at }) => Math.floor(at / 10))).size).toBeGreaterThan(4);
  });

  it("is everything below the limit, and one of each kind where there are more kinds than the limit", () => {
    expect(sample(all, 1000)).toEqual(all);
    expect(sample(all, 1).map(({ kind }) => kind)).toHaveLength(3);
    expect(sample([], 10)).toEqual([]);
  });

  it("has every kind of any expression, respects the limit, and is deterministic", () => {
    fc.assert(
      fc.property(anyExpression, fc.integer({ min: 0, max: 60 }), (of, limit) => {
        const mutants = mutantsOf(sent(print(of)));
        const kinds = new Set(mutants.map(({ kind }) => kind));
        const chosen = sample(mutants, limit);
        expect(new Set(chosen.map(({ kind }) => kind))).toEqual(kinds);
        expect(chosen).toHaveLength(Math.min(mutants.length, Math.max(limit, kinds.size)));
        expect(sample(mutants, limit)).toEqual(chosen);
      }),
    );
  });
});
