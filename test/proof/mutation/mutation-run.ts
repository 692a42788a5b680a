import { ask, type AnsweredDashboard, type AnsweredQuery } from "../../grafana-client/run.js";
import type { Datasource } from "../../grafana-client/datasource.js";
import type { Answer } from "../../prometheus/client.js";
import { canonical, differences, type Figures } from "../../simulation/figures.js";
import { expectedDashboards, keyOf } from "../expected-dashboards.js";
import { compareAnswer, evaluationOf, type ComparisonContext } from "../compare-answers.js";
import type { Expected, Evaluation, Expectation } from "../evaluation.js";
import { openTestBench, type TestBench } from "../test-bench.js";
import { graphErrors, expectedGraphOf, panelsAnswered, type AnsweredPanel } from "../panels.js";
import { declaredLabels } from "../declared-labels.js";
import type { ExpectedGraph } from "../expected-values/graphs/expected.js";
import { evidenceOf, isGraphed, stableId } from "../prove.js";
import { everything, type DashboardId, type Scenario } from "../scenarios/scenario.js";
import { violatedInvariants } from "../invariants.js";
import { mutantsOf, sample, type Mutant, type MutantKind } from "./mutants.js";

/** A target or an annotation, its mutants, and those of them that nothing noticed so far. */
export interface MutatedQuery {
  readonly id: string;
  readonly mutants: readonly Mutant[];
  readonly survivors: readonly Survivor[];
}

/** A mutant that nothing noticed. */
export interface Survivor extends Mutant {
  /** Whether it ever answered something else than the query: then something should have noticed. */
  readonly differs: boolean;
}

/**
 * So many mutants of each query are asked: there are 68,000 in all, most of them in graphs, whose queries share their
 * parts. `MUTANTS=all npm test -- test/proof/mutation` asks all of them, which takes hours.
 */
const mutantsOfEach = process.env["MUTANTS"] === "all" ? Infinity : 6;

/** What people get wrong most comes first. */
const likeliest: readonly MutantKind[] = [
  "status class exchanged",
  "matcher dropped",
  "grouping label dropped",
  "rate exchanged",
  "matcher value exchanged",
  "aggregation exchanged",
];

/**
 * Asks mutants of every query of the dashboards in one scenario after the other, with all that is chosen there, until something objects to it. Where
 * a scenario asks a query that differs in more than names, its mutants are left as they are.
 */
export async function runMutants(
  dashboards: readonly DashboardId[],
  grounds: readonly Scenario[],
): Promise<readonly MutatedQuery[]> {
  const hunted = new Map<string, MutantStates>();
  for (const scenario of grounds) {
    await using laboratory = await openTestBench(scenario.lab, scenario.history);
    for (const { dashboard, choice } of sightsOf(scenario, dashboards)) {
      const answered = await laboratory.open(dashboard, choice.selection);
      const evidence = evidenceOf(laboratory, choice, dashboard);
      const drawings = new Map<string, ExpectedGraph | undefined>();
      for (const question of onceEach(answered)) {
        if (hunted.get(question.id)?.surviving.size === 0) continue;
        const mutants = mutantsIn(question);
        const known = hunted.get(question.id) ?? { mutants, surviving: new Set(mutants.keys()), differing: new Set() };
        hunted.set(question.id, known);
        if (!alike(mutants, known.mutants)) continue;
        const notices = mutantTest({ scenario, laboratory, dashboard, answered, evidence, drawings }, question);
        const suspects = [...known.surviving].flatMap((index) => {
          const mutant = mutants[index];
          return mutant === undefined ? [] : [{ index, mutant }];
        });
        for (const { index, outcome } of await outcomesOf(suspects, notices)) {
          if (outcome === "noticed") known.surviving.delete(index);
          if (outcome === "different") known.differing.add(index);
        }
      }
    }
  }
  return [...hunted].map(([id, { mutants, surviving, differing }]) => ({
    id,
    mutants,
    survivors: mutants.flatMap((mutant, index) =>
      surviving.has(index) ? [{ ...mutant, differs: differing.has(index) }] : [],
    ),
  }));
}

