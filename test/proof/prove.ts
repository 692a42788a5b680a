import type { AnsweredDashboard, AnsweredQuery } from "../grafana-client/run.js";
import type { ResolvedVariable } from "../grafana-client/variables.js";
import { expectedDashboards, keyOf, type ExpectedDashboard } from "./expected-dashboards.js";
import { figuresOf } from "../simulation/figures.js";
import { compareAnswer, evaluationOf, withoutColumn, type ComparisonContext } from "./compare-answers.js";
import { openTestBench, type TestBench } from "./test-bench.js";
import { selectedBy, type Expected } from "./evaluation.js";
import { variableOptions } from "./expected-values/variables.js";
import { cellDifferences, displayErrors, graphErrors, expectedGraphOf, panelsAnswered } from "./panels.js";
import { declaredLabels } from "./declared-labels.js";
import { dashboardIds, everything, type Choice, type DashboardId, type Scenario } from "./scenarios/scenario.js";
import { violatedInvariants } from "./invariants.js";

/** What came of a target, an annotation or a variable, with everything that was chosen. */
export interface Proof {
  /** `homelab-zones/traffic-matrix/A`, `homelab-zones/annotation/…`, `homelab-zones/variable/…` */
  readonly id: string;
  /** Whether an answer was held against what the events say. */
  readonly asserted: boolean;
  /** Whether it had something to show. */
  readonly withData: boolean;
  readonly errors: readonly string[];
}

/** Looks at all dashboards in a scenario as users would, and holds everything that they see against what happened. */
export async function prove(scenario: Scenario): Promise<readonly Proof[]> {
  await using laboratory = await openTestBench(scenario.lab, scenario.history);
  const proofs: Proof[] = [];
  for (const dashboard of dashboardIds) {
    for (const choice of [everything, ...(scenario.choices?.[dashboard] ?? [])]) {
      const answered = await laboratory.open(dashboard, choice.selection);
      const found = await proveDashboard(scenario, laboratory, dashboard, choice, answered);
      proofs.push(...found.map((one) => named(one, choice)));
    }
  }
  return united(proofs);
}

const named = (proof: Proof, { name }: Choice): Proof => ({
  ...proof,
  errors: proof.errors.map((objection) => `${proof.id}, ${name}: ${objection}`),
});

/** Everything that was found out about an id. */
function united(proofs: readonly Proof[]): readonly Proof[] {
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
  laboratory: TestBench,
  dashboard: DashboardId,
  choice: Choice,
  answered: AnsweredDashboard,
): Promise<readonly Proof[]> {
  const evidence = within(scenario.between, evidenceOf(laboratory, choice, dashboard));
  const expected = expectedDashboards[dashboard];
  const questions = answered.queries.map((question) => proveQuestion(scenario, expected, evidence, question));
  const variables = answered.variables
    .filter(({ type }) => type === "query")
    .map((variable) => proveVariable(scenario, dashboard, evidence, variable));
  const panels = await provePanels(scenario, expected, evidence, answered);
  return [...questions, ...variables, ...panels];
}

/** What the events say about a laboratory, as far as a choice lets through. */
export function evidenceOf(
  { history, range }: TestBench,
  { selection = {} }: Choice,
  dashboard: DashboardId,
): ComparisonContext {
  const { simulation, series } = history;
  const { focus } = simulation;
  return {
    simulation,
    series,
    chosen: selectedBy(simulation, selection),
    range: { from: range.from / 1000, to: range.to / 1000 },
    moments: momentsOf(dashboard, focus),
  };
}

/** Which steps are judged: every ten minutes, and of Service Performance, where more is about single events, more. */
function momentsOf(dashboard: DashboardId, focus: number): ComparisonContext["moments"] {
  if (dashboard !== "homelab-services") return (at) => at % 600 === 0;
  // The steps right after the certificate's renewal and the reload with it; half a minute after a server went down, when
  // the state changed within two minutes, but not within one; amid a failover, between two whole minutes.
  const events = [focus - 2070, focus - 2040, focus - 2370, focus - 1650];
  return (at) => at % 300 === 0 || events.includes(at);
}

