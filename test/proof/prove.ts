import type { AnsweredDashboard, AnsweredQuery } from "../grafana-client/run.js";
import type { ResolvedVariable } from "../grafana-client/variables.js";
import { halfMinutes } from "../simulation/beginnings.js";
import { figuresOf } from "../simulation/figures.js";
import { compareAnswer, evaluationOf, withoutColumn, type ComparisonContext } from "./compare-answers.js";
import { declaredLabels } from "./declared-labels.js";
import { memoized, selectedBy, type Expected } from "./evaluation.js";
import { expectedDashboards, keyOf, type ExpectedDashboard } from "./expected-dashboards.js";
import { variableOptions } from "./expected-values/variables.js";
import { violatedInvariants } from "./invariants.js";
import { unsupportedHealth, unsupportedShares } from "./little-traffic.js";
import { cellDifferences, displayErrors, expectedGraphOf, graphErrors, panelsAnswered, pictureOf } from "./panels.js";
import { dashboardIds, everything, type Choice, type DashboardId, type Scenario } from "./scenarios/scenario.js";
import { openTestBench, type TestBench } from "./test-bench.js";

/** The results for a target, an annotation or a variable, over every selection. */
interface Proof {
  /** `homelab-zones/traffic-matrix/A`, `homelab-zones/annotation/…`, `homelab-zones/variable/…` */
  readonly id: string;
  /** Whether an answer was compared with expected values. */
  readonly asserted: boolean;
  /** Whether an answer had data. */
  readonly withData: boolean;
  readonly errors: readonly string[];
}

/** Takes the picture of a node graph without a selection. */
type Draw = (key: string, picture: string) => Promise<void>;

/** Opens all dashboards in a scenario with every selection, and checks every answer and every panel. */
export async function prove(scenario: Scenario, draw?: Draw): Promise<readonly Proof[]> {
  await using testBench = await openTestBench(scenario.lab, scenario.history);
  const proofs: Proof[] = [];
  for (const dashboard of dashboardIds) {
    for (const choice of [everything, ...(scenario.choices?.[dashboard] ?? [])]) {
      const answered = await testBench.open(dashboard, choice.selection);
      const found = await proveDashboard(scenario, testBench, dashboard, choice, answered);
      proofs.push(...found.map((proof) => withLocation(proof, choice)));
      if (draw !== undefined && choice === everything) {
        for (const panel of panelsAnswered(answered.queries)) {
          if (scenario.pictures?.[panel.key] !== undefined) await draw(panel.key, await pictureOf(panel));
        }
      }
    }
  }
  return mergedById(proofs);
}

const withLocation = (proof: Proof, { name }: Choice): Proof => ({
  ...proof,
  errors: proof.errors.map((error) => `${proof.id}, ${name}: ${error}`),
});

function mergedById(proofs: readonly Proof[]): readonly Proof[] {
  const byId = new Map<string, Proof>();
  for (const proof of proofs) {
    const known = byId.get(proof.id);
    byId.set(proof.id, {
      id: proof.id,
      asserted: proof.asserted || known?.asserted === true,
      withData: proof.withData || known?.withData === true,
      errors: [...(known?.errors ?? []), ...proof.errors],
    });
  }
  return [...byId.values()];
}

async function proveDashboard(
  scenario: Scenario,
  testBench: TestBench,
  dashboard: DashboardId,
  choice: Choice,
  answered: AnsweredDashboard,
): Promise<readonly Proof[]> {
  const context = within(scenario.between, contextOf(testBench, choice, dashboard));
  const expected = expectedDashboards[dashboard];
  // A target's value at the end of the range is also the value of its cells.
  const dashboardWithMemory = { ...expected, targets: memoized(expected.targets) };
  const queries = answered.queries.map((query) => proveQuery(scenario, dashboardWithMemory, context, query));
  const variables = answered.variables
    .filter(({ type }) => type === "query")
    .map((variable) => proveVariable(scenario, dashboard, context, variable));
  const panels = await provePanels(scenario, dashboardWithMemory, context, answered);
  return [...queries, ...variables, ...panels];
}

/** The context of a dashboard's answers with a selection. */
export function contextOf(
  { history, range }: TestBench,
  { selection = {} }: Choice,
  dashboard: DashboardId,
): ComparisonContext {
  const { simulation, series } = history;
  return {
    simulation,
    series,
    selected: selectedBy(simulation, selection),
    range: { from: range.from / 1000, to: range.to / 1000 },
    isCompared: comparedSteps(dashboard, simulation.focus),
  };
}

/**
 * Every ten minutes, and three minutes after the end of an alert, which a longer look back would find; Service
 * Performance, which is about single events, every five minutes and around them.
 */
