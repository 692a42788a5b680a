import { describe, expect, it } from "vitest";
import { series, stat, tablesForLongLegends, target, type PanelBuilder } from "../../src/grafana/index.js";
import { objectAt, objectsAt } from "../../src/grafana/json.js";
import { complete, finalized, perService, perServiceAndCode } from "./samples.js";

const everyPanel = tablesForLongLegends((label) => (label === "service" ? 4 : label === "code" ? 2 : 1));

const legendOf = (panel: PanelBuilder) => {
  const [, found = {}] = objectsAt(finalized({ it: panel }, { everyPanel }).json, "panels");
  return objectAt(objectAt(found, "options"), "legend");
};

const one = () => target(perService, "{service}");
const described = <B extends { unit: (id: string) => B; description: (text: string) => B }>(panel: B): B =>
  panel.unit("reqps").description("x");

describe("tablesForLongLegends", () => {
  it("makes a table of a legend with more than six entries, by its queries and labels", () => {
    const table = { displayMode: "table", placement: "right", calcs: ["lastNotNull", "mean", "max"] };
    expect(legendOf(described(series("x", one(), one())))).toMatchObject(table);
    expect(legendOf(described(series("x", perServiceAndCode, "{service} {code}")))).toMatchObject(table);
  });

  it("leaves shorter ones, those of bars, of narrow panels and of other kinds, and tables as they are", () => {
    const list = { displayMode: "list", placement: "bottom" };
    expect(legendOf(described(series("x", one())))).toMatchObject(list);
    expect(legendOf(complete())).toMatchObject(list);
    expect(legendOf(described(series("x", one(), one()).bars()))).toMatchObject(list);
    expect(legendOf(described(series("x", one(), one()).span(8)))).toMatchObject(list);
    expect(legendOf(described(stat("x", one(), one())))).toEqual({});
    const own = described(series("x", one(), one()).legendTable("bottom", "sum"));
    expect(legendOf(own)).toMatchObject({ displayMode: "table", placement: "bottom", calcs: ["sum"] });
  });
});
