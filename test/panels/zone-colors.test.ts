/** The color of each zone in all emitted panels, found by Grafana's own engine. */
import type { DataFrame, Field } from "@grafana/data";
import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { objectsAt, textAt, type JsonObject } from "../../src/grafana/json.js";
import { defaultLab, defineLab, type Lab } from "../../src/lab/index.js";
import { zoneColors } from "../../src/panels/tokens.js";
import { fieldOptions } from "../grafana/field-options.js";
import { framesOf, grafana, transform } from "../grafana/engine.js";
import { oddLab } from "../simulation/lab.js";
import { parsedLab } from "../proof/parsed-lab.js";

const zoneLabel = /^(zone|zone_name|(client|network|source|destination)_zone)$/;
const theme = grafana.createTheme();

interface EmittedPanel {
  readonly id: string;
  readonly panel: JsonObject;
}

const panelsOf = (lab: Lab): readonly EmittedPanel[] =>
  dashboardsOf(lab).flatMap((definition) => {
    const { uid, json, keys } = definition.finalize();
    const keyOf = new Map(Object.entries(keys).map(([key, id]) => [id, key]));
    return objectsAt(json, "panels")
      .flatMap((panel) => [panel, ...objectsAt(panel, "panels")])
      .map((panel) => ({ id: `${uid}/${keyOf.get(Number(panel["id"])) ?? "row"}`, panel }));
  });

const labelsIn = (text: string) => [...text.matchAll(/\{\{([^{}]+)\}\}/g)].map(([, label = ""]) => label);

/** Whether the panel has a series or a bar for each zone: its legend has a label of zones. */
const hasZoneInLegend = (panel: JsonObject) =>
  ["timeseries", "bargauge", "barchart", "piechart"].includes(textAt(panel, "type") ?? "") &&
  objectsAt(panel, "targets").some((one) => labelsIn(textAt(one, "legendFormat") ?? "").some((l) => zoneLabel.test(l)));

function withFieldConfig(panel: JsonObject, data: DataFrame[]): DataFrame[] {
  return grafana.applyFieldOverrides({
    data,
    fieldConfig: panel["fieldConfig"] as never,
    replaceVariables: (text) => text,
    theme,
    fieldConfigRegistry: fieldOptions,
  });
}

/** The color of the series of a query whose zone is this one, as Grafana draws it; its other labels have odd values. */
async function seriesColors(panel: JsonObject, zone: string): Promise<readonly { legend: string; color: string }[]> {
  const colors = objectsAt(panel, "targets").map(async (target) => {
    const template = textAt(target, "legendFormat") ?? "";
    const zones = labelsIn(template).filter((label) => zoneLabel.test(label));
    if (zones.length === 0) return [];
    const legend = template.replace(/\{\{([^{}]+)\}\}/g, (_, label: string) =>
      label === zones[0] ? zone : zoneLabel.test(label) ? "another zone" : `a (b)\n${label}`,
    );
    const [frame] = framesOf(textAt(target, "refId") ?? "", [{ labels: {}, value: 1 }]);
    const named = frame?.fields.map((field) => ({ ...field, config: { displayNameFromDS: legend } }));
    const renamed = await transform({ transformations: [], ...panel }, [{ ...frame, length: 1, fields: named ?? [] }]);
    const [drawn] = withFieldConfig(panel, renamed);
    const field = drawn?.fields.find(({ type }) => type === grafana.FieldType.number);
    // Whichever of the series of its zone it is.
    return [0, 1, 2, 5].map((seriesIndex) => {
      const color = field && grafana.getFieldSeriesColor({ ...field, state: { seriesIndex } }, theme).color;
      return { legend, color: color ?? "" };
    });
  });
  return (await Promise.all(colors)).flat();
}

