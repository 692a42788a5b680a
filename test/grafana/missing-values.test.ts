/** The color of missing values in all emitted stats and tables, found by Grafana's own engine. */
import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { objectAt, objectsAt, textAt, type JsonObject } from "../../src/grafana/json.js";
import { grayMissing, missingColor } from "../../src/grafana/index.js";
import { defaultLab } from "../../src/lab/index.js";
import { colors } from "../../src/panels/tokens.js";
import { grafana } from "./engine.js";

const theme = grafana.createTheme();
const { FieldType } = grafana;

const panels = dashboardsOf(defaultLab).flatMap((definition) =>
  objectsAt(definition.finalize().json, "panels").flatMap((panel) => [panel, ...objectsAt(panel, "panels")]),
);

/** The text and color of a missing value with these options. */
function missing(config: JsonObject): { readonly text: string; readonly color: string } {
  const field = { name: "", type: FieldType.number, config: config as never, values: [null] };
  const { text, color = "" } = grafana.getDisplayProcessor({ field, theme })(null);
  return { text, color: color.toUpperCase() };
}

const neutralColors = [missingColor, theme.visualization.getColorByName("text")].map((color) => color.toUpperCase());

describe("a missing value", () => {
  const stats = panels.filter(({ type }) => type === "stat");

  it("has no color of a state in any stat, and keeps its text", () => {
    expect(stats.length).toBeGreaterThan(20);
    for (const panel of stats) {
      const defaults = objectAt(objectAt(panel, "fieldConfig"), "defaults");
      const { text, color } = missing(defaults);
      expect(neutralColors, textAt(panel, "title")).toContain(color);
      expect(text).toBe(textAt(defaults, "noValue"));
    }
    expect(
      stats.filter((panel) => missing(objectAt(objectAt(panel, "fieldConfig"), "defaults")).color === missingColor),
    ).not.toEqual([]);
  });

  it("has no color of a state in any colored column, and keeps its text", () => {
    const found = panels
      .filter(({ type }) => type === "table")
      .flatMap((panel) => {
        const config = objectAt(panel, "fieldConfig");
        return objectsAt(config, "overrides").flatMap((override) => {
          const values = Object.fromEntries(
            objectsAt(override, "properties").map((one) => [textAt(one, "id") ?? "", one["value"] ?? null]),
          );
          const isColored = JSON.stringify(values["custom.cellOptions"] ?? "").includes("color-text");
          // Columns of zones have a fixed color, in which an empty name can't be seen.
          if (!isColored || objectAt(values, "color")["mode"] === "fixed") return [];
          return [{ values: { ...objectAt(config, "defaults"), ...values }, title: textAt(panel, "title") }];
        });
      });
    expect(found.length).toBeGreaterThan(8);
    for (const { values, title } of found) {
      const { text, color } = missing(values);
      expect(color, title).toBe(missingColor);
      expect(text, title).toBe(values["noValue"]);
    }
  });

  it("leaves the colors of values and other panels as they are", () => {
    const config = {
      defaults: {
        noValue: "no traffic",
        thresholds: { mode: "absolute", steps: [{ value: null, color: colors.good }] },
        color: { mode: "thresholds" },
      },
      overrides: [],
    };
    const stat = grayMissing({ type: "stat", fieldConfig: config });
    const field = {
      name: "",
      type: FieldType.number,
      config: objectAt(objectAt(stat, "fieldConfig"), "defaults") as never,
      values: [1],
    };
    expect(grafana.getDisplayProcessor({ field, theme })(1).color).toBe(colors.good);
    const series = { type: "timeseries", fieldConfig: config };
    expect(grayMissing(series)).toBe(series);
  });
});
