/** A page for each dashboard: its pictures, variables, annotations and panels. Long queries are summarized. */
import { metrics, type MetricDefinition } from "../../src/metrics/index.js";
import type { Picture } from "../pictures/list.js";
import {
  unwrapQueryResult,
  type DocumentedAnnotation,
  type DocumentedDashboard,
  type DocumentedPanel,
  type DocumentedQuery,
  type DocumentedRow,
  type DocumentedVariable,
} from "./dashboard-model.js";
import { summarizeGraph, type GraphSummary } from "./graph-summary.js";
import { anchorOf, code, codeBlock, details, generatedFrom, page, plain, table } from "./markdown.js";
import { formatExpression } from "./promql.js";

/** Longer expressions aren't printed. */
const maxPrintedLength = 400;

/** Grafana's names of units, in words. */
const unitWords: Readonly<Record<string, string>> = {
  none: "number",
  short: "number",
  reqps: "requests per second",
  Bps: "bytes per second",
  bps: "bits per second",
  s: "seconds",
  bytes: "bytes",
  percentunit: "share, in per cent",
  dateTimeAsIso: "date and time",
};

const unitWord = (unit: string): string => unitWords[unit] ?? unit.replace(/^suffix: ?/, "");

/** The heading of a panel. Its key makes the anchor unique on the page. */
export const panelHeading = ({ title, key }: DocumentedPanel): string => `${title} (${key})`;

/** @param page path to the panel's page; empty on the same page */
export const panelLink = (page: string, panel: DocumentedPanel): string =>
  `[${plain(panel.title)}](${page}#${anchorOf(panelHeading(panel))})`;

const metricLinks = (names: readonly string[]): string =>
  names.map((name) => `[${code(name)}](../metrics.md#${anchorOf(name)})`).join(", ");

const metricNames = (names: readonly string[]): string => names.map(code).join(", ");

const remarkOf = ({ legend, instant }: DocumentedQuery): string =>
  [instant ? "instant" : "range", ...(legend === undefined ? [] : [`legend ${code(legend)}`])].join(", ");

const isPrinted = (expression: string) => expression.length <= maxPrintedLength;

function queryText(query: DocumentedQuery): string {
  const { refId, expression, metrics: read } = query;
  return isPrinted(expression)
    ? [`${code(refId)} (${remarkOf(query)})`, codeBlock("promql", formatExpression(expression))].join("\n\n")
    : `${code(refId)} (${remarkOf(query)}): ${String(expression.length)} characters, reads ${metricNames(read)}.`;
}

const countOf = (queries: readonly unknown[]) => (queries.length === 1 ? "1 query" : `${queries.length} queries`);

const queriesText = ({ queries }: DocumentedPanel): string =>
  details(countOf(queries), queries.map(queryText).join("\n\n"));

function graphText({ queries }: DocumentedPanel): string {
  const { nodes, edges, columns }: GraphSummary = summarizeGraph(queries);
  return [
    [
      `- Nodes: ${nodes.join(", ")}`,
      `- Edges: ${edges.map(({ name, source, target }) => `${source} → ${target} (${code(name)})`).join(", ")}`,
    ].join("\n"),
    details(
      countOf(queries),
      [
        "The [compiler of node graphs](../../explanation/node-graphs.md) writes these queries. They give these columns:",
        table(
          ["column", "kinds", "metrics"],
          columns.map(({ element, purpose, kinds, metrics: read }) => [
            `${element}: ${plain(purpose)}`,
            kinds.map(plain).join(", "),
            metricNames(read),
          ]),
        ),
      ].join("\n\n"),
    ),
  ].join("\n\n");
}

/** A description with names of metrics as code. */
const withMetricsAsCode = (text: string): string =>
  text
    .split(/(\b[a-z]+(?:_[A-Za-z]+)+\b|\bALERTS\b)/)
    .map((part) => (Object.hasOwn(metrics, part) ? code(part) : plain(part)))
    .join("");

const picturesFolder = "../../pictures";

const pictureText = ({ file, alt }: Picture): string => `![${plain(alt)}](${picturesFolder}/${file})`;

const howTaken =
  "A simulated home in Grafana 10.2 with changes: [how the pictures were taken](../../how-to/take-pictures.md).";

function panelSection(panel: DocumentedPanel, picture: Picture | undefined): string {
  const { about, normal, otherwise, type, units, metrics: read } = panel;
  const facts = [
    `Panel: ${type}`,
    ...(units.length === 0 ? [] : [`Unit: ${[...new Set(units.map(unitWord))].map(plain).join(", ")}`]),
    ...(read.length === 0 ? [] : [`Metrics: ${metricLinks(read)}`]),
  ];
  return [
    `### ${panelHeading(panel)}`,
    withMetricsAsCode(about),
    `**Normal:** ${withMetricsAsCode(normal)}`,
    ...(otherwise === undefined ? [] : [`**Otherwise:** ${withMetricsAsCode(otherwise)}`]),
    ...(picture === undefined ? [] : [pictureText(picture)]),
    facts.map((fact) => `- ${fact}`).join("\n"),
    type === "nodeGraph" ? graphText(panel) : queriesText(panel),
  ].join("\n\n");
}