function comparedSteps(dashboard: DashboardId, focus: number): ComparisonContext["isCompared"] {
  const afterAlert = focus - 1320;
  if (dashboard !== "homelab-services") return (at) => at % 600 === 0 || at === afterAlert;
  // The steps after the certificate's renewal and after its reload; half a minute after a server went down, when the
  // state changed within two minutes, but not within one; during a failover, between two whole minutes.
  const events = [afterAlert, focus - 2040, ...halfMinutes.map((before) => focus - before)];
  return (at) => at % 300 === 0 || events.includes(at);
}

function within(between: Scenario["between"], context: ComparisonContext): ComparisonContext {
  if (between === undefined) return context;
  const [first, last] = between;
  return { ...context, isCompared: (at) => first <= at && at <= last && context.isCompared(at) };
}

/** The id without the value of a repeated panel. */
export const stableId = ({ id }: AnsweredQuery): string => id.split("@")[0] ?? id;

function proveQuery(
  { lab, measure = () => "figures", emptyLabels, littleTraffic = false }: Scenario,
  { targets }: ExpectedDashboard,
  context: ComparisonContext,
  query: AnsweredQuery,
): Proof {
  const id = stableId(query);
  const declared = isGraphed(query) ? undefined : declaredLabels(query.written);
  const { simulation } = context;
  const unsupported = littleTraffic
    ? [...unsupportedShares(query, simulation, lab), ...unsupportedHealth(query, simulation)]
    : [];
  const violated = [...violatedInvariants(query, declared, emptyLabels), ...unsupported];
  const withData = query.answer.series.length > 0;
  const measured = measure(query);
  switch (measured) {
    case "figures":
    case "listed": {
      if (isGraphed(query)) return { id, asserted: true, withData, errors: violated };
      const compared = { ...context, isList: measured === "listed" };
      const { differences } = compareAnswer(query, targets[keyOf({ id })], compared);
      return { id, asserted: true, withData, errors: [...violated, ...differences] };
    }
    case "nothing":
      return { id, asserted: true, withData, errors: withData ? ["has series where none are expected"] : [] };
    case "invariants":
      return { id, asserted: false, withData, errors: violated };
  }
}

/** Whether the query belongs to a node graph: its answers are checked with the whole graph. */
export const isGraphed = ({ panel }: AnsweredQuery): boolean => panel?.type === "nodeGraph";

function proveVariable(
  { variables = "exact" }: Scenario,
  dashboard: DashboardId,
  { simulation, series, selected, range }: ComparisonContext,
  { name, options }: ResolvedVariable,
): Proof {
  const id = `${dashboard}/variable/${name}`;
  const offered = new Set(options.map(({ value }) => value));
  const withData = offered.size > 0;
  const expected = variableOptions[name]?.({ simulation, series, selected, range: range.to - range.from });
  if (expected === undefined) return { id, asserted: false, withData, errors: ["has no expected options"] };
  if (variables === "any") return { id, asserted: false, withData, errors: [] };
  const surplus = [...offered]
    .filter((value) => !expected.has(value))
    .map((value) => `offers "${value}", unexpectedly`);
  if (variables === "some") {
    // Without node_exporter the instances of every job are offered.
    const errors = name === "instance" ? [] : surplus;
    return { id, asserted: false, withData, errors: withData ? errors : ["offers nothing"] };
  }
  const missing = [...expected].filter((value) => !offered.has(value)).map((value) => `doesn't offer "${value}"`);
  return { id, asserted: true, withData, errors: [...missing, ...surplus] };
}

async function provePanels(
  { lab, measure = () => "figures", columnsLost = false }: Scenario,
  { tables, matrices, targets }: ExpectedDashboard,
  context: ComparisonContext,
  { queries }: AnsweredDashboard,
): Promise<readonly Proof[]> {
  /**
   * The expected cells of a query; without an expectation from the events, its own answer. The values of one over time are
   * compared at its steps.
   */
  const expectedCells = (query: AnsweredQuery): Expected => {
    const expectation = targets[keyOf({ id: stableId(query) })];
    return measure(query) === "figures" && expectation !== undefined && "instant" in query.when
      ? expectation(evaluationOf(query, context, context.range.to))
      : { figures: figuresOf(withoutColumn(query.answer)) };
  };
  const proofs: Proof[] = [];
  for (const panel of panelsAnswered(queries)) {
    const [first] = panel.queries;
    if (first === undefined) continue;
    const shown = await displayErrors(panel);
    const cells = await cellDifferences(panel, { tables, matrices }, expectedCells, columnsLost);
    const drawn = panel.queries.every((query) => measure(query) === "figures")
      ? await graphErrors(panel, expectedGraphOf(panel, evaluationOf(first, context, context.range.to), lab))
      : [];
    proofs.push({ id: stableId(first), asserted: false, withData: false, errors: [...shown, ...cells, ...drawn] });
  }
  return proofs;
}
