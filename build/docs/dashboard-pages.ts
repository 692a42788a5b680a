/** One page for each dashboard: its layout, and of every panel what it shows, what is normal, and what it asks. */
import { withoutCall } from "./dashboards.js";
import type { DocumentedDashboard, DocumentedPanel, DocumentedQuery, DocumentedRow } from "./dashboards.js";
import { metrics, type MetricDefinition } from "../../src/metrics/index.js";
import { anchorOf, code, codeBlock, details, generatedFrom, page, plain, table } from "./markdown.js";
import { factor, layOut } from "./promql.js";

/** Grafana's names for units, in words. */
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

/** The heading of a panel: its place on the page is its anchor, so a key stands in it, which is there only once. */
export const panelHeading = ({ title, key }: DocumentedPanel): string => `${title} (${key})`;

/** @param page the path of the panel's page, from that of the link; empty where it is the same */
export const panelLink = (page: string, panel: DocumentedPanel): string =>
  `[${plain(panel.title)}](${page}#${anchorOf(panelHeading(panel))})`;

export const metricLinks = (metrics: readonly string[]): string =>
  metrics.map((metric) => `[${code(metric)}](../metrics.md#${anchorOf(metric)})`).join(", ");

/** What a query of a node graph brings: its name says it. */
function purposeOf(refId: string): string | undefined {
  const [, of, column, part] = /^(node|edge)_(.+?)(?:_(\d+))?$/.exec(refId) ?? [];
  if (of === undefined || column === undefined) return undefined;
  const [kind = "", ...name] = column.split("__");
  const what = name.join(" ").replaceAll("_", " ");
  const purposes: Readonly<Record<string, string>> = {
    present: of === "node" ? "which nodes there are" : "which edges there are, and from where to where",
    counted: "which nodes there are; 0 where the main figure is missing",
    main: "main figure",
    mainstat: "main figure",
    secondarystat: "secondary figure",
    share: `ring: share “${what}”`,
    detail: `detail “${what}”`,
    found_title: "titles",
    found_subtitle: "second lines",
    found_detail: `detail “${what}”`,
    thickness: "thickness",
  };
  const purpose = purposes[kind];
  if (purpose === undefined) throw new Error(`the query ${refId} of a node graph needs a purpose in words`);
  return `${of === "node" ? "nodes" : "edges"}: ${purpose}${part === undefined ? "" : ", going on"}`;
}

const remarkOf = ({ refId, legend, instant }: DocumentedQuery): string =>
  [
    purposeOf(refId),
    instant ? "asked once" : "asked over time",
    legend === undefined ? undefined : `legend ${code(legend)}`,
  ]
    .filter((part) => part !== undefined)
    .join("; ");

const longEnoughToFactor = 2000;

function queriesOf({ queries }: DocumentedPanel): string {
  const expressions = queries.map(({ expression }) => expression);
  const length = expressions.join("").length;
  const factored = factor(expressions);
  const isFactored = length > longEnoughToFactor && factored.parts.length > 0;
  const shown = isFactored ? factored.expressions : expressions;
  const blocks = [
    ...(isFactored
      ? [
          `Together these queries have ${Math.ceil(length / 1000)} thousand characters, since each must stand alone. What ` +
            `several places share has a name here, as a recording rule would; Grafana gets it written out.`,
          codeBlock(
            "promql",
            factored.parts.map(({ name, expression }) => `# ${name}\n${layOut(expression)}`).join("\n\n"),
          ),
        ]
      : []),
    ...queries.map((query, index) =>
      [`${code(query.refId)}: ${remarkOf(query)}`, codeBlock("promql", layOut(shown[index] ?? ""))].join("\n\n"),
    ),
  ];
  const count = queries.length === 1 ? "1 query" : `${queries.length} queries`;
  return details(count, blocks.join("\n\n"));
}

/** A description, in which names of metrics are code. */
const describedIn = (text: string): string =>
  text
    .split(/(\b[a-z]+(?:_[A-Za-z]+)+\b|\bALERTS\b)/)
    .map((part) => (Object.hasOwn(metrics, part) ? code(part) : plain(part)))
    .join("");

