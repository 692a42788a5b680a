/** Figures with their course behind them, as Grafana's own engine reads them. */
import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { grayMissing, missingColor, series, stat } from "../../src/grafana/index.js";
import { objectAt, objectsAt, textAt, type JsonObject } from "../../src/grafana/json.js";
import { defaultLab } from "../../src/lab/index.js";
import { grafana } from "./engine.js";
import { panelOf, perService, total } from "./samples.js";

const drawn = grayMissing(
  panelOf(stat("Requests", total).unit("reqps").noValue("no traffic").description("Any.").sparkline()),
);

const theme = grafana.createTheme();
const replaceVariables = (text: string) => text;

/** The text and color of a stat whose query gave these samples. */
function shown(panel: JsonObject, samples: readonly number[]) {
  const values = grafana.getFieldDisplayValues({
    fieldConfig: objectAt(panel, "fieldConfig") as never,
    reduceOptions: objectAt(objectAt(panel, "options"), "reduceOptions") as never,
    replaceVariables,
    theme,
    sparkline: true,
    data: [
      {
        length: samples.length,
        fields: [
          { name: "Time", type: grafana.FieldType.time, config: {}, values: samples.map((_, index) => 60_000 * index) },
          {
            name: "Value",
            type: grafana.FieldType.number,
            config: objectAt(objectAt(panel, "fieldConfig"), "defaults") as never,
            values: [...samples],
          },
        ],
      },
    ],
  });
  return values.map(({ display: { text, color = "" } }) => ({ text, color: color.toUpperCase() }));
}

describe("a figure with its course", () => {
  it("is asked for over the range, with NaN where the query has no sample", () => {
    const [target] = objectsAt(drawn, "targets");
    expect(target).toMatchObject({ range: true, instant: false });
    expect(textAt(target ?? {}, "expr")).toBe("sum(rate(requests_total[$__rate_interval])) or vector(NaN)");
  });

  it("is the last sample", () => {
    expect(shown(drawn, [1, NaN, 3])).toEqual([expect.objectContaining({ text: "3" })]);
  });

  it("is the gray text of an empty answer where the last sample is missing, whatever was before", () => {
    expect(shown(drawn, [1, 2, NaN])).toEqual([{ text: "no traffic", color: missingColor }]);
    expect(shown(drawn, [NaN])).toEqual([{ text: "no traffic", color: missingColor }]);
  });

  it("takes no query with labels, of whose series some could miss a sample without a trace", () => {
    expect(() => stat("Requests", perService).sparkline()).toThrow("not one by service");
  });

  it("shows no NaN in any emitted dashboard", () => {
    const found = dashboardsOf(defaultLab).flatMap((one) =>
      objectsAt(one.finalize().json, "panels").filter((panel) => objectAt(panel, "options")["graphMode"] === "area"),
    );
    expect(found.length).toBeGreaterThan(8);
    for (const panel of found) {
      const text = textAt(objectAt(objectAt(panel, "fieldConfig"), "defaults"), "noValue");
      expect(shown(panel, [0.5, NaN]), textAt(panel, "title")).toEqual([{ text, color: missingColor }]);
    }
  });
});

describe("a logarithmic axis", () => {
  it("has no text at its lines without a figure, and the panel keeps the text of an empty answer", () => {
    const panel = panelOf(series("Time", total).unit("s").noValue("no traffic").description("Any.").logarithmic(0.001));
    const config = objectAt(panel, "fieldConfig");
    expect(objectAt(config, "defaults")).toMatchObject({ noValue: "no traffic" });
    expect(objectsAt(config, "overrides")).toEqual([
      { matcher: { id: "byRegexp", options: "/.*/" }, properties: [{ id: "noValue", value: " " }] },
    ]);
    expect(objectAt(objectAt(config, "defaults"), "custom")).toMatchObject({
      axisSoftMin: 0.001,
      scaleDistribution: { type: "log", log: 10 },
    });
  });
});
