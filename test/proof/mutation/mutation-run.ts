import { ask, type AnsweredDashboard, type AnsweredQuery } from "../../grafana-client/run.js";
import type { Datasource } from "../../grafana-client/datasource.js";
import { canonical, differences, type Figures } from "../../simulation/figures.js";
import { compareAnswer, evaluationOf, type ComparisonContext } from "../compare-answers.js";
import { declaredLabels } from "../declared-labels.js";
import type { Evaluation, Expectation, Expected } from "../evaluation.js";
import { expectedDashboards, keyOf } from "../expected-dashboards.js";
import type { ExpectedGraph } from "../expected-values/graphs/expected.js";
import { violatedInvariants } from "../invariants.js";
import { expectedGraphOf, graphErrors, panelsAnswered, type AnsweredPanel } from "../panels.js";
import { contextOf, isGraphed, stableId } from "../prove.js";
import { everything, type DashboardId, type Scenario } from "../scenarios/scenario.js";
import { openTestBench, type TestBench } from "../test-bench.js";
import { mutantsOf, sample, type Mutant, type MutantKind } from "./mutants.js";

/** The query of a target or an annotation, its mutants, and the survivors. */
interface MutatedQuery {
  readonly id: string;
  readonly mutants: readonly Mutant[];
  readonly survivors: readonly Survivor[];
}

interface Survivor extends Mutant {
  /** Whether it ever answered otherwise than its query: then the tests have a gap. */
  readonly differs: boolean;
}

/**
 * Mutants that are asked of each query. There are 68,000 in all, most of them of graphs, whose queries share their parts.
 * `MUTANTS=all npm run test:mutation` asks all of them, which takes hours.
 */
const mutantsOfEach = process.env["MUTANTS"] === "all" ? Infinity : 6;

/** The most frequent mistakes of people, in this order. */
const likeliest: readonly MutantKind[] = [
  "status class exchanged",
  "matcher dropped",
  "grouping label dropped",
  "rate exchanged",
  "matcher value exchanged",
  "aggregation exchanged",
];

/**
 * Asks the mutants of every query of the dashboards, with every selection of each scenario, until they are killed. A
 * scenario tests no mutants of a query that differs there in more than names.
 */
export async function runMutants(
  dashboards: readonly DashboardId[],
  scenarios: readonly Scenario[],
): Promise<readonly MutatedQuery[]> {
  const states = new Map<string, MutantStates>();
  for (const scenario of scenarios) {
    await using testBench = await openTestBench(scenario.lab, scenario.history);
    for (const dashboard of dashboards) {
      for (const choice of [everything, ...(scenario.choices?.[dashboard] ?? [])]) {
        const answered = await testBench.open(dashboard, choice.selection);
        const context = contextOf(testBench, choice, dashboard);
        await testQueries({ scenario, testBench, dashboard, answered, context, expectedGraphs: new Map() }, states);
      }
    }
  }
  return [...states].map(([id, { mutants, surviving, differing }]) => ({
    id,
    mutants,
    survivors: mutants.flatMap((mutant, index) =>
      surviving.has(index) ? [{ ...mutant, differs: differing.has(index) }] : [],
    ),
  }));
}

/** The mutants of a query, and the indexes of those that survive and of those that answered otherwise. */
interface MutantStates {
  readonly mutants: readonly Mutant[];
  readonly surviving: Set<number>;
  readonly differing: Set<number>;
}

/** The result of one test of a mutant: killed; or surviving, with another answer than the query or with the same. */
type Outcome = "killed" | "different" | "same";

/** A dashboard as it is opened with a selection in a scenario. */
interface OpenDashboard {
  readonly scenario: Scenario;
  readonly testBench: TestBench;
  readonly dashboard: DashboardId;
  readonly answered: AnsweredDashboard;
  readonly context: ComparisonContext;
  /** The expected node graphs by panel, computed on demand. */
  readonly expectedGraphs: Map<string, ExpectedGraph | undefined>;
}

