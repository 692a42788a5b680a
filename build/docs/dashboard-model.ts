/** The dashboards as the pages show them, read from the emitted JSON. */
import { dashboardsOf } from "../../src/dashboards/index.js";
import type { FinalizedDashboard, Json, JsonObject } from "../../src/grafana/index.js";
import { isObject, objectAt, objectsAt, textAt } from "../../src/grafana/json.js";
import { defaultLab, defineLab, type Lab } from "../../src/lab/index.js";
import { metrics } from "../../src/metrics/index.js";
import { metricsIn } from "./promql.js";

export interface DocumentedQuery {
  readonly refId: string;
  readonly expression: string;
  readonly legend: string | undefined;
  /** Whether Grafana evaluates it once, at the end of the range, instead of at each step. */
  readonly instant: boolean;
  readonly metrics: readonly string[];
}

export interface DocumentedPanel {
  readonly key: string;
  readonly title: string;
  readonly type: string;
  /** The figures that it shows. */
  readonly about: string;
  /** The normal state, and the action in any other if the description doesn't separate it. */
  readonly normal: string;
  /** The action in any other state. */
  readonly otherwise: string | undefined;
  readonly units: readonly string[];
  readonly queries: readonly DocumentedQuery[];
  readonly metrics: readonly string[];
}

export interface DocumentedRow {
  readonly title: string;
  readonly collapsed: boolean;
  /** Whether only labs with coordinates of zones have this row. */
  readonly needsCoordinates: boolean;
  readonly panels: readonly DocumentedPanel[];
}

export interface DocumentedVariable {
  readonly name: string;
  readonly label: string;
  readonly about: string;
  readonly hidden: boolean;
  readonly query: string | undefined;
  readonly metrics: readonly string[];
}

export interface DocumentedAnnotation {
  readonly name: string;
  readonly title: string;
  readonly expression: string;
  readonly metrics: readonly string[];
}

export interface DocumentedDashboard {
  readonly uid: string;
  readonly title: string;
  readonly question: string;
  readonly refresh: string;
  readonly range: string;
  readonly variables: readonly DocumentedVariable[];
  readonly annotations: readonly DocumentedAnnotation[];
  readonly rows: readonly DocumentedRow[];
}

/** The default lab with coordinates for its zones, so that the pages show the rows that need them, too. */
const labWithCoordinates: Lab = defineLab({
  ...defaultLab,
  zones: defaultLab.zones.map((zone, index) => ({ ...zone, latitude: 52 + index, longitude: 13 + index })),
});

export const documentedDashboards = (): readonly DocumentedDashboard[] => {
  const always = dashboardsOf(defaultLab).map((definition) => Object.keys(definition.finalize().keys));
  return dashboardsOf(labWithCoordinates).map((definition, index) =>
    describe(definition.finalize(), new Set(always[index])),
  );
};

const metricsRead = (expression: string) => metricsIn(expression, (name) => Object.hasOwn(metrics, name));

function describe({ uid, title, json, keys }: FinalizedDashboard, always: ReadonlySet<string>): DocumentedDashboard {
  const keyOf = new Map(Object.entries(keys).map(([key, id]) => [id, key]));
  const rows: { row: JsonObject; panels: JsonObject[] }[] = [];
  for (const panel of objectsAt(json, "panels")) {
    if (panel["type"] === "row") rows.push({ row: panel, panels: [...objectsAt(panel, "panels")] });
    else rows.at(-1)?.panels.push(panel);
  }
  return {
    uid,
    title,
    question: required(json, "description"),
    refresh: required(json, "refresh"),
    range: required(objectAt(json, "time"), "from").replace("now-", ""),
    variables: objectsAt(objectAt(json, "templating"), "list").map(describeVariable),
    annotations: objectsAt(objectAt(json, "annotations"), "list").map(describeAnnotation),
    rows: rows.map(({ row, panels }) => {
      const documented = panels.map((panel) => describePanel(panel, keyOf));
      return {
        title: required(row, "title"),
        collapsed: row["collapsed"] === true,
        needsCoordinates: documented.every(({ key }) => !always.has(key)),
        panels: documented,
      };
    }),
  };
}

