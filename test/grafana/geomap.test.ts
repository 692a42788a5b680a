import { describe, expect, it } from "vitest";
import { geomap, thresholdSteps } from "../../src/grafana/index.js";
import { objectsAt, textAt } from "../../src/grafana/json.js";
import { framesOf, rowsOf, transform } from "./engine.js";
import { optionsOf, panelOf, perService } from "./samples.js";

const places = [
  { name: "home", latitude: 52.52, longitude: 13.405 },
  { name: 'a "cabin"', latitude: -33.9, longitude: -70.5 },
] as const;

const map = () =>
  geomap("Where", {
    by: "service",
    places,
    values: { Requests: { query: perService, unit: "reqps", thresholds: thresholdSteps("#0a0", [1, "#f00"]) } },
    size: "Requests",
    color: "Requests",
  }).description("x");

const at = (column: string, values: Readonly<Record<string, number>>) =>
  Object.entries(values).map(([service, value]) => ({ labels: { service, column }, value }));

describe("a map of the world", () => {
  it("has a row for each place, with its coordinates as numbers", async () => {
    const frames = await transform(panelOf(map()), [
      ...framesOf("A", at("Latitude", { home: 52.52, 'a "cabin"': -33.9 })),
      ...framesOf("B", at("Longitude", { home: 13.405, 'a "cabin"': -70.5 })),
      ...framesOf("C", at("Requests", { home: 3, 'a "cabin"': 0 })),
    ]);
    expect(frames).toHaveLength(1);
    expect(frames[0] && rowsOf(frames[0])).toEqual([
      { service: "home", Latitude: 52.52, Longitude: 13.405, Requests: 3 },
      { service: 'a "cabin"', Latitude: -33.9, Longitude: -70.5, Requests: 0 },
    ]);
    const typeOf = new Map(frames[0]?.fields.map(({ name, type }) => [name, type]));
    expect(["service", "Latitude", "Longitude", "Requests"].map((name) => typeOf.get(name))).toEqual([
      "string",
      "number",
      "number",
      "number",
    ]);
  });

  it("has coordinates from its queries, and 0 for a place without an answer", () => {
    const [latitude, , value] = objectsAt(panelOf(map()), "targets").map((one) => textAt(one, "expr"));
    const latitudes =
      'label_replace(vector(52.52), "service", "home", "", "") or label_replace(vector(-33.9), "service", "a \\"cabin\\"", "", "")';
    expect(latitude).toContain(latitudes);
    expect(value).toContain("and");
    expect(value).toContain("* 0");
  });

  it("needs no tile server", () => {
    const text = JSON.stringify(optionsOf(map()));
    expect(text).not.toMatch(/https?:|"default"|"carto"|"osm-standard"|"esri-xyz"/);
    expect(optionsOf(map())["basemap"]).toMatchObject({
      type: "xyz",
      config: { url: expect.stringMatching(/^data:/) },
    });
  });

  it("refuses ambiguous names", () => {
    expect(() =>
      geomap("Where", {
        by: "service",
        places: [places[0], places[0]],
        values: { A: { query: perService, unit: "s" } },
        size: "A",
      }),
    ).toThrow('map "Where": two places are called "home"');
    expect(() =>
      geomap("Where", {
        by: "service",
        places,
        values: { Latitude: { query: perService, unit: "s" } },
        size: "Latitude",
      }),
    ).toThrow('"Latitude" stands for two things');
  });
});