async function testQueries(open: OpenDashboard, states: Map<string, MutantStates>): Promise<void> {
  for (const query of firstById(open.answered)) {
    if (states.get(query.id)?.surviving.size === 0) continue;
    const mutants = mutantsIn(query);
    const state = states.get(query.id) ?? { mutants, surviving: new Set(mutants.keys()), differing: new Set() };
    states.set(query.id, state);
    if (!haveSameKinds(mutants, state.mutants)) continue;
    const test = isGraphed(query) ? graphMutantTest(open, query) : figureMutantTest(open, query);
    const suspects = [...state.surviving].flatMap((index) => {
      const mutant = mutants[index];
      return mutant === undefined ? [] : [{ index, mutant }];
    });
    for (const { index, outcome } of await outcomesOf(suspects, test)) {
      if (outcome === "killed") state.surviving.delete(index);
      if (outcome === "different") state.differing.add(index);
    }
  }
}

/** Whether two queries differ in names alone: their mutants are the same mistakes in the same order. */
const haveSameKinds = (one: readonly Mutant[], other: readonly Mutant[]): boolean =>
  one.length === other.length && one.every(({ kind }, index) => kind === other[index]?.kind);

/** Every query once; of a repeated panel those of the first. */
function firstById({ queries }: AnsweredDashboard): readonly AnsweredQuery[] {
  const seen = new Set<string>();
  return queries.flatMap((query) => {
    const id = stableId(query);
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ ...query, id }];
  });
}

/** By expression: dashboards share queries, and most don't depend on the selection or the scenario. */
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

type MutantTest = (mutant: Mutant) => Promise<Outcome>;

/** Mutants that are asked at once. */
const batchSize = 6;

async function outcomesOf(
  suspects: readonly { readonly index: number; readonly mutant: Mutant }[],
  test: MutantTest,
): Promise<readonly { readonly index: number; readonly outcome: Outcome }[]> {
  const found: { index: number; outcome: Outcome }[] = [];
  for (let first = 0; first < suspects.length; first += batchSize) {
    const batch = suspects.slice(first, first + batchSize);
    found.push(
      ...(await Promise.all(batch.map(async ({ index, mutant }) => ({ index, outcome: await test(mutant) })))),
    );
  }
  return found;
}

/** Tests a mutant of one of the queries of a node graph by the whole graph. */
function graphMutantTest(open: OpenDashboard, query: AnsweredQuery): MutantTest {
  const { datasource } = open.testBench;
  const panel = panelsAnswered(open.answered.queries).find((one) => one.queries.some(({ id }) => id === query.id));
  if (panel === undefined) throw new Error(`No panel asks ${query.id}.`);
  const expected = expectedGraphIn(open, panel, query);
  const original = errorsOf(panel, expected);
  return async (mutant) => {
    if ((await original).length > 0) throw new Error(`The graph of ${query.id} is wrong without a mutant.`);
    const changed = await answerOf(query, mutant, datasource);
    if (changed === undefined) return "killed";
    if (isSame(changed, query)) return "same";
    // Every node, edge and field has an expected value: a graph without errors is the same graph.
    return (await errorsOf(withAnswer(panel, changed), expected)).length > 0 ? "killed" : "same";
  };
}

function expectedGraphIn(open: OpenDashboard, panel: AnsweredPanel, query: AnsweredQuery): ExpectedGraph | undefined {
  const { context, expectedGraphs, scenario } = open;
  if (!expectedGraphs.has(panel.key)) {
    const evaluation = evaluationOf(query, context, context.range.to);
    expectedGraphs.set(panel.key, expectedGraphOf(panel, evaluation, scenario.lab));
  }
  return expectedGraphs.get(panel.key);
}

/** Tests a mutant by the figures that it answers. */
function figureMutantTest(
  { scenario: { emptyLabels }, testBench: { datasource }, dashboard, context }: OpenDashboard,
  query: AnsweredQuery,
): MutantTest {
  const expectation = memoized(expectedDashboards[dashboard].targets[keyOf(query)]);
  const declared = declaredLabels(query.written);
  const isWrong = (changed: AnsweredQuery): boolean =>
    violatedInvariants(changed, declared, emptyLabels).length > 0 ||
    compareAnswer(changed, expectation, context).differences.length > 0;
  if (isWrong(query)) throw new Error(`The answer to ${query.id} is wrong without a mutant.`);
  return async (mutant) => {
    const coarse = await answerOf(coarsely(query), mutant, datasource);
    if (coarse === undefined || isWrong(coarse)) return "killed";
    const whole = "instant" in query.when ? coarse : await answerOf(query, mutant, datasource);
    if (whole === undefined || isWrong(whole)) return "killed";
    if (isUndecided(expectation, evaluationOf(query, context, context.range.to))) return "same";
    const times = differingTimes(whole, query);
    if (times.size === 0) return "same";
    // A quantile whose rank lies between two buckets has a range of right values, of which rounding picks one.
    return [whole, query].every((one) => isWithinBounds(one, expectation, context, times)) ? "same" : "different";
  };
}

