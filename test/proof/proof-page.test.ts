import { describe, expect, it } from "vitest";
import { mutationGaps, mutationPart, scenarioGaps, scenarioPart, withPart } from "./proof-page.js";
import type { ScenarioResult } from "./results.js";

const id = "homelab-dns/queries/A";
const result = (scenario: string, proof: Partial<ScenarioResult["proofs"][number]> = {}): ScenarioResult => ({
  scenario,
  about: "a situation",
  proofs: [{ id, asserted: true, withData: true, errors: [], ...proof }],
});
const all = ["healthy", "zero", "reset", "shards", "replicas"].map((name) => result(name));
const mutated = (...ids: readonly string[]) => [
  { name: "some", queries: ids.map((query) => ({ id: query, mutants: 6, survivors: [] })) },
];
const others = ["homelab-topology/x/A", "homelab-zones/x/A", "homelab-services/x/A"];

describe("the gaps of the scenarios", () => {
  it("are none where every query is right and compared in the exact scenarios", () => {
    expect(scenarioGaps([...all, result("odd", { asserted: false })])).toEqual([]);
  });

  it("are none where a graph needs fewer queries in a lab, and name one that it left out altogether", () => {
    const graph = "homelab-topology/full-graph/node_main";
    const withGraph = (scenario: string, ...ids: readonly string[]) => ({
      ...result(scenario),
      proofs: [id, ...ids].map((each) => ({ id: each, asserted: true, withData: true, errors: [] })),
    });
    const [first = result("healthy"), ...rest] = all;
    const wide = [first, ...rest].map(({ scenario }) => withGraph(scenario, graph, `${graph}_2`));
    expect(scenarioGaps([...wide, withGraph("odd", graph)])).toEqual([]);
    expect(scenarioGaps([...wide, withGraph("odd")])).toEqual([
      `${graph} wasn't asked in odd`,
      `${graph}_2 wasn't asked in odd`,
    ]);
  });

  it.each([
    ["a missing scenario", all.slice(0, 4), "the scenario replicas wasn't run"],
    ["a query left out", [...all, { ...result("odd"), proofs: [] }], `${id} wasn't asked in odd`],
    ["a wrong answer", [...all, result("odd", { errors: ["is 1, expected 2"] })], `${id} is wrong in odd`],
    [
      "an answer that isn't compared",
      [...all.slice(0, 4), result("replicas", { asserted: false })],
      `${id} isn't compared with expected values in replicas`,
    ],
    [
      "a query without data",
      all.map(({ scenario }) => result(scenario, { withData: false })),
      `${id} has data in no scenario`,
    ],
  ])("name %s", (_, results, gap) => {
    expect(scenarioGaps(results)).toEqual([gap]);
  });
});

describe("the gaps of the mutation run", () => {
  it("are dashboards, and queries of the scenarios, without mutants", () => {
    expect(mutationGaps(mutated(id, ...others), all)).toEqual([]);
    expect(mutationGaps(mutated("homelab-dns/other/A", ...others), all)).toEqual([`${id} has no mutants`]);
    expect(mutationGaps(mutated(...others), [])).toEqual(["homelab-dns has no mutants"]);
  });
});

describe("the page", () => {
  it("keeps each part where the other one is replaced", () => {
    const page = withPart(scenarioPart(all), "mutation", mutationPart(mutated(id)));
    expect(page).toContain("## Scenarios");
    expect(page).toContain("| homelab-dns | 1 | 6 | 6 | 0 |");
    const renewed = withPart(page, "scenarios", scenarioPart([...all, result("odd")]));
    expect(renewed).toContain("| odd | a situation |");
    expect(renewed).toContain("| homelab-dns | 1 | 6 | 6 | 0 |");
    expect(withPart(renewed, "scenarios", scenarioPart(all))).toBe(page);
    expect(withPart(page, "mutation", mutationPart(mutated(id)))).toBe(page);
  });
});
