import { describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { dashboard, group, type DashboardDefinition, type Group, type JsonObject } from "../../src/grafana/index.js";
import { objectAt, objectsAt } from "../../src/grafana/json.js";
import { columns } from "../../src/grafana/layout.js";
import { complete, content } from "./samples.js";

const key = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,2}$/);
const size = fc.record({ w: fc.integer({ min: 1, max: columns }), h: fc.integer({ min: 1, max: 20 }) });
type Size = typeof size extends fc.Arbitrary<infer S> ? S : never;

const panel = ({ w, h }: Size) => complete().span(w).height(h);

/** Any groups, some of them collapsed, some without panels. */
const groups: fc.Arbitrary<readonly Group[]> = fc
  .uniqueArray(fc.record({ key, size, starts: fc.boolean(), collapsed: fc.boolean() }), {
    selector: (one) => one.key,
    minLength: 1,
    maxLength: 20,
  })
  .map((entries) => {
    const built: { name: string; collapsed: boolean; panels: Record<string, ReturnType<typeof panel>> }[] = [];
    for (const { key: name, size: own, starts, collapsed } of entries) {
      const last = built.at(-1);
      if (last === undefined || starts) built.push({ name, collapsed, panels: {} });
      else last.panels[name] = panel(own);
    }
    return built.map(({ name, collapsed, panels }) => group(name, "Any", panels, { collapsed }));
  });

const definitionOf = (all: readonly Group[]) => dashboard(content({}, { groups: all }));

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const placeOf = (one: JsonObject): Place => {
  const { x, y, w, h } = objectAt(one, "gridPos");
  return { x: Number(x), y: Number(y), w: Number(w), h: Number(h) };
};

function expectApart(panels: readonly JsonObject[]): void {
  const places = panels.map(placeOf);
  places.forEach((a, index) => {
    expect(a.x >= 0 && a.y >= 0 && a.w >= 1 && a.h >= 1 && a.x + a.w <= columns, JSON.stringify(a)).toBe(true);
    for (const b of places.slice(index + 1))
      expect(a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h).toBe(false);
  });
}

/** Every id by its key, also of rows, which `keys` leaves out. */
const idsOf = (definition: DashboardDefinition): Readonly<Record<string, unknown>> => {
  const { json, keys } = definition.finalize();
  const rows = objectsAt(json, "panels").filter(({ type }) => type === "row");
  return {
    ...keys,
    ...Object.fromEntries(definition.content.groups.map((one, index) => [one.key, rows[index]?.["id"]])),
  };
};

const keysOf = ({ content: { groups: all } }: DashboardDefinition) =>
  all.flatMap((one) => one.panels.map((each) => each.key));

describe("any groups of panels of any size", () => {
  it("are inside the grid and don't overlap, within collapsed rows either", () => {
    fc.assert(
      fc.property(groups, (all) => {
        const panels = objectsAt(definitionOf(all).finalize().json, "panels");
        expectApart(panels);
        for (const row of panels) expectApart(objectsAt(row, "panels"));
        const everything = panels.flatMap((one) => [one, ...objectsAt(one, "panels")]);
        const ids = everything.map(({ id }) => id);
        expect(new Set(ids).size).toBe(all.reduce((sum, one) => sum + 1 + one.panels.length, 0));
        expect(ids).toHaveLength(new Set(ids).size);
      }),
    );
  });

  it("keep every other id when a panel is inserted, replaced or dropped anywhere", () => {
    fc.assert(
      fc.property(groups, key, size, fc.nat(), (all, added, own, at) => {
        const definition = definitionOf(all);
        const before = idsOf(definition);
        const places = Object.keys(before);
        fc.pre(!places.includes(added));
        const place = places[at % places.length] ?? "";

        const inserted = idsOf(definition.insert(added, panel(own), { after: place }));
        expect(inserted).toEqual({ ...before, [added]: inserted[added] });
        expect(Object.values(before)).not.toContain(inserted[added]);

        const [changed] = keysOf(definition);
        if (changed === undefined) return;
        expect(idsOf(definition.replace(changed, panel(own)))).toEqual(before);
        const { [changed]: _gone, ...others } = before;
        expect(idsOf(definition.drop(changed))).toEqual(others);
      }),
    );
  });
});
