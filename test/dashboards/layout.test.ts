/** The places of the panels of every dashboard, and whether a panel stands once. */
import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { objectAt, objectsAt, textAt, type JsonObject } from "../../src/grafana/json.js";
import { columns } from "../../src/grafana/layout.js";
import { defaultLab, defineLab } from "../../src/lab/index.js";

const labs = {
  "the default lab": defaultLab,
  // With coordinates the DNS dashboard has a map.
  "a lab with a map": defineLab({
    ...defaultLab,
    zones: defaultLab.zones.map((zone) => ({ ...zone, latitude: 50, longitude: 8 })),
  }),
  "a lab without rules": defineLab({ ...defaultLab, rules: false }),
};

interface Row {
  readonly name: string;
  readonly panels: readonly JsonObject[];
}

/** The rows of a dashboard, each with the panels below it. */
function rowsOf(json: JsonObject): readonly Row[] {
  const rows: { name: string; panels: JsonObject[] }[] = [];
  for (const panel of objectsAt(json, "panels")) {
    if (panel["type"] === "row")
      rows.push({ name: textAt(panel, "title") ?? "", panels: [...objectsAt(panel, "panels")] });
    else rows.at(-1)?.panels.push(panel);
  }
  return rows;
}

const place = (panel: JsonObject) => {
  const { x, y, w, h } = objectAt(panel, "gridPos");
  return { x: Number(x), y: Number(y), w: Number(w), h: Number(h) };
};

/** A query without its filters by variables, which differ from dashboard to dashboard. */
const withoutFilters = (target: JsonObject) =>
  (textAt(target, "expr") ?? "")
    .replaceAll(/,? ?\w+=~`[^`]*`/g, "")
    .replaceAll(/\{, ?/g, "{")
    .replaceAll("{}", "");

/** The overview has the first figures of other dashboards, and the shares of servers beside their graph. */
const repeatedByPurpose = [
  ["Network Topology: Requests", "Service Performance: Requests"],
  ["Network Topology: Errors", "Service Performance: Errors"],
];

describe.each(Object.entries(labs))("in the dashboards of %s", (_, lab) => {
  const all = dashboardsOf(lab).map((definition) => definition.finalize());
  const rows = all.flatMap(({ title, json }) => rowsOf(json).map((row) => ({ dashboard: title, ...row })));

  it.each(rows)("the lines of $dashboard, $name, have no gap", ({ panels }) => {
    for (const top of new Set(panels.map((panel) => place(panel).y))) {
      const line = panels.filter((panel) => place(panel).y === top);
      expect(line.reduce((width, panel) => width + place(panel).w, 0)).toBe(columns);
      expect(new Set(line.map((panel) => place(panel).h)).size).toBe(1);
    }
  });

  it("no two panels of one dashboard have the same title", () => {
    for (const { json } of all) {
      const titles = rowsOf(json).flatMap(({ panels }) => panels.map((panel) => textAt(panel, "title")));
      expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
    }
  });

  it("a panel stands in one dashboard, but for what the overview repeats", () => {
    const places = new Map<string, string[]>();
    for (const { title, json } of all) {
      for (const panel of rowsOf(json).flatMap(({ panels }) => panels)) {
        const queries = JSON.stringify([panel["type"], objectsAt(panel, "targets").map(withoutFilters)]);
        const found = `${title}: ${(textAt(panel, "title") ?? "").replace(/ \*$/, "")}`;
        places.set(queries, [...(places.get(queries) ?? []), found]);
      }
    }
    expect([...places.values()].filter(({ length }) => length > 1)).toEqual(repeatedByPurpose);
  });
});
