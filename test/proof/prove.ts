import type { AnsweredDashboard, AnsweredQuestion } from "../grafana-client/run.js";
import type { ResolvedVariable } from "../grafana-client/variables.js";
import { expectedDashboards, keyOf, type ExpectedDashboard } from "./dashboards.js";
import { figuresOf } from "../simulation/figures.js";
import { judge, momentOf, withoutColumn, type Evidence } from "./judge.js";
import { openLaboratory, type Laboratory } from "./laboratory.js";
import { chosenBy, type Expected } from "./moment.js";
import { offeredBy } from "./oracles/variables.js";
import { cellObjections, displayObjections, drawingObjections, drawingOf, panelsAnswered } from "./panels.js";
import { promisedLabels } from "./promises.js";
import { dashboardIds, everything, type Choice, type DashboardId, type Scenario } from "./scenarios/scenario.js";
import { unsound } from "./soundness.js";

/** What came of a target, an annotation or a variable, with everything that was chosen. */
export interface Proof {
  /** `homelab-zones/traffic-matrix/A`, `homelab-zones/annotation/…`, `homelab-zones/variable/…` */
  readonly id: string;
  /** Whether an answer was held against what the events say. */
  readonly asserted: boolean;
  /** Whether it had something to show. */
  readonly withData: boolean;
  readonly objections: readonly string[];
}

/** Looks at all dashboards in a scenario as users would, and holds everything that they see against what happened. */
export async function prove(scenario: Scenario): Promise<readonly Proof[]> {
  await using laboratory = await openLaboratory(scenario.lab, scenario.history);
  const proofs: Proof[] = [];
  for (const dashboard of dashboardIds) {
    for (const choice of [everything, ...(scenario.choices?.[dashboard] ?? [])]) {
      const answered = await laboratory.look(dashboard, choice.selection);
      const found = await proveDashboard(scenario, laboratory, dashboard, choice, answered);
      proofs.push(...found.map((one) => named(one, choice)));
    }
  }
  return united(proofs);
}

const named = (proof: Proof, { name }: Choice): Proof => ({
  ...proof,
  objections: proof.objections.map((objection) => `${proof.id}, ${name}: ${objection}`),
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
      objections: [...(known?.objections ?? []), ...proof.objections],
    });
  }
  return [...byId.values()];
}

async function proveDashboard(
  scenario: Scenario,
  laboratory: Laboratory,
  dashboard: DashboardId,
  choice: Choice,
  answered: AnsweredDashboard,
): Promise<readonly Proof[]> {
  const evidence = within(scenario.between, evidenceOf(laboratory, choice, dashboard));
  const expected = expectedDashboards[dashboard];
  const questions = answered.questions.map((question) => proveQuestion(scenario, expected, evidence, question));
  const variables = answered.variables
    .filter(({ type }) => type === "query")
    .map((variable) => proveVariable(scenario, dashboard, evidence, variable));
  const panels = await provePanels(scenario, expected, evidence, answered);
  return [...questions, ...variables, ...panels];
}

/** What the events say about a laboratory, as far as a choice lets through. */
export function evidenceOf(
  { history, range }: Laboratory,
  { selection = {} }: Choice,
  dashboard: DashboardId,
): Evidence {
  const { simulation, series } = history;
  const { focus } = simulation;
  return {
    simulation,
    series,
    chosen: chosenBy(simulation, selection),
    range: { from: range.from / 1000, to: range.to / 1000 },
    moments: momentsOf(dashboard, focus),
  };
}

/** Which steps are judged: every ten minutes, and of Service Performance, where more is about single events, more. */
function momentsOf(dashboard: DashboardId, focus: number): Evidence["moments"] {
  if (dashboard !== "homelab-services") return (at) => at % 600 === 0;
  // The steps right after the certificate's renewal and the reload with it; half a minute after a server went down, when
  // the state changed within two minutes, but not within one; amid a failover, between two whole minutes.
  const events = [focus - 2070, focus - 2040, focus - 2370, focus - 1650];
  return (at) => at % 300 === 0 || events.includes(at);
}

