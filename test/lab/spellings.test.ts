import { describe, expect, it } from "vitest";
import { defineLab, parseLab } from "../../src/lab/index.js";
import { issuesOf } from "./issues.js";

const zone = (keys: string) => parseLab(`zones: [{name: home, cidrs: [], ${keys}}]`, "lab.yml").zones[0];
const metrics = (keys: string) => parseLab(`exporter: {metrics: {${keys}}}`, "lab.yml").exporter.metrics;

describe("keys with two spellings", () => {
  it("give the same lab, with the American spelling", () => {
    expect(zone('color: "#123456"')).toMatchObject({ color: "#123456" });
    expect(zone('colour: "#123456"')).toEqual(zone('color: "#123456"'));
    expect(zone('colour: "#123456"')).not.toHaveProperty("colour");
    expect(metrics("behavior: false")).toMatchObject({ behavior: false });
    expect(metrics("behaviour: false")).toEqual(metrics("behavior: false"));
    expect(metrics("")).toMatchObject({ behavior: true });
    expect(metrics("")).not.toHaveProperty("behaviour");
  });

  it("are accepted by defineLab, too", () => {
    const zones = [{ name: "home", cidrs: [], colour: "#123456" }];
    expect(defineLab({ zones }).zones[0]?.color).toBe("#123456");
    expect(defineLab({ exporter: { metrics: { behaviour: false } } }).exporter.metrics.behavior).toBe(false);
  });

  it("are checked in either spelling", () => {
    expect(issuesOf(() => zone("color: red"))).toMatchObject([{ path: "zones[0].color", reason: "is not a colour" }]);
    expect(issuesOf(() => zone("color: "))).toMatchObject([{ path: "zones[0].color", reason: "is empty" }]);
    expect(issuesOf(() => metrics("behavior: 1"))).toMatchObject([{ path: "exporter.metrics.behavior" }]);
  });

  it("are an issue where both are given, even with the same value", () => {
    expect(issuesOf(() => zone('color: "#123456", colour: "#123456"'))).toEqual([
      {
        file: "lab.yml",
        line: 1,
        column: expect.any(Number),
        path: "zones[0].color",
        reason: "is another spelling of colour beside it",
        fix: "drop one of them",
      },
    ]);
    expect(issuesOf(() => metrics("behavior: true, behaviour: true"))).toMatchObject([
      { path: "exporter.metrics.behavior", reason: "is another spelling of behaviour beside it" },
    ]);
  });
});