function panelSection(panel: DocumentedPanel): string {
  const facts = [
    `kind: ${panel.type}`,
    ...(panel.units.length === 0
      ? []
      : [
          `${panel.units.length === 1 ? "unit" : "units"}: ${[...new Set(panel.units.map(unitWord))].map(plain).join(", ")}`,
        ]),
    ...(panel.metrics.length === 0 ? [] : [`reads ${metricLinks(panel.metrics)}`]),
  ];
  return [
    `### ${panelHeading(panel)}`,
    describedIn(panel.about),
    `**What is normal:** ${describedIn(panel.normal)}`,
    facts.map((fact) => `- ${fact.charAt(0).toUpperCase()}${fact.slice(1)}`).join("\n"),
    queriesOf(panel),
  ].join("\n\n");
}

const rowSection = (row: DocumentedRow): string =>
  [
    `## ${row.title}`,
    [
      ...(row.collapsed ? ["Shut at first: its panels ask nothing until somebody opens it."] : []),
      ...(row.needsCoordinates ? ["Only in a lab that gives zones coordinates, which the default lab doesn't."] : []),
    ].join(" "),
    ...row.panels.map(panelSection),
  ]
    .filter((block) => block !== "")
    .join("\n\n");

export function dashboardPage(dashboard: DocumentedDashboard): string {
  const { uid, title, question, refresh, range, variables, annotations, rows } = dashboard;
  return page(
    generatedFrom("the dashboards of the default lab"),
    `# ${title}`,
    `**${question}** It opens with the last ${range} and asks anew every ${refresh}; its uid is ${code(uid)}.`,
    `![Layout of ${title}: its rows and panels](${uid}.svg)`,
    table(
      ["row", "panels"],
      rows.map((row) => [
        `[${row.title}](#${anchorOf(row.title)})`,
        row.panels.map((panel) => panelLink("", panel)).join(", "),
      ]),
    ),
    "## Variables",
    table(
      ["variable", "in Grafana", "what it chooses", "reads"],
      variables.map(({ name, label, about, hidden, metrics }) => [
        code(name),
        hidden ? "hidden" : label,
        plain(about),
        metricLinks(metrics),
      ]),
    ),
    details(
      "Their queries",
      variables
        .flatMap(({ name, query }) =>
          query === undefined ? [] : [`${code(name)}:`, codeBlock("promql", layOut(withoutCall(query)))],
        )
        .join("\n\n"),
    ),
    "## Annotations",
    ...annotations.map(({ name, title: text, expression, metrics }) =>
      [`${name}: “${plain(text)}”, from ${metricLinks(metrics)}.`, codeBlock("promql", layOut(expression))].join(
        "\n\n",
      ),
    ),
    ...rows.map(rowSection),
  );
}

const definitions = new Map<string, MetricDefinition>(Object.entries(metrics));

/** What there is without the exporter, and what it adds. */
const withoutExporter = ["traefik", "prometheus", "node"];
const withExporter = [...withoutExporter, "access-log", "query-log", "adguard-api", "lab", "probe", "exporter"];

const hasFiguresFrom =
  (sources: readonly string[]) =>
  ({ metrics: read }: DocumentedPanel): boolean =>
    read.some((name) => definitions.get(name)?.sources.some((source) => sources.includes(source)));

export const dashboardIndex = (dashboards: readonly DocumentedDashboard[]): string =>
  page(
    generatedFrom("the dashboards of the default lab"),
    "# Dashboards",
    "Every dashboard with every panel: where it stands, what it shows, what is normal, and what it asks. The pages show " +
      "what is built for the default lab, and besides it the one row that stands only where the lab gives zones " +
      "coordinates. Your own lab changes names, zones and numbers in the queries, not the panels.",
    "Most figures come from [the exporter](../../../exporter/README.md), some from recording rules, the next part of this " +
      "project. Without the exporter those panels have figures that read something which Traefik, Prometheus or node " +
      "exporter tell by themselves; with it, those that read anything but what rules alone give.",
    table(
      ["dashboard", "question", "panels", "without the exporter", "with it"],
      dashboards.map(({ uid, title, question, rows }) => [
        `[${title}](${uid}.md)`,
        question,
        String(rows.flatMap(({ panels }) => panels).length),
        ...[withoutExporter, withExporter].map((sources) =>
          String(rows.flatMap(({ panels }) => panels).filter(hasFiguresFrom(sources)).length),
        ),
      ]),
    ),
    "Queries hold Grafana's variables: `${zone:regex}` is what was chosen as a regular expression, `$__rate_interval` at " +
      "least four scrapes, `$__range` the time range. Panels that ask once ask at the end of the range.",
  );
