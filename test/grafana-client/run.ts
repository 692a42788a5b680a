import type { Answer } from "../prometheus/client.js";
import { annotationEvents, type AnnotationEvent } from "./annotations.js";
import { panelsOf, readDashboard, type ClassicAnnotation, type ClassicPanel, type ClassicTarget } from "./dashboard.js";
import type { Datasource } from "./datasource.js";
import {
  builtInVariables,
  interpolate,
  prometheusFormat,
  referencedNames,
  type VariableValue,
  type Variables,
} from "./interpolate.js";
import { intervalMilliseconds, intervalsOf, type DashboardRange, type Intervals } from "./intervals.js";
import { resolveVariables, type ResolvedVariable, type Selection } from "./variables.js";

export interface View {
  readonly datasource: Datasource;
  /** Milliseconds since 1970. */
  readonly range: DashboardRange;
  readonly selection?: Selection;
  /** The points of a panel without its own setting; default: half the width of a wide screen. */
  readonly maxDataPoints?: number;
  /** The keys of panels by their numeric ids, for the ids of queries; without it these contain the numeric id. */
  readonly keys?: ReadonlyMap<number, string>;
}

/** A query of a dashboard to Prometheus. */
export interface PanelQuery {
  /** `<uid>/<key>/<refId>` or `<uid>/annotation/<name>`; of a repeated panel with `@` and its value behind. */
  readonly id: string;
  readonly kind: "target" | "annotation";
  readonly title: string;
  /** The expression in the dashboard. */
  readonly written: string;
  /** The expression with every variable replaced. */
  readonly expression: string;
  readonly legendFormat: string;
  /** Instant, at the end of the range; or over the range, in unix seconds. */
  readonly when:
    | { readonly instant: number }
    | { readonly range: { readonly start: number; readonly end: number; readonly step: number } };
  readonly intervals: Intervals;
  readonly panel?: ClassicPanel;
  readonly target?: ClassicTarget;
  readonly annotation?: ClassicAnnotation;
}

export interface AnsweredQuery extends PanelQuery {
  readonly answer: Answer;
  /** The events that Grafana draws; empty for a target. */
  readonly events: readonly AnnotationEvent[];
}

interface PreparedDashboard {
  readonly uid: string;
  readonly title: string;
  readonly variables: readonly ResolvedVariable[];
  readonly queries: readonly PanelQuery[];
}

export interface AnsweredDashboard extends Omit<PreparedDashboard, "queries"> {
  readonly queries: readonly AnsweredQuery[];
}

const halfScreen = 720;
const wholeScreen = 1920;

/**
 * The queries of a dashboard in a view. Sends the queries of its variables.
 *
 * @throws Error for a query to another datasource, and for an unknown variable
 */
export async function prepareDashboard(json: unknown, view: View): Promise<PreparedDashboard> {
  const dashboard = readDashboard(json);
  const { datasource, range } = view;
  const general = intervalsOf({ range, maxDataPoints: wholeScreen, timeInterval: datasource.timeInterval });
  const variables = await resolveVariables(dashboard, view.selection ?? {}, {
    datasource,
    range: { start: range.from / 1000, end: range.to / 1000 },
    builtIn: builtInVariables(range, general),
  });
  const values: Variables = new Map(variables.map(({ name, value }) => [name, value]));
  const targets = panelsOf(dashboard).flatMap((panel) => panelQueries(dashboard.uid, panel, values, view));
  const annotations = dashboard.annotations.list
    .filter(({ builtIn }) => builtIn !== 1)
    .map((annotation) => annotationQuery(dashboard.uid, annotation, values, view));
  return { uid: dashboard.uid, title: dashboard.title, variables, queries: [...targets, ...annotations] };
}

/** Prepares a dashboard and sends all its queries, a few at once. @throws Error that names a rejected query */
export async function runDashboard(json: unknown, view: View): Promise<AnsweredDashboard> {
  const prepared = await prepareDashboard(json, view);
  const queries: AnsweredQuery[] = [];
  const width = 6;
  for (let index = 0; index < prepared.queries.length; index += width) {
    const some = prepared.queries.slice(index, index + width);
    queries.push(...(await Promise.all(some.map((query) => ask(query, view.datasource)))));
  }
  return { ...prepared, queries };
}