/** The times at which two answers differ by more than rounding, in unix seconds. */
function differingTimes(one: AnsweredQuery, other: AnsweredQuery): ReadonlySet<number> {
  const [points, others] = [pointsOf(one), pointsOf(other)];
  const keys = [...new Set([...points.keys(), ...others.keys()])];
  const valueOf = (all: Figures, key: string): Figures => {
    const value = all.get(key);
    return new Map(value === undefined ? [] : [[key, value]]);
  };
  const differing = keys.filter((key) => differences(valueOf(points, key), valueOf(others, key)).length > 0);
  return new Set(differing.map((key) => Number(key.slice(key.lastIndexOf(" ") + 1))));
}

/** Whether all figures at some times are within the bounds of the expected quantiles. */
function isWithinBounds(
  query: AnsweredQuery,
  expectation: Expectation | undefined,
  context: ComparisonContext,
  times: ReadonlySet<number>,
): boolean {
  if (expectation === undefined) return false;
  const hasBounds = [...times].every((at) => "bounds" in expectation(evaluationOf(query, context, at)));
  const atTimes = { ...context, isCompared: (at: number) => times.has(at) };
  return hasBounds && compareAnswer(query, expectation, atTimes).differences.length === 0;
}

/** Whether a list ends among equal values: then several answers are right. */
function isUndecided(expectation: Expectation | undefined, evaluation: Evaluation): boolean {
  const expected = expectation?.(evaluation);
  return expected !== undefined && "figures" in expected && (expected.truncation?.left ?? 0) > 0;
}

/** By time: the expected value doesn't depend on the mutant. */
function memoized(expectation: Expectation | undefined): Expectation | undefined {
  if (expectation === undefined) return undefined;
  const known = new Map<number, Expected>();
  return (evaluation) => {
    const expected = known.get(evaluation.at) ?? expectation(evaluation);
    known.set(evaluation.at, expected);
    return expected;
  };
}

const pointsOf = ({ answer: { series } }: AnsweredQuery): Figures =>
  new Map(
    series.flatMap(({ labels, points }) => points.map(([at, value]) => [`${canonical(labels)} ${String(at)}`, value])),
  );

/** Whether two answers have the same series with exactly the same values. */
function isSame(one: AnsweredQuery, other: AnsweredQuery): boolean {
  const [points, others] = [pointsOf(one), pointsOf(other)];
  return (
    one.answer.series.length === other.answer.series.length &&
    points.size === others.size &&
    [...points].every(([key, value]) => Object.is(others.get(key), value))
  );
}

async function errorsOf(...parameters: Parameters<typeof graphErrors>): Promise<readonly string[]> {
  try {
    return await graphErrors(...parameters);
  } catch (error) {
    return [String(error)];
  }
}

const withAnswer = (panel: AnsweredPanel, changed: AnsweredQuery): AnsweredPanel => ({
  ...panel,
  queries: panel.queries.map((one) => (one.id === changed.id ? changed : one)),
});

/** The answer to a mutant; undefined where Prometheus refuses it. */
async function answerOf(
  query: AnsweredQuery,
  { expression }: Mutant,
  datasource: Datasource,
): Promise<AnsweredQuery | undefined> {
  try {
    return await ask({ ...query, expression }, datasource);
  } catch {
    return undefined;
  }
}

/** Seconds. */
const coarseStep = 600;

/** The query with a step of ten minutes, which is enough to kill most mutants. */
function coarsely(query: AnsweredQuery): AnsweredQuery {
  if ("instant" in query.when) return query;
  const { start, end } = query.when.range;
  const whole = (time: number) => Math.ceil(time / coarseStep) * coarseStep;
  return { ...query, when: { range: { start: whole(start), end, step: coarseStep } } };
}
