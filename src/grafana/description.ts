/** Descriptions of panels: the meanings of the queries, the metrics that they read, and the panel's own guidance. */
import { metricsOf } from "../promql/index.js";
import type { QueryFacts, Target } from "./target.js";

/** The parts of a description that queries can't know. Each is one or more sentences. */
export interface PanelGuidance {
  /** Replaces the meanings of the queries. */
  readonly shows?: string;
  /** Follows the meanings. */
  readonly note?: string;
  /** The figures of a healthy network. */
  readonly normal: string;
  /** The action when the figures are not normal. */
  readonly otherwise?: string;
}

/** A query of a panel. The title is that of the column that shows it. */
export interface DescribedQuery extends QueryFacts {
  readonly expression: Target["expression"];
  readonly title?: string;
}

/** A query under the title of the column that shows it. The column has its own unit. */
export function underTitle(title: string, { expression, meaning }: Omit<DescribedQuery, "title">): DescribedQuery {
  return { title, expression, ...(meaning === undefined ? {} : { meaning }) };
}

/**
 * The description of a panel in up to three paragraphs:
 *
 * ```text
 * Share of requests answered with a server error (5xx). From traefik_requests_total.
 *
 * Normal: below 1 %.
 *
 * Otherwise: look at the service's log.
 * ```
 *
 * Undefined if no query has a meaning and the panel gives no guidance.
 */
export function describePanel(queries: readonly DescribedQuery[], guidance?: PanelGuidance): string | undefined {
  const shown = guidance?.shows === undefined ? meaningsOf(queries) : [sentence(guidance.shows)];
  if (shown.length === 0 && guidance === undefined) return undefined;
  const note = guidance?.note === undefined ? [] : [sentence(guidance.note)];
  return [
    [...shown, ...note, ...source(queries)].join(" "),
    ...(guidance === undefined ? [] : [`Normal: ${sentence(guidance.normal)}`]),
    ...(guidance?.otherwise === undefined ? [] : [`Otherwise: ${sentence(guidance.otherwise)}`]),
  ].join("\n\n");
}

/** Each meaning once; of several columns, behind the title of its column. */
function meaningsOf(queries: readonly DescribedQuery[]): string[] {
  const isTitled = queries.length > 1;
  const meanings = queries.flatMap(({ title, meaning }) =>
    meaning === undefined ? [] : [sentence(isTitled && title !== undefined ? `${title}: ${meaning}` : meaning)],
  );
  return [...new Set(meanings)];
}

/** `From up and node_load1.` Nothing for queries that read no metric. */
function source(queries: readonly DescribedQuery[]): string[] {
  const metrics = [...new Set(queries.flatMap(({ expression }) => metricsOf(expression)))];
  const last = metrics.pop();
  if (last === undefined) return [];
  return [`From ${metrics.length === 0 ? last : `${metrics.join(", ")} and ${last}`}.`];
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
