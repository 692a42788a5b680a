/** Whether each dashboard says which of its figures leave out a filter that a user can choose. */
import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { objectAt, objectsAt, textAt, type JsonObject } from "../../src/grafana/json.js";
import { defaultLab, defineLab } from "../../src/lab/index.js";

// With coordinates the DNS dashboard has a map.
const lab = defineLab({
  ...defaultLab,
  zones: defaultLab.zones.map((zone) => ({ ...zone, latitude: 50, longitude: 8 })),
});

/** The variables whose values can stand in a query for the choice of a filter. */
const variablesOf: Readonly<Record<string, readonly string[]>> = {
  zone: ["zone"],
  client: ["client"],
  service: ["service", "backend"],
  domain: ["domain"],
};

interface Case {
  readonly dashboard: string;
  readonly row: string;
  readonly title: string;
  readonly panel: JsonObject;
  /** The filters that a user can choose. */
  readonly filters: readonly string[];
}

const cases: readonly Case[] = dashboardsOf(lab).flatMap((definition) => {
  const { title: dashboard, json } = definition.finalize();
  const filters = objectsAt(objectAt(json, "templating"), "list").flatMap(({ name, hide }) =>
    typeof name === "string" && name in variablesOf && hide !== 2 ? [name] : [],
  );
  let row = "";
  return objectsAt(json, "panels").flatMap((panel) => {
    if (panel["type"] === "row") row = textAt(panel, "title") ?? "";
    const panels = panel["type"] === "row" ? objectsAt(panel, "panels") : [panel];
    return panels.map((one) => ({ dashboard, row, title: textAt(one, "title") ?? "", panel: one, filters }));
  });
});

/** In how many of its queries a panel follows a filter. */
const followedIn = (panel: JsonObject, filter: string) =>
  objectsAt(panel, "targets").filter((target) =>
    (variablesOf[filter] ?? []).some((name) => new RegExp(`\\$\\{?${name}\\b`).test(textAt(target, "expr") ?? "")),
  ).length;

/** The filters in a sentence: `zones, clients and domains`. */
const saidIn = (description: string, sentence: RegExp) =>
  (sentence.exec(description)?.[1]?.split(/, | and /) ?? []).map((plural) => plural.replace(/s$/, ""));

describe("every panel of every dashboard", () => {
  it("is looked at: more than a hundred, of which some follow all filters, some none, some a part", () => {
    expect(cases.length).toBeGreaterThan(100);
    const numbers = cases.map(({ panel, filters }) => filters.filter((one) => followedIn(panel, one) > 0).length);
    expect(new Set(numbers)).toEqual(new Set([0, 1, 2, 3]));
    expect(cases.every(({ filters }) => filters.length >= 2)).toBe(true);
  });

  it.each(cases)("$dashboard, $title: says which filters it leaves out", ({ row, title, panel, filters }) => {
    const all = objectsAt(panel, "targets").length;
    const left = filters.filter((filter) => followedIn(panel, filter) === 0);
    const partly = filters.filter((filter) => ![0, all].includes(followedIn(panel, filter)));
    const saidByRow = filters.filter((filter) => new RegExp(`\\(all .*\\b${filter}s\\b.*\\)$`).test(row));
    // The row may speak for all of its panels, of nothing that one of them follows.
    expect(left).toEqual(expect.arrayContaining(saidByRow));
    expect(title.endsWith(" *")).toBe(left.length > saidByRow.length || partly.length > 0);
    const description = textAt(panel, "description") ?? "";
    expect(description.startsWith("* ")).toBe(title.endsWith(" *"));
    expect(saidIn(description, /^(?:\* )?Of all ([a-z, ]+), whatever you choose\./)).toEqual(left);
    expect(saidIn(description, /Some of its figures are of all ([a-z, ]+), whatever you choose\./)).toEqual(partly);
  });
});