function within(stretch: Scenario["between"], evidence: Evidence): Evidence {
  if (stretch === undefined) return evidence;
  const [first, last] = stretch;
  return { ...evidence, moments: (at) => first <= at && at <= last && evidence.moments(at) };
}

export const stableId = ({ id }: AnsweredQuestion): string => id.split("@")[0] ?? id;

function proveQuestion(
  { measure = () => "figures", emptyLabels }: Scenario,
  { oracles }: ExpectedDashboard,
  evidence: Evidence,
  question: AnsweredQuestion,
): Proof {
  const id = stableId(question);
  const unfit = unsound(question, isGraphed(question) ? undefined : promisedLabels(question.written), emptyLabels);
  const withData = question.answer.series.length > 0;
  switch (measure(question)) {
    case "figures": {
      const oracle = oracles[keyOf({ id })];
      if (isGraphed(question)) return { id, asserted: true, withData, objections: unfit };
      const { objections } = judge(question, oracle, evidence);
      return { id, asserted: true, withData, objections: [...unfit, ...objections] };
    }
    case "nothing":
      return { id, asserted: true, withData, objections: withData ? ["answers something where nothing is"] : [] };
    case "soundness":
      return { id, asserted: false, withData, objections: unfit };
  }
}

/** The targets of a node graph are judged by the graph that they make together. */
export const isGraphed = ({ panel }: AnsweredQuestion): boolean => panel?.type === "nodeGraph";

function proveVariable(
  { variables = "exact" }: Scenario,
  dashboard: DashboardId,
  { simulation, series, chosen, range }: Evidence,
  { name, options }: ResolvedVariable,
): Proof {
  const id = `${dashboard}/variable/${name}`;
  const offered = new Set(options.map(({ value }) => value));
  const withData = offered.size > 0;
  const due = offeredBy[name]?.({ simulation, series, chosen, range: range.to - range.from });
  if (due === undefined) return { id, asserted: false, withData, objections: ["nobody says what it offers"] };
  if (variables === "any") return { id, asserted: false, withData, objections: [] };
  const more = [...offered].filter((value) => !due.has(value)).map((value) => `offers "${value}", which isn't there`);
  if (variables === "some") {
    // Where no host is measured, whatever is scraped is offered.
    const objections = name === "instance" ? [] : more;
    return { id, asserted: false, withData, objections: withData ? objections : ["offers nothing"] };
  }
  const missing = [...due].filter((value) => !offered.has(value)).map((value) => `doesn't offer "${value}"`);
  return { id, asserted: true, withData, objections: [...missing, ...more] };
}

async function provePanels(
  { lab, measure = () => "figures", columnsLost = false }: Scenario,
  { tables, matrices, oracles }: ExpectedDashboard,
  evidence: Evidence,
  { questions }: AnsweredDashboard,
): Promise<readonly Proof[]> {
  /** Where the events don't say what is answered, a table still shows what was. */
  const due = (question: AnsweredQuestion): Expected => {
    const oracle = oracles[keyOf({ id: stableId(question) })];
    return measure(question) === "figures" && oracle !== undefined
      ? oracle(momentOf(question, evidence, evidence.range.to))
      : { figures: figuresOf(withoutColumn(question.answer)) };
  };
  const proofs: Proof[] = [];
  for (const panel of panelsAnswered(questions)) {
    const [first] = panel.questions;
    if (first === undefined) continue;
    const shown = await displayObjections(panel);
    const cells = await cellObjections(panel, { tables, matrices }, panel.questions.map(due), columnsLost);
    const drawn = panel.questions.every((question) => measure(question) === "figures")
      ? await drawingObjections(panel, drawingOf(panel, momentOf(first, evidence, evidence.range.to), lab))
      : [];
    const objections = [...shown, ...cells, ...drawn];
    proofs.push({ id: stableId(first), asserted: false, withData: false, objections });
  }
  return proofs;
}
