/**
 * The text of docs/reference/proof.md in two parts, since two commands compute them: `npm test` the scenarios, and
 * `npm run test:mutation` the mutants. The same results give the same text.
 */
import { isGraph } from "./graphs.js";
import { survivorsTable } from "./mutation/survivors-page.js";
import { dashboardIds } from "./scenarios/scenario.js";
import type { MutationResult, ScenarioResult } from "./results.js";
import { alignedText, markdownTable, type Row } from "./table.js";

/** In these scenarios the answers to every query are compared with expected values. */
const exactScenarios = ["healthy", "zero", "reset", "shards", "replicas"] as const;

const isExact = (scenario: string): boolean => exactScenarios.some((name) => name === scenario);
const dashboardOf = (id: string): string => id.split("/")[0] ?? "";
const kindOf = (id: string): "annotation" | "variable" | "target" => {
  const kind = id.split("/")[1];
  return kind === "annotation" || kind === "variable" ? kind : "target";
};

/** Every query of the lab in `healthy`. Larger labs have graphs with more queries, which are compared with their graph. */
const queryIds = (scenarios: readonly ScenarioResult[]): readonly string[] =>
  (scenarios.find(({ scenario }) => scenario === exactScenarios[0])?.proofs ?? []).map(({ id }) => id).toSorted();

/**
 * Gaps of the scenarios, a line each: a query that a scenario left out, that is wrong in one, that isn't compared with
 * expected values where it must be, or that never had data.
 */
export function scenarioGaps(scenarios: readonly ScenarioResult[]): readonly string[] {
  const ids = queryIds(scenarios);
  const absent = exactScenarios.filter((name) => !scenarios.some(({ scenario }) => scenario === name));
  const withData = new Set(
    scenarios.flatMap(({ proofs }) => proofs.flatMap((proof) => (proof.withData ? [proof.id] : []))),
  );
  return [
    ...absent.map((name) => `the scenario ${name} wasn't run`),
    ...scenarios.flatMap((scenario) => gapsOf(scenario, ids)),
    // Some queries of a graph have data in other labs only.
    ...ids.filter((id) => !withData.has(id) && !isGraph(id)).map((id) => `${id} has data in no scenario`),
  ];
}

/** Queries that a scenario left out. How many a graph needs follows from the lab, so that one of its panel is enough. */
function unaskedOf(ids: readonly string[], proofs: ScenarioResult["proofs"]): readonly string[] {
  const panelOf = (id: string) => id.slice(0, id.lastIndexOf("/"));
  const asked = new Set(proofs.map(({ id }) => id));
  const panels = new Set(proofs.map(({ id }) => panelOf(id)));
  return ids.filter((id) => !asked.has(id) && !(isGraph(id) && panels.has(panelOf(id))));
}

function gapsOf({ scenario, proofs }: ScenarioResult, ids: readonly string[]): readonly string[] {
  const byId = new Map(proofs.map((proof) => [proof.id, proof]));
  const unasked = new Set(unaskedOf(ids, proofs));
  return [...new Set([...ids, ...byId.keys()])].flatMap((id) => {
    const proof = byId.get(id);
    if (proof === undefined) return unasked.has(id) ? [`${id} wasn't asked in ${scenario}`] : [];
    if (proof.errors.length > 0) return [`${id} is wrong in ${scenario}`];
    return isExact(scenario) && ids.includes(id) && !proof.asserted
      ? [`${id} isn't compared with expected values in ${scenario}`]
      : [];
  });
}

/**
 * Gaps of the mutation run, a line each: a dashboard, or a query of the scenarios, without mutants.
 *
 * @param scenarios results of the last `npm test`; none where it didn't run
 */
export function mutationGaps(
  mutation: readonly MutationResult[],
  scenarios: readonly ScenarioResult[],
): readonly string[] {
  const mutated = new Set(mutation.flatMap(({ queries }) => queries.map(({ id }) => id)));
  const dashboards = new Set([...mutated].map(dashboardOf));
  return [
    ...dashboardIds.filter((id) => !dashboards.has(id)),
    ...queryIds(scenarios).filter((id) => kindOf(id) !== "variable" && !mutated.has(id)),
  ].map((id) => `${id} has no mutants`);
}

/** The first part: the results of the scenarios. */
export const scenarioPart = (scenarios: readonly ScenarioResult[]): string =>
  [
    "<!-- Written by `npm run proof` from the results of `npm test` and `npm run test:mutation`; don't edit. -->",
    "",
    "# Proof",
    "",
    "Every query of every dashboard is sent to a real Prometheus, through the emitted datasource with its client",
    "certificate, in every scenario below. The answers are compared with the events of a simulated home network: plain",
    "code counts the events, knows no PromQL, and never reads an answer. Every panel then passes through Grafana's own",
    "engine (`@grafana/data`): transformations, overrides, cells, and the contract of node graphs.",
    "",
    "Queries are named `dashboard/panel/query` throughout: `homelab-zones/traffic-matrix/A`. The code is in",
    "[`test/proof`](../../test/proof).",
    "",
    "## Dashboards",
    "",
    ...markdownTable(scenarioRowsByDashboard(scenarios)),
    "",
    `“Scenarios” is the number of the ${String(scenarios.length)} scenarios in which no query has an error; “figures” is the number of queries`,
    `whose answers are compared with expected values in ${exactScenarios.join(", ")}.`,
    "",
    "## Scenarios",
    "",
    ...markdownTable(scenarioRows(scenarios)),
    "",
    "“Exact” counts the queries whose answers are compared with expected values, or must be empty. For the others it is",
    "proven that Prometheus answers without an error, that numbers are numbers, that labels are those of the query's type,",
    "that legends have names, and that the panel can be drawn.",
    "",
  ].join("\n");

