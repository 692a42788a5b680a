/** The page of all metrics: meaning, labels, sources and the panels that read them. */
import { defaultLab } from "../../src/lab/index.js";
import { metricFamilies, metrics, type MetricDefinition } from "../../src/metrics/index.js";
import { rulesOf, type NamedRules } from "../../src/rules/index.js";
import { panelLink } from "./dashboard-pages.js";
import type { DocumentedDashboard } from "./dashboard-model.js";
import { metricsIn } from "./promql.js";
import { anchorOf, code, generatedFrom, page, prose, table } from "./markdown.js";

const families: Readonly<Record<keyof typeof metricFamilies, string>> = {
  traefik: "Traefik",
  adguard: "AdGuard Home",
  node: "The host",
  zone: "Zones",
  domain: "Domains",
  prometheus: "Prometheus",
  exporter: "The exporter",
  recorded: "Recording rules",
};

const kinds: Readonly<Record<MetricDefinition["type"], string>> = {
  counter: "counter: queries take its rate or increase",
  gauge: "gauge",
  histogram: "histogram: exposed as `_bucket` (with the label `le`), `_sum` and `_count`",
  info: "info: always 1; its labels hold the information",
  stateset: "state set: 1 for the state that holds, 0 or absent for the others",
};

const sourceWords: Readonly<Record<string, string>> = {
  "access-log": "the exporter, from Traefik's access log",
  "query-log": "the exporter, from AdGuard Home's query log",
  "adguard-api": "the exporter, from AdGuard Home's API",
  traefik: "Traefik's own metrics",
  rule: "a recording rule",
  lab: "the lab, by rules or the exporter",
  node: "node exporter",
  probe: "the exporter, from the certificates of servers",
  exporter: "the exporter, about itself",
  prometheus: "Prometheus itself",
};

const unitNotes: Readonly<Record<string, string>> = { boolean: "boolean (0 or 1)", ratio: "ratio (mostly 0 to 1)" };

const copiesWords: Readonly<Record<string, string>> = {
  traefik: "`sources.traefik`",
  adguard: "`sources.adguard`",
  zone: "`sources.zone`",
  domain: "`sources.domain`",
};

const list = (labels: readonly string[]) => (labels.length === 0 ? "none" : labels.map(code).join(", "));

function valuesOf({ values = {} }: MetricDefinition): string[] {
  return Object.entries(values).map(([label, words]) => `${code(label)} is one of ${words.map(code).join(", ")}.`);
}

/** Links to the panels, variables and annotations that read a metric. */
function readersOf(metric: string, dashboards: readonly DocumentedDashboard[]): string[] {
  return dashboards.flatMap((dashboard) => {
    const reading = <Part extends { readonly metrics: readonly string[] }>(parts: readonly Part[]) =>
      parts.filter(({ metrics }) => metrics.includes(metric));
    const panels = reading(dashboard.rows.flatMap((row) => row.panels)).map((panel) =>
      panelLink(`dashboards/${dashboard.uid}.md`, panel),
    );
    const linkTo = (heading: string) => `dashboards/${dashboard.uid}.md#${anchorOf(heading)}`;
    const variables = reading(dashboard.variables).map(
      ({ name }) => `[variable ${code(name)}](${linkTo("Variables")})`,
    );
    const annotations = reading(dashboard.annotations).map(
      ({ name }) => `[annotation “${name}”](${linkTo("Annotations")})`,
    );
    const all = [...panels, ...variables, ...annotations];
    return all.length === 0 ? [] : [`- ${dashboard.title}: ${all.join(", ")}`];
  });
}

/** The files of rules that read a metric. */
function rulesReading(metric: string, rules: readonly NamedRules[]): string[] {
  const files = rules.filter((one) =>
    one.rules.groups.some((group) => group.rules.some(({ expr }) => metricsIn(expr, isMetric).includes(metric))),
  );
  return files.length === 0 ? [] : [`- Recording rules: ${files.map(({ name }) => code(`${name}.yml`)).join(", ")}`];
}

const isMetric = (name: string): boolean => Object.hasOwn(metrics, name);

function metricSection(name: string, metric: MetricDefinition, dashboards: readonly DocumentedDashboard[]): string {
  const readers = [...readersOf(name, dashboards), ...rulesReading(name, rulesOf(defaultLab))];
  return [
    `### ${name}`,
    prose(metric.help),
    table(
      ["", ""],
      [
        ["type", kinds[metric.type]],
        ["unit", unitNotes[metric.unit] ?? metric.unit],
        ["labels", [`${list(metric.labels)}.`, ...valuesOf(metric)].join(" ")],
        ...(metric.optional === undefined
          ? []
          : [["optional labels", `${list(metric.optional)}: a source may fill them; no query uses them`]]),
        ["source", metric.sources.map((source) => sourceWords[source] ?? source).join("; ")],
        [
          "several instances",
          metric.replicas === undefined
            ? "always shards (`siblings`)"
            : `shards (\`siblings\`) or replicas (\`copies\`), by ${copiesWords[metric.replicas] ?? metric.replicas} in the lab`,
        ],
      ],
    ),
    readers.length === 0 ? "Nothing reads it." : `Read by:\n\n${readers.join("\n")}`,
  ].join("\n\n");
}

/** @throws Error if a source of a metric has no words here */
export function metricsPage(dashboards: readonly DocumentedDashboard[]): string {
  const definitions: readonly (readonly [string, Readonly<Record<string, MetricDefinition>>])[] =
    Object.entries(metricFamilies);
  const unknown = definitions
    .flatMap(([, family]) => Object.values(family).flatMap(({ sources }) => sources))
    .find((source) => sourceWords[source] === undefined);
  if (unknown !== undefined) throw new Error(`the page of metrics needs words for the source "${unknown}"`);
  return page(
    generatedFrom("src/metrics and the dashboards of the default lab"),
    "# Metrics",
    "Each metric with its meaning, type, unit, labels, sources and readers. `src/metrics` is the contract between the sources " +
      "of these metrics and the dashboards; the types of all queries come from it. Metrics from logs need " +
      "[the exporter](../../exporter/README.md); without it, their panels say “no data”. Labels that a scrape adds (`job`, " +
      "`instance`) aren't listed. Panels are those of the default lab.",
    table(
      ["family", "metrics"],
      definitions.map(([key, family]) => {
        const heading = headingOf(key);
        const names = Object.keys(family).map((name) => `[${code(name)}](#${anchorOf(name)})`);
        return [`[${heading}](#${anchorOf(heading)})`, names.join(", ")];
      }),
    ),
    ...definitions.flatMap(([key, family]) => [
      `## ${headingOf(key)}`,
      ...Object.entries(family).map(([name, metric]) => metricSection(name, metric, dashboards)),
    ]),
  );
}

const headingOf = (key: string): string => new Map<string, string>(Object.entries(families)).get(key) ?? key;