function within(stretch: Scenario["between"], evidence: ComparisonContext): ComparisonContext {
  if (stretch === undefined) return evidence;
  const [first, last] = stretch;
  return { ...evidence, moments: (at) => first <= at && at <= last && evidence.moments(at) };
}

export const stableId = ({ id }: AnsweredQuery): string => id.split("@")[0] ?? id;

function proveQuestion(
  { measure = () => "figures", emptyLabels }: Scenario,
  { targets: oracles }: ExpectedDashboard,
  evidence: ComparisonContext,
  question: AnsweredQuery,
): Proof {
  const id = stableId(question);
  const unfit = violatedInvariants(
    question,
    isGraphed(question) ? undefined : declaredLabels(question.written),
    emptyLabels,
  );
  const withData = question.answer.series.length > 0;
  switch (measure(question)) {
    case "figures": {
      const oracle = oracles[keyOf({ id })];
      if (isGraphed(question)) return { id, asserted: true, withData, errors: unfit };
      const { differences } = compareAnswer(question, oracle, evidence);
      return { id, asserted: true, withData, errors: [...unfit, ...differences] };
    }
    case "nothing":
      return { id, asserted: true, withData, errors: withData ? ["answers something where nothing is"] : [] };
    case "soundness":
      return { id, asserted: false, withData, errors: unfit };
  }
}

/** The targets of a node graph are judged by the graph that they make together. */
export const isGraphed = ({ panel }: AnsweredQuery): boolean => panel?.type === "nodeGraph";

function proveVariable(
  { variables = "exact" }: Scenario,
  dashboard: DashboardId,
  { simulation, series, chosen, range }: ComparisonContext,
  { name, options }: ResolvedVariable,
): Proof {
  const id = `${dashboard}/variable/${name}`;
  const offered = new Set(options.map(({ value }) => value));
  const withData = offered.size > 0;
  const due = variableOptions[name]?.({ simulation, series, chosen, range: range.to - range.from });
  if (due === undefined) return { id, asserted: false, withData, errors: ["nobody says what it offers"] };
  if (variables === "any") return { id, asserted: false, withData, errors: [] };
  const more = [...offered].filter((value) => !due.has(value)).map((value) => `offers "${value}", which isn't there`);
  if (variables === "some") {
    // Where no host is measured, whatever is scraped is offered.
    const objections = name === "instance" ? [] : more;
    return { id, asserted: false, withData, errors: withData ? objections : ["offers nothing"] };
  }
  const missing = [...due].filter((value) => !offered.has(value)).map((value) => `doesn't offer "${value}"`);
  return { id, asserted: true, withData, errors: [...missing, ...more] };
}

async function provePanels(
  { lab, measure = () => "figures", columnsLost = false }: Scenario,
  { tables, matrices, targets: oracles }: ExpectedDashboard,
  evidence: ComparisonContext,
  { queries }: AnsweredDashboard,
): Promise<readonly Proof[]> {
  /** Where the events don't say what is answered, a table still shows what was. */
  const due = (question: AnsweredQuery): Expected => {
    const oracle = oracles[keyOf({ id: stableId(question) })];
    return measure(question) === "figures" && oracle !== undefined
      ? oracle(evaluationOf(question, evidence, evidence.range.to))
      : { figures: figuresOf(withoutColumn(question.answer)) };
  };
  const proofs: Proof[] = [];
  for (const panel of panelsAnswered(queries)) {
    const [first] = panel.questions;
    if (first === undefined) continue;
    const shown = await displayErrors(panel);
    const cells = await cellDifferences(panel, { tables, matrices }, panel.questions.map(due), columnsLost);
    const drawn = panel.questions.every((question) => measure(question) === "figures")
      ? await graphErrors(panel, expectedGraphOf(panel, evaluationOf(first, evidence, evidence.range.to), lab))
      : [];
    const objections = [...shown, ...cells, ...drawn];
    proofs.push({ id: stableId(first), asserted: false, withData: false, errors: objections });
  }
  return proofs;
}
