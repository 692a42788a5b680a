import { describe, expect, it } from "vitest";
import { dataLink, mapValues, table, thresholdSteps } from "../../src/grafana/index.js";
import { objectAt, objectsAt, toJsonObject } from "../../src/grafana/json.js";
import { setLabel, variable } from "../../src/promql/index.js";
import { framesOf, grafana, rowsOf, transform, type Series } from "./engine.js";
import { optionsOf, panelOf, perService, perServiceAndCode, query, total, upPerService } from "./samples.js";

const odd = 'it\'s "odd"\\x@docker';

const services = () =>
  table("Services", {
    rows: ["service"],
    labels: {
      service: {
        title: "Service",
        width: 200,
        link: dataLink({ title: "Open", to: { uid: "one", variables: ["service"] }, set: { service: "service" } }),
      },
    },
    columns: {
      "Requests/s": { query: perService, unit: "reqps", decimals: 1 },
      'Odd "$1" title': { query: perService, unit: "percentunit", thresholds: thresholdSteps("#0a0", [0.01, "#f00"]) },
      Up: { query: upPerService, unit: "none", cell: "colored text", mappings: [mapValues({ 1: { text: "up" } })] },
      Weight: { query: upPerService, unit: "none", hidden: true },
    },
    sort: { column: "Requests/s", descending: true },
  }).description("x");

const titles = ["Requests/s", 'Odd "$1" title', "Up", "Weight"];

const answers = (values: Readonly<Record<string, number>>, column: string): Series[] =>
  Object.entries(values).map(([service, value]) => ({ labels: { service, column }, value }));

/** The frames of the table for these answers, in the order of its queries. */
const shown = async (...values: Readonly<Record<string, number>>[]) => {
  const frames = values.flatMap((one, index) =>
    framesOf(String.fromCharCode(65 + index), answers(one, titles[index] ?? ""), 1_700_000_000_000 + index),
  );
  return transform(panelOf(services()), frames);
};

const trending = () =>
  table("Services over time", {
    texts: {
      Name: { query: texts, label: "title" },
      Chosen: { query: others, label: variable("shown") },
    },
    rows: ["service"],
    columns: { "Requests/s": { query: perService, unit: "reqps" } },
    trend: { title: "Over time", query: perService, color: "#123456" },
  }).description("x");

/** The label `title` beside those of the rows. */
const texts = query(setLabel(perService.expression, "title", "x"));

/** The labels `code` and `short` beside those of the rows. */
const others = query(setLabel(perServiceAndCode.expression, "short", "x"));

describe("a table with texts and small graphs", () => {
  const frames = (named: readonly Series[], drawn: readonly Series[]) => [
    ...framesOf("A", answers({ a: 1, b: 2 }, "Requests/s")),
    ...framesOf("B", named),
    ...framesOf("C", chosen),
    ...framesOf("trend", drawn),
  ];
  const names = [
    { labels: { service: "a", title: "First" }, value: 1 },
    { labels: { service: "b", title: "Second" }, value: 1 },
  ];
  const chosen = [
    { labels: { service: "a", short: "f", code: "1" }, value: 1 },
    { labels: { service: "b", short: "s", code: "2" }, value: 1 },
  ];
  const drawn = [
    { labels: { service: "b" }, value: 20 },
    { labels: { service: "a" }, value: 10 },
  ];
  /** The table when the variable has this value, each graph by its last figure. */
  const rows = async (shown: string, ...answered: Parameters<typeof frames>) => {
    const panel = panelOf(trending());
    const interpolated = toJsonObject(JSON.parse(JSON.stringify(panel).replaceAll("${shown}", shown)));
    const [frame] = await transform(interpolated, frames(...answered));
    const found = frame === undefined ? [] : rowsOf(frame);
    // Grafana's table sorts by a column.
    return found
      .toSorted((a, b) => String(a["service"]).localeCompare(String(b["service"])))
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, cell]) => [
            name,
            typeof cell === "object" && cell !== null && "value" in cell ? cell.value : cell,
          ]),
        ),
      );
  };

  it("asks once for the texts of several columns, and over time for the graphs", () => {
    const targets = objectsAt(panelOf(trending()), "targets");
    expect(targets.map(({ refId, instant, range }) => [refId, instant, range])).toEqual([
      ["A", true, false],
      ["B", true, false],
      ["C", true, false],
      ["trend", false, true],
    ]);
    const twice = table("x", {
      texts: { Short: { query: others, label: "short" }, Code: { query: others, label: "code" } },
      rows: ["service"],
      columns: { Requests: { query: perService, unit: "reqps" } },
    }).description("x");
    expect(objectsAt(panelOf(twice), "targets")).toHaveLength(2);
  });

  it("shows the label that the variable names, and the graph of each row at its end", async () => {
    expect(await rows("short", names, drawn)).toEqual([
      { Name: "First", Chosen: "f", service: "a", "Requests/s": 1, "Over time": 10 },
      { Name: "Second", Chosen: "s", service: "b", "Requests/s": 2, "Over time": 20 },
    ]);
    expect((await rows("code", names, drawn)).map(({ Chosen }) => Chosen)).toEqual(["1", "2"]);
  });

  it("stays a table without texts, and without graphs", async () => {
    expect(await rows("code", [], drawn)).toEqual([
      { Chosen: "1", service: "a", "Requests/s": 1, "Over time": 10 },
      { Chosen: "2", service: "b", "Requests/s": 2, "Over time": 20 },
    ]);
    expect(await rows("code", names, [])).toEqual([
      { Name: "First", Chosen: "1", service: "a", "Requests/s": 1 },
      { Name: "Second", Chosen: "2", service: "b", "Requests/s": 2 },
    ]);
  });

  it("refuses a label that the query doesn't have, and a title for two things", () => {
    const rest = { rows: ["service"], columns: { Requests: { query: perService, unit: "reqps" } } } as const;
    expect(() => table("x", { ...rest, texts: { Name: { query: texts, label: "titel" } } })).toThrow(
      'the column "Name" shows the label "titel"',
    );
    expect(() => table("x", { ...rest, texts: { Requests: { query: texts, label: "title" } } })).toThrow(
      '"Requests" stands for two things',
    );
  });
});

