/** Labs of several sizes, and answers to the queries of their maps. */
import type { DataFrame } from "@grafana/data";
import { defineLab, type Lab, type LabInput } from "../../../src/lab/index.js";
import { dashboardScope } from "../../../src/dashboards/scope.js";
import { references } from "../../../src/dashboards/references.js";
import { zoneMap } from "../../../src/panels/zone-map/index.js";
import { columnName, type ColumnValue } from "../../../src/panels/zone-map/columns.js";
import type { JsonObject } from "../../../src/grafana/index.js";
import { framesOf, grafana, transform } from "../../grafana/engine.js";
import { fieldOptions } from "../../grafana/field-options.js";
import { panelOf } from "../../grafana/samples.js";
import type { Answer } from "../../prometheus/client.js";

const types = ["internal", "iot", "guest", "external", "trusted", "infrastructure"] as const;

/** A lab with a zone for each number of services. Every second service needs the one before it. */
export function labOf(services: readonly number[], changes: Partial<LabInput> = {}): Lab {
  const zones = services.map((_, index) => ({
    name: `zone-${index + 1}`,
    title: `Zone number ${index + 1}`,
    type: types[index % types.length] ?? "internal",
    cidrs: [`10.0.${index}.0/24`],
  }));
  const names = services.flatMap((count, zone) =>
    Array.from({ length: count }, (_, index) => ({
      zone: `zone-${zone + 1}`,
      name: `service-${zone + 1}-${index + 1}@docker`,
    })),
  );
  return defineLab({
    zones,
    services: names.map((service, index) => ({
      ...service,
      dependencies: index % 2 === 1 ? [names[index - 1]?.name ?? ""] : [],
    })),
    ...changes,
  });
}

/** The map of a lab as it is in a finished dashboard. */
export const mapOf = (lab: Lab): JsonObject => panelOf(zoneMap(lab, dashboardScope(lab), references(lab)));

/** The answers to the queries of the map: values by column, query by query, and texts by column. */
export interface Answers {
  readonly values: readonly (readonly (readonly [column: string, value: number])[])[];
  readonly texts: readonly (readonly [column: string, text: string])[];
}

/** The answers of a Prometheus to the queries of a map, by their refId. */
export const mapAnswers = (answers: readonly (readonly [refId: string, answer: Answer])[]): Answers => ({
  values: answers
    .filter(([refId]) => refId !== textRefId)
    .map(([, { series }]) =>
      series.map(({ labels, points }) => [labels["element"] ?? "", points.at(-1)?.[1] ?? NaN] as const),
    ),
  texts: answers
    .filter(([refId]) => refId === textRefId)
    .flatMap(([, { series }]) => series.map(({ labels }) => [labels["element"] ?? "", labels["text"] ?? ""] as const)),
});

const textRefId = "texts";

/** The one frame of an answer in the format `table`, as the data source makes it. */
function tableFrame(texts: Answers["texts"]): DataFrame {
  const refId = textRefId;
  const { FieldType } = grafana;
  if (texts.length === 0) return { refId, fields: [], length: 0 };
  const column = (name: string, values: readonly string[]) => ({
    name,
    type: FieldType.string,
    config: {},
    values: [...values],
  });
  return {
    refId,
    length: texts.length,
    fields: [
      { name: "Time", type: FieldType.time, config: {}, values: texts.map(() => 1_700_000_000_000) },
      column(
        "element",
        texts.map(([name]) => name),
      ),
      column(
        "row",
        texts.map(() => "1"),
      ),
      column(
        "text",
        texts.map(([, text]) => text),
      ),
      { name: "Value", type: FieldType.number, config: {}, values: texts.map(() => 1) },
    ],
  };
}

/** The frame of the map with its field options, as Grafana passes it to the canvas. */
export async function frameOf(panel: JsonObject, { values, texts }: Answers): Promise<DataFrame | undefined> {
  const frames = values.flatMap((answer, index) =>
    framesOf(
      String.fromCharCode(65 + index),
      answer.map(([column, value]) => ({ labels: { element: column }, value })),
      1_700_000_000_000 + index,
    ),
  );
  const data = await transform(panel, [...frames, tableFrame(texts)]);
  const [frame] = grafana.applyFieldOverrides({
    data,
    fieldConfig: panel["fieldConfig"] as never,
    replaceVariables: (text) => text,
    theme: grafana.createTheme(),
    fieldConfigRegistry: fieldOptions,
  });
  return frame;
}

export const flows = ["http", "dns", "served"] as const;

/** Traffic on all lines: each has less than the one before, and every third fails. */
export function busy(lab: Lab): Answers {
  const ofZones = (figure: ColumnValue, value: (index: number) => number) =>
    lab.zones.map(({ name }, index) => [columnName(figure, name), value(index)] as const);
  const ofLines = (figure: ColumnValue, value: (index: number) => number) =>
    lab.zones.flatMap(({ name }, zone) =>
      flows.map((flow, at) => [columnName(figure, flow, name), value(3 * zone + at)] as const),
    );
  return {
    values: [
      ofLines("rate", (index) => 123.4 / (index + 1)),
      ofLines("width", (index) => 1 / (index + 1)),
      ofLines("failures", (index) => [0, 0.02, 0.2][index % 3] ?? 0),
      ofZones("known", (index) => 14 + index),
      ofZones("active", (index) => 3 + index),
      ofZones("in", (index) => 1.2e6 / (index + 1)),
      ofZones("out", (index) => 3.4e6 * (index + 1)),
      ofZones("blocked", (index) => index / 20),
      lab.resolvers.map(({ name }, index) => [columnName("resolver", name), 1.5 * index] as const),
      [
        ...lab.zones.map(({ name }) => [columnName("health", "zone", name), 2] as const),
        ...lab.services.map(({ name }, index) => [columnName("health", "service", name), index % 3] as const),
        ...lab.infrastructure.map(({ name }) => [columnName("health", "infrastructure", name), 2] as const),
        ...lab.resolvers.map(({ name }) => [columnName("health", "resolver", name), 2] as const),
      ],
    ],
    texts: lab.zones.map(({ name }, index) => [columnName("busiest", name), `192.168.${String(index)}.100`] as const),
  };
}

export const nothing: Answers = { values: [], texts: [] };
