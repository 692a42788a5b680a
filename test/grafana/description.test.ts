import { describe, expect, expectTypeOf, it } from "vitest";
import {
  barGauge,
  canvas,
  describePanel,
  geomap,
  heatmap,
  matrix,
  series,
  stat,
  stateTimeline,
  table,
  target,
  type PanelBuilder,
} from "../../src/grafana/index.js";
import { objectAt, objectsAt, textAt } from "../../src/grafana/json.js";
import { setLabel } from "../../src/promql/index.js";
import {
  buckets,
  fieldDefaults,
  finalized,
  panelOf,
  perService,
  perServiceAndCode,
  total,
  upPerService,
} from "./samples.js";

const requests = {
  ...perService,
  unit: "requests per second",
  meaning: "Requests per second of each service",
  noValue: "no traffic",
} as const;
const errors = { ...perService, unit: "share", meaning: "Share of failed requests", noValue: "no traffic" } as const;
const states = { ...upPerService, unit: "health", meaning: "Health of each service" } as const;
const guidance = { normal: "below 1 %", otherwise: "look at the log" } as const;

const descriptionOf = (panel: PanelBuilder) => textAt(panelOf(panel), "description");

describe("a description", () => {
  it("has the meaning, the metrics, the normal figures and the action otherwise", () => {
    expect(describePanel([requests], guidance)).toBe(
      [
        "Requests per second of each service. From requests_total.",
        "Normal: below 1 %.",
        "Otherwise: look at the log.",
      ].join("\n\n"),
    );
  });

  it("has each meaning and each metric once, and a histogram instead of its parts", () => {
    const lines = [requests, requests, { ...buckets, meaning: "Requests by duration" }, states];
    expect(describePanel(lines)).toBe(
      "Requests per second of each service. Requests by duration. Health of each service. " +
        "From requests_total, duration_seconds and up.",
    );
  });

  it("replaces the meanings by the text of the panel, and adds its note", () => {
    expect(describePanel([requests, errors], { shows: "Both.", note: "Folded ones too", normal: "0" })).toBe(
      "Both. Folded ones too. From requests_total.\n\nNormal: 0.",
    );
  });

  it("doesn't end a sentence twice", () => {
    const asked = { ...requests, meaning: "Who asks?" };
    expect(describePanel([asked], { normal: "Nobody." })).toBe("Who asks? From requests_total.\n\nNormal: Nobody.");
  });

  it("is undefined without any meaning and guidance", () => {
    expect(describePanel([perService])).toBeUndefined();
  });
});

