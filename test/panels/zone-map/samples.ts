/** Labs of several sizes, and answers to the queries of their maps. */
import type { DataFrame } from "@grafana/data";
import { defineLab, type Lab, type LabInput } from "../../../src/lab/index.js";
import { dashboardScope } from "../../../src/dashboards/scope.js";
import { references } from "../../../src/dashboards/references.js";
import { zoneMap } from "../../../src/panels/zone-map/index.js";
import { columnName } from "../../../src/panels/zone-map/columns.js";
import { zonePairs } from "../../../src/panels/zone-map/connections.js";
import type { JsonObject } from "../../../src/grafana/index.js";
import { framesOf, grafana, transform } from "../../grafana/engine.js";
import { fieldOptions } from "../../grafana/field-options.js";
import { panelOf } from "../../grafana/samples.js";

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

/** The answers to the five queries of the map: values by column. */
export type Answers = readonly (readonly (readonly [column: string, value: number])[])[];

/** The frame of the map with its field options, as Grafana passes it to the canvas. */
export async function frameOf(panel: JsonObject, answers: Answers): Promise<DataFrame | undefined> {
  const frames = answers.flatMap((answer, index) =>
    framesOf(
      String.fromCharCode(65 + index),
      answer.map(([column, value]) => ({ labels: { element: column }, value })),
      1_700_000_000_000 + index,
    ),
  );
  const data = await transform(panel, frames);
  const [frame] = grafana.applyFieldOverrides({
    data,
    fieldConfig: panel["fieldConfig"] as never,
    replaceVariables: (text) => text,
    theme: grafana.createTheme(),
    fieldConfigRegistry: fieldOptions,
  });
  return frame;
}

/** Traffic on all lines: each has less than the one before, every third fails, every second runs the other way. */
export function busy(lab: Lab): Answers {
  const pairs = zonePairs(lab);
  const columns = (figure: "width" | "failures" | "direction", value: (index: number) => number) =>
    pairs.map(({ from, to }, index) => [columnName(figure, from, to), value(index)] as const);
  return [
    columns("width", (index) => Math.sqrt(1 / (index + 1))),
    columns("failures", (index) => [0, 0.02, 0.2][index % 3] ?? 0),
    columns("direction", (index) => (index % 2 === 0 ? 3 : -2)),
    lab.zones.map(({ name }, index) => [columnName("asked", name), index * 1.234] as const),
    [
      ...lab.zones.map(({ name }) => [columnName("health", "zone", name), 2] as const),
      ...lab.services.map(({ name }, index) => [columnName("health", "service", name), index % 3] as const),
      ...lab.infrastructure.map(({ name }) => [columnName("health", "infrastructure", name), 2] as const),
    ],
  ];
}