describe("a table", () => {
  it("has one query for each column, with the column's title as a label", () => {
    const targets = objectsAt(panelOf(services()), "targets");
    expect(targets.map(({ refId, instant, range, format }) => [refId, instant, range, format])).toEqual(
      ["A", "B", "C", "D"].map((refId) => [refId, true, false, "time_series"]),
    );
    expect(targets[1]?.["expr"]).toBe(
      'label_replace(sum by (service) (rate(requests_total[$__rate_interval])), "column", "Odd \\"\\x24$1\\" title", "", "")',
    );
  });

  it("has a row for each label and a column for each query, in order", async () => {
    const frames = await shown(
      { a: 1, b: 2, [odd]: 3 },
      { a: 0.1, b: 0.2, [odd]: 0.3 },
      { a: 1, b: 0, [odd]: 1 },
      { a: 1, b: 1, [odd]: 1 },
    );
    expect(frames).toHaveLength(1);
    expect(frames[0] && rowsOf(frames[0])).toEqual([
      { Service: "a", "Requests/s": 1, 'Odd "$1" title': 0.1, Up: 1, Weight: 1 },
      { Service: "b", "Requests/s": 2, 'Odd "$1" title': 0.2, Up: 0, Weight: 1 },
      { Service: odd, "Requests/s": 3, 'Odd "$1" title': 0.3, Up: 1, Weight: 1 },
    ]);
    expect(frames[0]?.fields.map(({ name }) => name)).toEqual(["service", ...titles]);
  });

  it("keeps the label under its own name, for links", async () => {
    const [frame] = await shown({ a: 1, [odd]: 3 }, {}, {}, {});
    const shownAs: unknown = frame && grafana.getFieldDisplayValuesProxy({ frame, rowIndex: 1 })["service"];
    expect(shownAs).toMatchObject({ text: odd });
    expect(JSON.stringify(panelOf(services()))).toContain("?var-service=${__value.raw:percentencode}&");
  });

  it("leaves a cell empty where a query has no series for a row", async () => {
    const [frame] = await shown({ a: 1, b: 2 }, { b: 0.2 }, { a: 1, b: 1, c: 0 }, {});
    expect(frame && rowsOf(frame)).toEqual([
      { Service: "a", "Requests/s": 1, 'Odd "$1" title': undefined, Up: 1 },
      { Service: "b", "Requests/s": 2, 'Odd "$1" title': 0.2, Up: 1 },
      { Service: "c", "Requests/s": undefined, 'Odd "$1" title': undefined, Up: 0 },
    ]);
  });

  it.each([0, 1, 2, 3])("stays one table when query %i has no answer at all", async (empty) => {
    const frames = await shown(
      ...[0, 1, 2, 3].map((index): Record<string, number> => (index === empty ? {} : { a: 1, b: 2 })),
    );
    expect(frames).toHaveLength(1);
    expect(frames[0]?.length).toBe(2);
    const left = titles.filter((_, index) => index !== empty);
    expect(Object.keys((frames[0] && rowsOf(frames[0]))?.[0] ?? {})).toEqual(["Service", ...left]);
  });

  it("names its column when there is one column with one figure and nothing else", async () => {
    const panel = panelOf(
      table("x", { rows: ["service"], columns: { Rate: { query: perService, unit: "reqps" } } }).description("x"),
    );
    const [frame] = await transform(panel, framesOf("A", answers({ a: 1 }, "Rate")));
    expect(frame && rowsOf(frame)).toEqual([{ service: "a", Rate: 1 }]);
  });

  it("is empty without any answer", async () => {
    const frames = await shown({}, {}, {}, {});
    expect(frames.flatMap(({ fields }) => fields)).toEqual([]);
  });

  it("needs no display name before the frames are merged, which would take long with thousands", async () => {
    const panel = panelOf(services());
    const before = objectsAt(panel, "transformations").findIndex(({ id }) => id === "merge");
    const steps = objectsAt(panel, "transformations").slice(0, before);
    const frames = await transform({ transformations: steps }, framesOf("A", answers({ a: 1, b: 2 }, "Up")));
    expect(frames.map(({ fields }) => fields.map(({ name, state }) => [name, state]))).toEqual(
      frames.map(() => ["Up", "service"].map((name) => [name, undefined])),
    );
    expect(frames).toHaveLength(2);
  });

  it("works with one column, one row, and several labels", async () => {
    const [single] = await shown({ a: 1 }, {}, {}, {});
    expect(single && rowsOf(single)).toEqual([{ Service: "a", "Requests/s": 1 }]);
    const panel = panelOf(
      table("x", {
        rows: ["code", "service"],
        columns: {
          Rate: { query: perServiceAndCode, unit: "reqps" },
          Again: { query: perServiceAndCode, unit: "reqps" },
        },
      }).description("x"),
    );
    const labels = (column: string) => [
      { labels: { service: "a", code: "200", column }, value: 1 },
      { labels: { service: "a", code: "500", column }, value: 2 },
    ];
    const [frame] = await transform(panel, [...framesOf("A", labels("Rate")), ...framesOf("B", labels("Again"))]);
    expect(frame && rowsOf(frame)).toEqual([
      { code: "200", service: "a", Rate: 1, Again: 1 },
      { code: "500", service: "a", Rate: 2, Again: 2 },
    ]);
  });

  it("applies the options of each column", () => {
    const overrides = objectsAt(objectAt(panelOf(services()), "fieldConfig"), "overrides");
    expect(overrides.map(({ matcher }) => matcher)).toEqual(
      ["Service", ...titles].map((options) => ({ id: "byName", options })),
    );
    expect(overrides.map(({ properties }) => (properties as { id: string }[]).map(({ id }) => id))).toEqual([
      ["custom.width", "links"],
      ["unit", "decimals"],
      ["unit", "thresholds", "color"],
      ["unit", "mappings", "custom.cellOptions"],
      // A hidden column stays in the frame, where links read it.
      ["unit", "custom.hidden", "custom.hideFrom.viz"],
    ]);
    expect(optionsOf(services())["sortBy"]).toEqual([{ displayName: "Requests/s", desc: true }]);
  });

  it("refuses a query with other labels than the rows", () => {
    table("x", {
      rows: ["service"],
      columns: {
        Good: { query: perService, unit: "reqps" },
        // @ts-expect-error has no labels left
        Few: { query: total, unit: "reqps" },
        // @ts-expect-error has another label besides
        Many: { query: perServiceAndCode, unit: "reqps" },
      },
    });
    // @ts-expect-error the rows have another label besides
    table("x", { rows: ["service", "code"], columns: { Few: { query: perService, unit: "reqps" } } });
    // @ts-expect-error no such column
    table("x", { rows: ["service"], columns: { Rate: { query: perService, unit: "s" } }, sort: { column: "Rat" } });
    // @ts-expect-error no unit
    table("x", { rows: ["service"], columns: { Rate: { query: perService } } });
    // @ts-expect-error no rows
    const none = () => table("x", { rows: [], columns: { Rate: { query: query(total.expression), unit: "reqps" } } });
    expect(none).toBeTypeOf("function");
  });

  it("refuses ambiguous titles", () => {
    const titled = (title: string, label: string) => () =>
      table("Services", {
        rows: ["service"],
        labels: { service: label },
        columns: { [title]: { query: perService, unit: "reqps" } },
      });
    const message = (name: string) =>
      `table "Services": "${name}" stands for two things; give the column or label another title`;
    expect(titled("service", "Service")).toThrow(message("service"));
    expect(titled("Service", "Service")).toThrow(message("Service"));
    expect(titled("column", "Service")).toThrow(message("column"));
    expect(titled("Rate", "Service")).not.toThrow();
  });
});