/** The cells of a table that hold the zone, after its transformations. All its labels have the name of the zone. */
async function cellColors(panel: JsonObject, zone: string): Promise<readonly { column: string; color: string }[]> {
  const labels = objectsAt(panel, "transformations").flatMap((one) => fieldNamesIn(one));
  const frames = objectsAt(panel, "targets").flatMap((target) => {
    const [, column = "figure"] = /"column", "((?:[^"\\]|\\.)*)", "", ""\)/.exec(textAt(target, "expr") ?? "") ?? [];
    const ofZones = labels.filter((label) => zoneLabel.test(label) || ["source", "destination"].includes(label));
    const values = Object.fromEntries(labels.map((label) => [label, ofZones.includes(label) ? zone : "x"]));
    return framesOf(textAt(target, "refId") ?? "", [{ labels: { ...values, column }, value: 1 }]);
  });
  const drawn = withFieldConfig(panel, await transform(panel, frames));
  return drawn.flatMap((frame) =>
    frame.fields
      .filter(({ type, values, name }) => type === grafana.FieldType.string && values.includes(zone) && !isCopy(name))
      .map((field) => ({ column: grafana.getFieldDisplayName(field, frame), color: cellColor(field, zone) })),
  );
}

/** Hidden columns, which links read. */
const isCopy = (name: string) => name.endsWith("_value");

/** The color of the text of a cell; none if the column doesn't color it. */
function cellColor(field: Field, zone: string): string {
  const { color = "" } = grafana.getDisplayProcessor({ field, theme })(zone);
  const options = field.config.custom?.["cellOptions"] as { readonly type?: string } | undefined;
  return options?.type === "color-text" ? color : "";
}

const fieldNamesIn = (step: JsonObject): readonly string[] => {
  const include = (step["options"] as { readonly include?: { readonly names?: readonly string[] } }).include;
  return include?.names ?? [];
};

/** Names of which one begins or ends with another, and with signs of regular expressions. */
const entangled = [
  "home",
  "home in",
  "in",
  "home (a)",
  "a/b|c.*",
  "$zone [[zone]] ${zone:raw}",
  "other",
  "z8",
  "z9",
  "z10",
  "z11",
  "z12",
];

const titles = ["home in", "in", "home", "Same", "Same", "3D $1 $& [[zone]] ${zone}"];

const labs: Readonly<Record<string, Lab>> = {
  "the default lab": defaultLab,
  "a lab with odd names": parsedLab(oddLab),
  "a lab of twelve zones": defineLab({
    // Titles of which one is another zone's name, two are the same, and one has the signs of variables and replacements.
    zones: entangled.map((name, index) => ({
      name,
      title: titles[index] ?? name,
      cidrs: [`10.0.${String(index)}.0/24`],
    })),
    services: [{ name: "a@docker", zone: "home" }],
  }),
};

describe.each(Object.entries(labs))("in the dashboards of %s", (_, lab) => {
  const expected = zoneColors(lab.zones);
  const all = panelsOf(lab);
  const series = all.filter(({ panel }) => hasZoneInLegend(panel));
  const tables = all.filter(({ panel }) => panel["type"] === "table");

  it("there are panels with zones in legends and in columns", () => {
    expect(series.length).toBeGreaterThan(10);
    expect(tables.length).toBeGreaterThan(15);
  });

  it.each(series)("the series of $id have the color of their zone", async ({ panel }) => {
    for (const [zone, color] of expected) {
      const found = await seriesColors(panel, zone);
      expect(found).not.toEqual([]);
      expect(found.map((one) => one.color.toUpperCase())).toEqual(found.map(() => color.toUpperCase()));
    }
  });

  it("the cells of all columns of zones have the color of their zone", async () => {
    const colored = new Set<string>();
    for (const { id, panel } of tables) {
      for (const [zone, color] of expected) {
        for (const { column, color: found } of await cellColors(panel, zone)) {
          expect(found.toUpperCase(), `${zone} in “${column}” of ${id}`).toBe(color.toUpperCase());
          colored.add(id);
        }
      }
    }
    expect(colored.size).toBeGreaterThan(10);
  });
});