/** Sends a query. @throws Error with the id and the expression where Prometheus rejects it */
export async function ask(question: PanelQuery, { client }: Datasource): Promise<AnsweredQuery> {
  const { expression, when } = question;
  try {
    const whole =
      "instant" in when ? await client.instant(expression, when.instant) : await client.range(expression, when.range);
    const answer = question.written.endsWith(gapFiller) ? withoutGaps(whole) : whole;
    const events = question.annotation ? annotationEvents(question.annotation, answer, question.intervals.step) : [];
    return { ...question, answer, events };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${question.id}: ${reason}\n  ${expression}`, { cause: error });
  }
}

/** Grafana replaces variables in the options of transformations, too. */
function interpolated(panel: ClassicPanel, values: Variables): ClassicPanel {
  const { transformations } = panel;
  if (transformations === undefined) return panel;
  const text = interpolate(JSON.stringify(transformations), values);
  return { ...panel, transformations: JSON.parse(text) as unknown };
}

/** Ends the query of a sparkline: NaN where the query itself has no sample. */
const gapFiller = " or vector(NaN)";

/** The samples of a sparkline's own query. */
const withoutGaps = ({ series, ...rest }: Answer): Answer => ({
  ...rest,
  series: series.flatMap((one) => {
    const points = one.points.filter(([, value]) => !Number.isNaN(value));
    return points.length === 0 ? [] : [{ ...one, points }];
  }),
});

function panelQueries(uid: string, panel: ClassicPanel, values: Variables, view: View): readonly PanelQuery[] {
  const key = view.keys?.get(panel.id) ?? String(panel.id);
  const range = panelRange(panel, view.range);
  return scopesOf(panel, values).flatMap(({ scope, suffix }) =>
    (panel.targets ?? [])
      .filter((target) => target.hide !== true && target.expr !== undefined)
      .flatMap((target) => {
        const id = `${uid}/${key}/${target.refId}${suffix}`;
        demandDatasource(id, target.datasource ?? panel.datasource, scope, view.datasource);
        const intervals = intervalsOf({
          range,
          maxDataPoints: panel.maxDataPoints ?? view.maxDataPoints ?? halfScreen,
          timeInterval: view.datasource.timeInterval,
          minimumStep: target.interval && interpolate(target.interval, scope),
          panelInterval: panel.interval ?? undefined,
        });
        const written = target.expr ?? "";
        const common = {
          kind: "target" as const,
          title: panel.title ?? "",
          written,
          expression: expressionOf(id, written, scope, range, intervals),
          legendFormat: target.legendFormat ?? "",
          intervals,
          panel: interpolated(panel, scope),
          target,
        };
        const instant = { ...common, id, when: { instant: range.to / 1000 } };
        const over = { ...common, id, when: { range: alignedRange(range, intervals.step) } };
        // A target without either is a range query; one with both is sent twice.
        if (target.instant !== true) return [over];
        return target.range === true ? [instant, { ...over, id: `${id}:range` }] : [instant];
      }),
  );
}

/** A repeated panel is drawn once for each selected value, with the variable set to that value. */
function scopesOf({ repeat }: ClassicPanel, values: Variables): readonly { scope: Variables; suffix: string }[] {
  const repeated = repeat ? values.get(repeat) : undefined;
  if (repeated === undefined) return [{ scope: values, suffix: "" }];
  const list = typeof repeated.value === "string" ? [repeated.value] : repeated.value;
  return list.map((value) => {
    const { custom: _, ...rest } = repeated;
    const one: VariableValue = { ...rest, value, text: value };
    return { scope: new Map([...values, [repeated.name, one]]), suffix: `@${value}` };
  });
}

function annotationQuery(uid: string, annotation: ClassicAnnotation, values: Variables, view: View): PanelQuery {
  const id = `${uid}/annotation/${annotation.name}`;
  demandDatasource(id, annotation.datasource, values, view.datasource);
  const written = annotation.target?.expr || annotation.expr || "";
  if (written === "") throw new Error(`${id} has no expression.`);
  const { range } = view;
  const minimumStep = annotation.target?.interval || annotation.step;
  const intervals = intervalsOf({
    range,
    maxDataPoints: wholeScreen,
    timeInterval: view.datasource.timeInterval,
    minimumStep: minimumStep && interpolate(minimumStep, values),
  });
  return {
    id,
    kind: "annotation",
    title: annotation.name,
    written,
    expression: expressionOf(id, written, values, range, intervals),
    legendFormat: annotation.titleFormat ?? "",
    when: { range: alignedRange(range, intervals.step) },
    intervals,
    annotation,
  };
}

function expressionOf(id: string, written: string, values: Variables, range: DashboardRange, intervals: Intervals) {
  const known: Variables = new Map([...values, ...builtInVariables(range, intervals)]);
  // `$1` and the like are replacements of PromQL.
  const missing = referencedNames(written).filter((name) => !known.has(name) && !/^\d+$/.test(name));
  if (missing.length > 0) throw new Error(`${id} refers to ${missing.join(", ")}, which isn't a variable: ${written}`);
  return interpolate(written, known, prometheusFormat);
}

/** Rounds start and end down to the step, as Grafana's backend does. */
function alignedRange({ from, to }: DashboardRange, step: number) {
  const down = (moment: number) => (Math.floor(moment / step) * step) / 1000;
  return { start: down(from), end: down(to), step: step / 1000 };
}

/** The range of a panel, which may differ from its dashboard's by `timeFrom` and `timeShift`. */
function panelRange({ timeFrom, timeShift }: ClassicPanel, { from, to }: DashboardRange): DashboardRange {
  const back = timeShift ? intervalMilliseconds(timeShift.replace(/^now-/, "")) : 0;
  const wide = timeFrom ? intervalMilliseconds(timeFrom.replace(/^now-/, "")) : to - from;
  return { from: to - wide - back, to: to - back };
}

function demandDatasource(
  id: string,
  reference: string | { readonly uid?: string | undefined } | null | undefined,
  values: Variables,
  datasource: Datasource,
) {
  const named = typeof reference === "string" ? reference : reference?.uid;
  const uid = named === undefined ? undefined : interpolate(named, values);
  if (uid !== datasource.uid && uid !== datasource.name) {
    throw new Error(`${id} asks the datasource ${uid ?? "(none)"}, not ${datasource.uid}.`);
  }
}
