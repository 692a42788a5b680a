import { describe, expect, it } from "vitest";
import { dataLink, matrix } from "../../src/grafana/index.js";
import { objectAt, objectsAt } from "../../src/grafana/json.js";
import { framesOf, rowsOf, transform } from "./engine.js";
import { fieldDefaults, panelOf, perService, perServiceAndCode } from "./samples.js";

const odd = 'it\'s "odd"\\x@docker';

const codes = () =>
  matrix("Codes", {
    query: perServiceAndCode,
    row: "service",
    column: "code",
    corner: "Service ↓ code →",
    unit: "reqps",
    noValue: "none",
    link: dataLink({ title: "Open", to: { uid: "one", variables: ["service"] }, set: { service: "service" } }),
  }).description("x");

/** The matrix for an answer to its query, by service and code. */
const shown = (answer: readonly (readonly [service: string, code: string, value: number])[]) =>
  transform(
    panelOf(codes()),
    framesOf(
      "A",
      answer.map(([service, code, value]) => ({ labels: { service, code, column: "figure" }, value })),
    ),
  );

describe("a matrix", () => {
  it("has a row and a column for each value, in order, and an empty cell where a pair has no series", async () => {
    const frames = await shown([
      ["b", "500", 1],
      [odd, "200", 2],
      ["a", "404", 3],
      ["b", "200", 4],
    ]);
    expect(frames).toHaveLength(1);
    expect(frames.map(rowsOf)).toEqual([
      [
        { "Service ↓ code →": "a", "200": null, "404": 3, "500": null },
        { "Service ↓ code →": "b", "200": 4, "404": null, "500": 1 },
        { "Service ↓ code →": odd, "200": 2, "404": null, "500": null },
      ],
    ]);
    expect(frames[0]?.fields.map(({ type }) => type)).toEqual(["string", "number", "number", "number"]);
  });

  it("keeps a row and a column with the same name apart", async () => {
    const [frame] = await shown([
      ["a", "b", 1],
      ["b", "a", 2],
      ["b", "b", 3],
    ]);
    expect(frame && rowsOf(frame)).toEqual([
      { "Service ↓ code →": "a", a: null, b: 1 },
      { "Service ↓ code →": "b", a: 2, b: 3 },
    ]);
  });

  it("works with one pair, and has no cells without any answer", async () => {
    expect((await shown([["a", "200", 0]])).map(rowsOf)).toEqual([[{ "Service ↓ code →": "a", "200": 0 }]]);
    expect((await shown([])).flatMap(({ fields }) => fields)).toEqual([]);
  });

  it("colors cells from the minimum to the maximum, and no names of rows", () => {
    const defaults = fieldDefaults(codes());
    expect(defaults["color"]).toEqual({ mode: "continuous-blues" });
    expect(objectAt(defaults, "custom")["cellOptions"]).toEqual({ type: "color-background", mode: "basic" });
    // A field without its own bounds gets those of all fields.
    expect(defaults).not.toHaveProperty("min");
    expect(defaults).not.toHaveProperty("max");
    const [, corner] = objectsAt(objectAt(panelOf(codes()), "fieldConfig"), "overrides");
    expect(corner?.["matcher"]).toEqual({ id: "byName", options: "Service ↓ code →" });
    expect(corner?.["properties"]).toContainEqual({ id: "custom.cellOptions", value: { type: "auto" } });
  });

  it("says the same of a pair with 0 and of one without a series", () => {
    const defaults = fieldDefaults(codes());
    expect(defaults["noValue"]).toBe("none");
    expect(defaults["mappings"]).toEqual([{ type: "value", options: { 0: { text: "none", index: 0 } } }]);
  });

  it("has room for eight columns beside the names of rows on a small screen", () => {
    const { minWidth } = objectAt(fieldDefaults(codes()), "custom");
    const widths = objectsAt(objectAt(panelOf(codes()), "fieldConfig"), "overrides").flatMap((one) =>
      objectsAt(one, "properties").flatMap(({ id, value }) => (id === "custom.width" ? [Number(value)] : [])),
    );
    // Half of a screen of 1,366 pixels, without the margins.
    expect(widths).toHaveLength(1);
    expect((widths[0] ?? NaN) + 8 * Number(minWidth)).toBeLessThanOrEqual(630);
  });

  it("links from the name of each row", async () => {
    const link = "/d/one?var-service=${__value.raw:percentencode}&${__url_time_range}";
    const panel = panelOf(codes());
    const [, corner] = objectsAt(objectAt(panel, "fieldConfig"), "overrides");
    expect(JSON.stringify(corner)).toContain(link);
    const [frame] = await shown([
      ["a", "200", 1],
      [odd, "200", 1],
    ]);
    expect(frame?.fields[0]?.values).toEqual(["a", odd]);
    expect(fieldDefaults(codes())["noValue"]).toBe("none");
  });

  it("takes a query with exactly the two labels", () => {
    const common = { corner: "x", unit: "none", noValue: "none" } as const;
    matrix("x", {
      ...common,
      // @ts-expect-error has one label only
      query: perService,
      row: "service",
      column: "code",
    });
    // @ts-expect-error the query has no such label
    matrix("x", { ...common, query: perServiceAndCode, row: "service", column: "zone" });
  });
});