const sightsOf = (scenario: Scenario, dashboards: readonly DashboardId[]) =>
  dashboards.flatMap((dashboard) =>
    [everything, ...(scenario.choices?.[dashboard] ?? [])].map((choice) => ({ dashboard, choice })),
  );

/** The mutants of a query by their numbers: which are alive, and which of these answered something else. */
interface MutantStates {
  readonly mutants: readonly Mutant[];
  readonly surviving: Set<number>;
  readonly differing: Set<number>;
}

/** What became of a mutant in a ground: something objected; nothing did though it answered otherwise; it answered the same. */
type Outcome = "noticed" | "different" | "same";

/** Whether two queries differ in names alone: their mutants are the same mistakes in the same order. */
const alike = (one: readonly Mutant[], other: readonly Mutant[]): boolean =>
  one.length === other.length && one.every(({ kind }, index) => kind === other[index]?.kind);

/** Of a repeated panel the first one. */
function onceEach({ queries }: AnsweredDashboard): readonly AnsweredQuery[] {
  const seen = new Set<string>();
  return queries.flatMap((question) => {
    const id = stableId(question);
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ ...question, id }];
  });
}

/** By expression: dashboards share queries, and ask most of them alike whatever is chosen and in whatever ground. */
const mutantsByExpression = new Map<string, readonly Mutant[]>();

function mutantsIn({ expression }: AnsweredQuery): readonly Mutant[] {
  const mutants = mutantsByExpression.get(expression) ?? likeliestOf(expression);
  mutantsByExpression.set(expression, mutants);
  return mutants;
}

function likeliestOf(expression: string): readonly Mutant[] {
  const all = mutantsOf(expression);
  if (all.length <= mutantsOfEach) return all;
  const some = sample(all, mutantsOfEach);
  const rank = ({ kind }: Mutant) => (likeliest.includes(kind) ? likeliest.indexOf(kind) : likeliest.length);
  return some.toSorted((one, other) => rank(one) - rank(other)).slice(0, mutantsOfEach);
}

/** A few at a time. */
async function outcomesOf(
  suspects: readonly { readonly index: number; readonly mutant: Mutant }[],
  outcomeOf: (mutant: Mutant) => Promise<Outcome>,
): Promise<readonly { readonly index: number; readonly outcome: Outcome }[]> {
  const found: { index: number; outcome: Outcome }[] = [];
  const width = 6;
  for (let first = 0; first < suspects.length; first += width) {
    const some = suspects.slice(first, first + width);
    found.push(
      ...(await Promise.all(some.map(async ({ index, mutant }) => ({ index, outcome: await outcomeOf(mutant) })))),
    );
  }
  return found;
}

/** A dashboard as it is looked at in a ground. */
interface OpenDashboard {
  readonly scenario: Scenario;
  readonly laboratory: TestBench;
  readonly dashboard: DashboardId;
  readonly answered: AnsweredDashboard;
  readonly evidence: ComparisonContext;
  /** What each node graph must draw, once it was asked for. */
  readonly drawings: Map<string, ExpectedGraph | undefined>;
}

