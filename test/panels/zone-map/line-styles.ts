/** Whether the lines of a map have the widths and colors that follow from the answers to its queries. */
import type { DataFrame } from "@grafana/data";
import { textAt } from "../../../src/grafana/json.js";
import type { JsonObject } from "../../../src/grafana/index.js";
import { colors } from "../../../src/panels/tokens.js";
import { columnName } from "../../../src/panels/zone-map/columns.js";
import { failureBounds } from "../../../src/queries/index.js";
import { bodyOf, connectionsOf, elementsOf, type DrawnConnection } from "./svg.js";

/** All faults, each in words. `values` are the answers by column. */
export function lineStyleFaults(
  panel: JsonObject,
  frame: DataFrame | undefined,
  values: ReadonlyMap<string, number>,
): readonly string[] {
  const lines = connectionsOf(panel, bodyOf(panel), frame);
  const zones = elementsOf(panel).flatMap(
    (element) => /^zone (?<name>[^]*)$/.exec(textAt(element, "name") ?? "")?.groups?.["name"] ?? [],
  );
  return zones.flatMap((zone) => {
    const [http, dns, ...others] = lines.filter(({ from }) => from === `zone ${zone}`);
    if (http === undefined || dns === undefined || others.length > 0) return [`zone ${zone} doesn't have two lines`];
    const served = lines.filter(({ to }) => to === `zone ${zone}`);
    return [
      ...faultsOf(http, "http", zone, values),
      ...faultsOf(dns, "dns", zone, values),
      ...served.flatMap((line) => faultsOf(line, "served", zone, values)),
    ];
  });
}

function faultsOf(
  { width, color }: DrawnConnection,
  flow: "http" | "dns" | "served",
  zone: string,
  values: ReadonlyMap<string, number>,
): readonly string[] {
  const expectedWidth = 0.75 + 1.25 * (values.get(columnName("width", flow, zone)) ?? 0);
  const expectedColor = colorOf(values.get(columnName("failures", flow, zone)));
  return [
    ...(Math.abs(width - expectedWidth) > 1e-6 ? [`${flow} of ${zone} is ${width} wide, not ${expectedWidth}`] : []),
    ...(color === expectedColor ? [] : [`${flow} of ${zone} is ${color}, not ${expectedColor}`]),
  ];
}

function colorOf(failing: number | undefined): string {
  if (failing === undefined) return colors.neutral;
  if (failing >= failureBounds.unhealthy) return colors.bad;
  return failing >= failureBounds.degraded ? colors.warning : colors.good;
}