/** The second part begins with this line. */
const mutationHeading = "## Mutants";

/** The second part: mutants of the queries. */
export const mutationPart = (mutation: readonly MutationResult[]): string =>
  [
    mutationHeading,
    "",
    "A mutant is a query with one mistake: a matcher dropped, a label lost, `rate` for `increase`, 4xx for 5xx. Six mutants",
    "of each query are asked, the likeliest mistakes first. A mutant is killed where its answer fails the comparison. One",
    "that survives answers the same as its query, or draws the same graph, in every scenario of the run; a mutant that",
    "answers otherwise and survives fails the test. [Survivors by query](../../test/proof/mutation/survivors.md).",
    "",
    ...markdownTable(mutantRows(mutation)),
    "",
    "Reasons for survival:",
    "",
    ...survivorsTable(mutation),
    "",
    `Of ${String(allSurviving(mutation))} queries every mutant survives. All of them belong to node graphs: they stand for what is folded, for what is`,
    "missing elsewhere, or for a name without a figure.",
    "",
  ].join("\n");

/** A page with one of its parts replaced. */
export function withPart(page: string, part: "scenarios" | "mutation", text: string): string {
  const start = page.indexOf(`\n${mutationHeading}\n`);
  const [first, second] = start < 0 ? [page, ""] : [page.slice(0, start), page.slice(start + 1)];
  return part === "scenarios" ? `${text.trimEnd()}\n\n${second}` : `${first.trimEnd()}\n\n${text}`;
}

/** The table of the scenarios for a terminal. */
export const scenarioTable = (scenarios: readonly ScenarioResult[]): string =>
  alignedText(scenarioRowsByDashboard(scenarios));

/** The table of the mutants for a terminal. */
export const mutationTable = (mutation: readonly MutationResult[]): string => alignedText(mutantRows(mutation));

function scenarioRowsByDashboard(scenarios: readonly ScenarioResult[]): readonly Row[] {
  const ids = queryIds(scenarios);
  const rowOf = (name: string, own: readonly string[]): Row => {
    const count = (kind: string) => String(own.filter((id) => kindOf(id) === kind).length);
    const sound = scenarios.filter(({ proofs }) => {
      const wrong = new Set(proofs.flatMap(({ id, errors }) => (errors.length > 0 ? [id] : [])));
      return unaskedOf(own, proofs).length === 0 && own.every((id) => !wrong.has(id));
    });
    const asserted = own.filter((id) =>
      scenarios
        .filter(({ scenario }) => isExact(scenario))
        .every(({ proofs }) => proofs.some((proof) => proof.id === id && proof.asserted)),
    );
    return [
      name,
      count("target"),
      count("annotation"),
      count("variable"),
      `${String(sound.length)} of ${String(scenarios.length)}`,
      `${String(asserted.length)} of ${String(own.length)}`,
    ];
  };
  return [
    ["dashboard", "targets", "annotations", "variables", "scenarios", "figures"],
    ...byDashboard(ids).map(([name, own]) => rowOf(name, own)),
    rowOf("all", ids),
  ];
}

const byDashboard = (ids: readonly string[]) =>
  [...new Set(ids.map(dashboardOf))].map((name) => [name, ids.filter((id) => dashboardOf(id) === name)] as const);

const scenarioRows = (scenarios: readonly ScenarioResult[]): readonly Row[] => [
  ["scenario", "situation", "queries", "exact", "with data"],
  ...scenarios.map(({ scenario, about, proofs }): Row => [
    scenario,
    about,
    String(proofs.length),
    String(proofs.filter(({ asserted }) => asserted).length),
    String(proofs.filter(({ withData }) => withData).length),
  ]),
];

function mutantRows(mutation: readonly MutationResult[]): readonly Row[] {
  const queries = mutation.flatMap((result) => result.queries).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const rowOf = (name: string, own: typeof queries): Row => {
    const all = own.reduce((sum, { mutants }) => sum + mutants, 0);
    const surviving = own.reduce((sum, { survivors }) => sum + survivors.length, 0);
    return [name, String(own.length), String(all), String(all - surviving), String(surviving)];
  };
  const dashboards = [...new Set(queries.map(({ id }) => dashboardOf(id)))];
  return [
    ["dashboard", "queries", "mutants", "killed", "surviving"],
    ...dashboards.map((name) =>
      rowOf(
        name,
        queries.filter(({ id }) => dashboardOf(id) === name),
      ),
    ),
    rowOf("all", queries),
  ];
}

const allSurviving = (mutation: readonly MutationResult[]): number =>
  mutation.flatMap(({ queries }) => queries.filter((one) => one.survivors.length === one.mutants)).length;