/** What becomes of a mutant that is asked in the place of its query. */
function mutantTest(
  { scenario: { lab, emptyLabels }, laboratory, dashboard, answered, evidence, drawings }: OpenDashboard,
  question: AnsweredQuery,
): (mutant: Mutant) => Promise<Outcome> {
  const { datasource } = laboratory;
  if (isGraphed(question)) {
    const panel = panelsAnswered(answered.queries).find((one) => one.questions.some(({ id }) => id === question.id));
    if (panel === undefined) throw new Error(`No panel asks ${question.id}.`);
    if (!drawings.has(panel.key))
      drawings.set(panel.key, expectedGraphOf(panel, evaluationOf(question, evidence, evidence.range.to), lab));
    const expected = drawings.get(panel.key);
    const own = objectionsTo(panel, expected);
    return async (mutant) => {
      if ((await own).length > 0)
        throw new Error(`${question.id} is drawn wrong itself: nothing can be said of its mutants.`);
      const changed = await answerOf(question, mutant, datasource);
      if (changed === undefined) return "noticed";
      // The same answer is drawn as that of the query was, which nothing objected to.
      if (isSame(changed, question)) return "same";
      if ((await objectionsTo(withAnswer(panel, changed), expected)).length > 0) return "noticed";
      // The events say of every node, edge and field what it must be: what draws the same graph is the same.
      return "same";
    };
  }
  const oracle = remembering(expectedDashboards[dashboard].targets[keyOf(question)]);
  const promised = declaredLabels(question.written);
  const judged = (changed: AnsweredQuery, moments: Moments): boolean =>
    violatedInvariants(changed, promised, emptyLabels).length > 0 ||
    compareAnswer(changed, oracle, { ...evidence, moments }).differences.length > 0;
  if (judged(question, evidence.moments))
    throw new Error(`${question.id} is wrong itself: nothing can be said of its mutants.`);
  return async (mutant) => {
    const seen = await answerOf(coarsely(question), mutant, datasource);
    if (seen === undefined || judged(seen, evidence.moments)) return "noticed";
    const whole = "instant" in question.when ? seen : await answerOf(question, mutant, datasource);
    if (whole === undefined || judged(whole, evidence.moments)) return "noticed";
    return isUndecided(oracle, evaluationOf(question, evidence, evidence.range.to))
      ? "same"
      : outcomeByAnswer(whole, question);
  };
}

type Moments = ComparisonContext["moments"];

/** Where a list is cut between equals, another choice of these isn't another answer. */
function isUndecided(oracle: Expectation | undefined, moment: Evaluation): boolean {
  const expected = oracle?.(moment);
  return expected !== undefined && "figures" in expected && (expected.cut?.left ?? 0) > 0;
}

/** What a query must answer doesn't depend on the mutant that is asked in its place. */
function remembering(oracle: Expectation | undefined): Expectation | undefined {
  if (oracle === undefined) return undefined;
  const known = new Map<number, Expected>();
  return (moment) => {
    const expected = known.get(moment.at) ?? oracle(moment);
    known.set(moment.at, expected);
    return expected;
  };
}

const pointsOf = ({ series }: Answer): Figures =>
  new Map(
    series.flatMap(({ labels, points }) => points.map(([at, value]) => [`${canonical(labels)} ${String(at)}`, value])),
  );

/** Whether two answers say the same, wherever they say something. */
const outcomeByAnswer = ({ answer: one }: AnsweredQuery, { answer: other }: AnsweredQuery): Outcome =>
  differences(pointsOf(one), pointsOf(other)).length === 0 ? "same" : "different";

/** Whether two answers are the same series with exactly the same values. */
function isSame({ answer: one }: AnsweredQuery, { answer: other }: AnsweredQuery): boolean {
  const [points, others] = [pointsOf(one), pointsOf(other)];
  return (
    one.series.length === other.series.length &&
    points.size === others.size &&
    [...points].every(([key, value]) => Object.is(others.get(key), value))
  );
}

async function objectionsTo(...parameters: Parameters<typeof graphErrors>): Promise<readonly string[]> {
  try {
    return await graphErrors(...parameters);
  } catch (error) {
    return [String(error)];
  }
}

const withAnswer = (panel: AnsweredPanel, changed: AnsweredQuery): AnsweredPanel => ({
  ...panel,
  questions: panel.questions.map((one) => (one.id === changed.id ? changed : one)),
});

/** The answer to a mutant; nothing where Prometheus refuses it. */
async function answerOf(
  question: AnsweredQuery,
  { expression }: Mutant,
  datasource: Datasource,
): Promise<AnsweredQuery | undefined> {
  try {
    return await ask({ ...question, expression }, datasource);
  } catch {
    return undefined;
  }
}

const coarseStep = 600;

/** Over time only every ten minutes, which most mutants don't survive. */
function coarsely(question: AnsweredQuery): AnsweredQuery {
  if ("instant" in question.when) return question;
  const { start, end } = question.when.range;
  const whole = (moment: number) => Math.ceil(moment / coarseStep) * coarseStep;
  return { ...question, when: { range: { start: whole(start), end, step: coarseStep } } };
}