/** @param pictures of the dashboard */
const rowSection = (row: DocumentedRow, pictures: readonly Picture[]): string =>
  [
    `## ${row.title}`,
    [
      ...(row.collapsed ? ["Collapsed at first. Its panels send no query until somebody opens it."] : []),
      ...(row.needsCoordinates ? ["Only in a lab that gives zones coordinates. The default lab doesn't."] : []),
    ].join(" "),
    ...row.panels.map((panel) =>
      panelSection(
        panel,
        pictures.find((picture) => picture.panel?.key === panel.key),
      ),
    ),
  ]
    .filter((block) => block !== "")
    .join("\n\n");

function variablesSection(variables: readonly DocumentedVariable[]): string {
  const queries = variables.flatMap(({ name, query, metrics: read }) => {
    const expression = query === undefined ? undefined : unwrapQueryResult(query);
    if (expression === undefined) return [];
    return isPrinted(expression)
      ? [`${code(name)}:`, codeBlock("promql", formatExpression(expression))]
      : [`${code(name)}: ${String(expression.length)} characters, reads ${metricNames(read)}.`];
  });
  return [
    "## Variables",
    table(
      ["variable", "in Grafana", "meaning", "metrics"],
      variables.map(({ name, label, about, hidden, metrics: read }) => [
        code(name),
        hidden ? "hidden" : label,
        plain(about),
        metricLinks(read),
      ]),
    ),
    details("Queries of the variables", queries.join("\n\n")),
  ].join("\n\n");
}

const annotationText = ({ name, title, expression, metrics: read }: DocumentedAnnotation): string =>
  [`${name}: “${plain(title)}”, from ${metricLinks(read)}.`, codeBlock("promql", formatExpression(expression))].join(
    "\n\n",
  );

/** @param all the pictures of all dashboards */
export function dashboardPage(
  { uid, title, question, refresh, range, ...dashboard }: DocumentedDashboard,
  all: readonly Picture[],
): string {
  const pictures = all.filter((picture) => picture.uid === uid);
  return page(
    generatedFrom("the dashboards of the default lab"),
    `# ${title}`,
    `**${question}** Its uid is ${code(uid)}. It opens with the last ${range} and refreshes every ${refresh}.`,
    ...pictures.filter(({ panel }) => panel === undefined).map(pictureText),
    howTaken,
    table(
      ["row", "panels"],
      dashboard.rows.map((row) => [
        `[${row.title}](#${anchorOf(row.title)})`,
        row.panels.map((panel) => panelLink("", panel)).join(", "),
      ]),
    ),
    `Queries of up to ${maxPrintedLength} characters are printed here. To see the others, open a panel's menu in Grafana and ` +
      "choose Inspect → Query, or read `targets` in the dashboard's JSON. A range query gives a value for each step, an " +
      "instant query one for the end of the range.",
    variablesSection(dashboard.variables),
    "## Annotations",
    ...dashboard.annotations.map(annotationText),
    ...dashboard.rows.map((row) => rowSection(row, pictures)),
  );
}

const definitions = new Map<string, MetricDefinition>(Object.entries(metrics));

/** Sources of metrics without the exporter, and with it. */
const withoutExporter = ["traefik", "prometheus", "node"];
const withExporter = [...withoutExporter, "access-log", "query-log", "adguard-api", "lab", "probe", "exporter"];

const hasDataFrom =
  (sources: readonly string[]) =>
  ({ metrics: read }: DocumentedPanel): boolean =>
    read.some((name) => definitions.get(name)?.sources.some((source) => sources.includes(source)));

export const dashboardIndex = (dashboards: readonly DocumentedDashboard[]): string =>
  page(
    generatedFrom("the dashboards of the default lab"),
    "# Dashboards",
    "Each dashboard with its panels: place, meaning, normal state, metrics and queries. The pages show the default lab, and " +
      "the one row that needs coordinates of zones. Another lab changes names, zones and numbers in the queries, not the " +
      "panels.",
    "Most figures come from [the exporter](../../../exporter/README.md). Some come from recording rules, the next part of " +
      "this project. The last two columns count the panels with data. Without the exporter, these read at least one metric " +
      "of Traefik, Prometheus or node exporter. With it, they read at least one metric that doesn't come from rules alone.",
    table(
      ["dashboard", "question", "panels", "without the exporter", "with it"],
      dashboards.map(({ uid, title, question, rows }) => [
        `[${title}](${uid}.md)`,
        question,
        String(rows.flatMap(({ panels }) => panels).length),
        ...[withoutExporter, withExporter].map((sources) =>
          String(rows.flatMap(({ panels }) => panels).filter(hasDataFrom(sources)).length),
        ),
      ]),
    ),
    "Queries hold Grafana's variables: `${zone:regex}` is the selection as a regular expression, `$__rate_interval` is at " +
      "least four scrape intervals, and `$__range` is the time range.",
  );