describe("a panel of queries", () => {
  const panels: readonly (readonly [name: string, unit: string, panel: PanelBuilder])[] = [
    ["series", "reqps", series("x", requests, "{service}").about(guidance)],
    ["stat", "reqps", stat("x", requests).about(guidance)],
    ["barGauge", "reqps", barGauge("x", requests, "{service}").about(guidance)],
    ["heatmap", "reqps", heatmap("x", { ...requests, ...buckets }, { bounds: "seconds" }).about(guidance)],
    [
      "matrix",
      "reqps",
      matrix("x", {
        query: { ...requests, ...perServiceAndCode },
        row: "service",
        column: "code",
        corner: "y",
      }).about(guidance),
    ],
    // The panel shows names of states, not figures.
    ["stateTimeline", "none", stateTimeline("x", requests, "{service}").about(guidance)],
  ];

  it.each(panels)("%s takes unit, empty text and description from its query", (name, unit, panel) => {
    expect(fieldDefaults(panel)).toMatchObject({ unit, noValue: "no traffic" });
    const metric = name === "heatmap" ? "duration_seconds" : "requests_total";
    expect(descriptionOf(panel)).toBe(
      `Requests per second of each service. From ${metric}.\n\nNormal: below 1 %.\n\nOtherwise: look at the log.`,
    );
  });

  it("needs no guidance for a description", () => {
    expect(descriptionOf(series("x", requests, "{service}"))).toBe(
      "Requests per second of each service. From requests_total.",
    );
  });

  it("keeps every method of the SDK and its effect", () => {
    const panel = series("x", requests, "{service}").about(guidance).unit("short").noValue("-").description("y");
    expect(fieldDefaults(panel)).toMatchObject({ unit: "short", noValue: "-" });
    expect(descriptionOf(panel)).toBe("y");
  });

  it("takes the properties on which several targets agree, and leaves a differing unit to the panel", () => {
    const both = series("x", target(requests, "{service}"), target(errors, "{service}"));
    expect(() => finalized({ both })).toThrow(/panel "both" has no unit/);
    expect(fieldDefaults(both.unit("short"))).toMatchObject({ noValue: "no traffic" });
    expect(fieldDefaults(series("x", target(errors, "a"), target(states, "b")).unit("short"))).toMatchObject({
      noValue: "no data",
    });
  });

  it("draws a query beside targets", () => {
    const panel = series("x", requests, target(errors, "{service} failed")).unit("short");
    expect(objectsAt(panelOf(panel), "targets").map(({ legendFormat }) => legendFormat)).toEqual([
      "__auto",
      "{{service}} failed",
    ]);
  });

  it("draws the legend of its query, and refuses one of a lost label", () => {
    expect(objectsAt(panelOf(series("x", requests, "{service} now")), "targets")[0]?.["legendFormat"]).toBe(
      "{{service}} now",
    );
    // @ts-expect-error the query has no label "zone"
    expect(() => series("x", requests, "{zone}")).toThrow(/names the label "zone"/);
    expect(() => series("x", target(requests), "{service}")).toThrow(/follows a target, which has its own/);
    expectTypeOf(series("x", requests, "{service}")).toEqualTypeOf(series("x", target(requests, "{service}")));
  });
});

describe("a panel of several figures", () => {
  it("table: describes each column, and writes the empty text of a column that differs from the panel's", () => {
    const panel = table("x", {
      rows: ["service"],
      columns: { Requests: { query: requests }, Errors: { query: errors }, State: { query: states, noValue: "–" } },
    }).about(guidance);
    expect(descriptionOf(panel)).toBe(
      "Requests: Requests per second of each service. Errors: Share of failed requests. " +
        "State: Health of each service. From requests_total and up.\n\nNormal: below 1 %.\n\nOtherwise: look at the log.",
    );
    const overrides = objectsAt(objectAt(panelOf(panel), "fieldConfig"), "overrides").map((override) =>
      objectsAt(override, "properties").map(({ id, value }) => [id, value]),
    );
    expect(fieldDefaults(panel)).not.toHaveProperty("unit");
    expect(fieldDefaults(panel)).toMatchObject({ noValue: "no data" });
    expect(overrides).toEqual([
      [
        ["unit", "reqps"],
        ["noValue", "no traffic"],
      ],
      [
        ["unit", "percentunit"],
        ["noValue", "no traffic"],
      ],
      [
        ["unit", "none"],
        ["noValue", "–"],
      ],
    ]);
  });

  it("table: takes the empty text of all columns for the panel, and no title where there is one column", () => {
    const panel = table("x", { rows: ["service"], columns: { Requests: { query: requests } } });
    expect(fieldDefaults(panel)).toMatchObject({ noValue: "no traffic" });
    expect(descriptionOf(panel)).toBe("Requests per second of each service. From requests_total.");
  });

  it("geomap: describes each value", () => {
    const panel = geomap("x", {
      by: "service",
      places: [{ name: "a", latitude: 1, longitude: 2 }],
      values: { Requests: { query: requests }, Errors: { query: errors } },
      size: "Requests",
    }).about(guidance);
    expect(descriptionOf(panel)).toMatch(
      /^Requests: Requests per second of each service\. Errors: Share of failed requests\. From requests_total\.\n/,
    );
  });

  it("canvas: names the metrics of its values", () => {
    const value = { ...requests, expression: setLabel(total.expression, "element", "all") };
    const panel = canvas("x", { size: { width: 1, height: 1 }, elements: [], values: [value] });
    expect(descriptionOf(panel.about({ shows: "A map", normal: "blue" }))).toBe(
      "A map. From requests_total.\n\nNormal: blue.",
    );
  });
});
