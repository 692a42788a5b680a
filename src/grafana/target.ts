import type { InstantVector, NonCounter } from "../promql/index.js";

/** Properties of a query besides its expression. A panel copies them, and must set the missing ones itself. */
export interface QueryFacts {
  /** In the words of `Unit`, `requests per second`, or an id of Grafana, `reqps`. */
  readonly unit?: string;
  /** A sentence: `Requests per second that Traefik answered`. */
  readonly meaning?: string;
  /** The text in place of a figure where the answer is empty: `no traffic`. */
  readonly noValue?: string;
}

/** A query that a panel can draw: anything with an expression. Raw counters and optional labels don't fit. */
export interface DrawableQuery<L extends string> extends QueryFacts {
  readonly expression: InstantVector<L, NonCounter>;
}

/** A query with its own unit. */
export interface QueryWithUnit<L extends string> extends DrawableQuery<L> {
  readonly unit: string;
}

/** A query with its unit, or with a unit beside it. */
export type MeasuredQuery<L extends string> =
  | { readonly query: QueryWithUnit<L>; readonly unit?: string }
  | { readonly query: DrawableQuery<L>; readonly unit: string };

/** The `{names}` in a template. */
export type LabelNamesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | LabelNamesIn<Rest>
  : never;

/**
 * A template over labels, `"{service} p95"`. A template with a label that the query doesn't have doesn't compile; the
 * compiler's message names the label.
 */
export type Template<T extends string, L extends string> = [Exclude<LabelNamesIn<T>, L>] extends [never]
  ? T
  : `the query carries no label "${Exclude<LabelNamesIn<T>, L>}"`;

export interface TargetOptions {
  /** A fixed name for transformations and overrides to refer to. Default: A, B, C… in order. */
  readonly refId?: string;
  /** The minimum step, `1m`. Default: that of the data source. */
  readonly interval?: string;
  /** For the transformations alone, not drawn. */
  readonly hidden?: boolean;
}

declare const carried: unique symbol;

/** A query with its legend. The panel decides whether Grafana evaluates it once or over time. */
export interface Target<in L extends string = never> extends QueryFacts {
  readonly expression: { readonly node: InstantVector["node"]; readonly labels: readonly string[] };
  /** As Grafana writes it, `{{service}} p95`. */
  readonly legend: string | undefined;
  readonly options: TargetOptions;
  /** Only for the compiler: the labels that links of a panel may use. */
  readonly [carried]?: ((labels: L) => void) | undefined;
}

/**
 * A query with a legend for its series: `target(errorShare, "{service}")`. A label that the query doesn't have doesn't
 * compile. Without a legend Grafana shows the labels.
 * @throws if the legend has a label that the query doesn't have, for a caller without the compiler.
 */
export function target<L extends string, const T extends string = "">(
  query: DrawableQuery<L>,
  legend?: Legend<T, L>,
  options: TargetOptions = {},
): Target<L> {
  return uncheckedTarget(query, legend, options);
}

function uncheckedTarget<L extends string>(
  query: DrawableQuery<L>,
  legend: string | undefined,
  options: TargetOptions = {},
): Target<L> {
  if (legend !== undefined) refuseLostLabels(legend, query.expression.labels);
  const { expression, unit, meaning, noValue } = query;
  return {
    expression,
    legend: legend === undefined ? undefined : grafanaTemplate(legend),
    options,
    ...(unit === undefined ? {} : { unit }),
    ...(meaning === undefined ? {} : { meaning }),
    ...(noValue === undefined ? {} : { noValue }),
  };
}

/** A legend over the labels `L`; the compiler's message for a wrong one names the label. */
export type Legend<T extends string, L extends string> = T extends Template<T, L> ? T : Template<T, L>;

/**
 * @internal The targets of a panel that draws one query, with or without a legend, or any number of targets.
 * @throws if a legend follows a target, which has its own.
 */
export function drawnTargets<L extends string>(
  first?: DrawableQuery<L> | Target<L>,
  second?: string | Target<L>,
  ...others: readonly Target<L>[]
): readonly Target<L>[] {
  if (first === undefined) return [];
  if (!isTarget(first)) {
    const [legend, targets] = typeof second === "object" ? [undefined, [second, ...others]] : [second, others];
    return [uncheckedTarget(first, legend), ...targets];
  }
  if (typeof second === "string") throw new Error(`the legend "${second}" follows a target, which has its own`);
  return second === undefined ? [first] : [first, second, ...others];
}

const isTarget = <L extends string>(drawn: DrawableQuery<L> | Target<L>): drawn is Target<L> => "options" in drawn;

/** The compiler's error for a wrong label, for callers without the compiler. */
function refuseLostLabels(legend: string, carried: readonly string[]): void {
  for (const [, name = ""] of legend.matchAll(/\{([^{}]+)\}/g)) {
    if (legend.includes(`{{${name}}}`))
      throw new Error(`the legend "${legend}" names a label as Grafana does; write it in single braces: {${name}}`);
    if (carried.includes(name)) continue;
    const known = carried.length === 0 ? "none" : carried.join(", ");
    throw new Error(
      `the legend "${legend}" names the label "${name}", which the query doesn't carry (it carries ${known})`,
    );
  }
}

/** `{service}` as Grafana's legends and annotations write it: `{{service}}`. */
export function grafanaTemplate(template: string): string {
  return template.replace(/\{([^{}]+)\}/g, "{{$1}}");
}