/** The last sentence of a description's first part: "From up and node_load1." The pages list the metrics apart. */
const metricList = / From [\w:, ]+\.$/;

/** The parts of a description: "…. Normal: …. Otherwise: …". */
function descriptionOf(panel: JsonObject, key: string): Pick<DocumentedPanel, "about" | "normal" | "otherwise"> {
  const [about = "", ...parts] = required(panel, "description").split(/\s+(?=Normal: |Otherwise: )/);
  const part = (name: string) => {
    const text = parts.find((one) => one.startsWith(`${name}: `))?.slice(name.length + 2);
    return text === undefined ? undefined : capitalized(text);
  };
  const normal = part("Normal");
  if (normal === undefined) throw new Error(`panel "${key}": the description has no part "Normal: …"`);
  return { about: about.replace(metricList, ""), normal, otherwise: part("Otherwise") };
}

function describePanel(panel: JsonObject, keyOf: ReadonlyMap<Json, string>): DocumentedPanel {
  const key = keyOf.get(panel["id"] ?? 0) ?? "";
  const queries = objectsAt(panel, "targets").map(describeQuery);
  return {
    key,
    title: required(panel, "title"),
    type: required(panel, "type"),
    ...descriptionOf(panel, key),
    units: unitsOf(panel),
    queries,
    metrics: [...new Set(queries.flatMap((query) => query.metrics))].sort(),
  };
}

function describeQuery(target: JsonObject): DocumentedQuery {
  const expression = required(target, "expr");
  const legend = textAt(target, "legendFormat");
  return {
    refId: required(target, "refId"),
    expression,
    legend: legend === "__auto" ? undefined : legend,
    instant: target["instant"] === true,
    metrics: metricsRead(expression),
  };
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The units of all values: first the panel's own, then those of single fields. */
function unitsOf(panel: JsonObject): string[] {
  const { defaults, overrides } = fieldsOf(panel);
  const options = objectAt(panel, "options");
  const units = [
    textAt(defaults, "unit"),
    ...overrides
      .flatMap((override) => objectsAt(override, "properties"))
      .map((property) => (property["id"] === "unit" ? textAt(property, "value") : undefined)),
    // A node graph shows these units unchanged behind its figures.
    ...[objectAt(options, "nodes"), objectAt(options, "edges")].flatMap((statistics) =>
      ["mainStatUnit", "secondaryStatUnit"]
        .map((key) => textAt(statistics, key))
        .map((unit) => unit && `suffix: ${unit}`),
    ),
  ];
  return [...new Set(units)].filter((unit) => unit !== undefined);
}

const fieldsOf = (panel: JsonObject) => {
  const fields = objectAt(panel, "fieldConfig");
  return { defaults: objectAt(fields, "defaults"), overrides: objectsAt(fields, "overrides") };
};

function describeVariable(variable: JsonObject): DocumentedVariable {
  const model = variable["query"];
  const query = isObject(model) ? textAt(model, "query") : undefined;
  return {
    name: required(variable, "name"),
    label: required(variable, "label"),
    about: required(variable, "description"),
    hidden: variable["hide"] === 2,
    query,
    metrics: query === undefined ? [] : metricsRead(unwrapQueryResult(query)),
  };
}

/** The PromQL in a variable's query, `query_result(…)`. */
export const unwrapQueryResult = (query: string): string => query.replace(/^query_result\(([\s\S]*)\)$/, "$1");

function describeAnnotation(annotation: JsonObject): DocumentedAnnotation {
  const expression = required(objectAt(annotation, "target"), "expr");
  return {
    name: required(annotation, "name"),
    title: required(annotation, "titleFormat"),
    expression,
    metrics: metricsRead(expression),
  };
}

function required(object: JsonObject, key: string): string {
  const value = textAt(object, key);
  if (value === undefined) throw new Error(`an emitted object has no ${key}: ${JSON.stringify(object).slice(0, 200)}`);
  return value;
}
