import { describe, expect, it } from "vitest";
import { classColors, colors, stateColors, zoneColor, zoneColors } from "../../src/panels/tokens.js";
import { grafana } from "../grafana/engine.js";
import { contrast, distance, type Deficiency } from "./color-vision.js";

const zones = (count: number): { name: string; color?: string }[] =>
  Array.from({ length: count }, (_, index) => ({ name: `zone ${String(index + 1)}` }));
const twelve = zones(12).map(zoneColor);
const visions: readonly Deficiency[] = ["none", "protanopia", "deuteranopia"];
const pairs = (all: readonly string[]) => all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b] as const));

describe("the color of a zone", () => {
  it("is the next of twelve, which begin again at the thirteenth zone", () => {
    expect(new Set(twelve).size).toBe(12);
    expect(zones(13).map(zoneColor)).toEqual([...twelve, twelve[0]]);
  });

  it("is that of the lab if it has one", () => {
    expect(zoneColor({ color: "#123456" }, 3)).toBe("#123456");
  });

  it("stays when a zone is added at the end", () => {
    for (let count = 1; count < 12; count += 1) {
      const after = zoneColors(zones(count + 1));
      for (const [name, color] of zoneColors(zones(count))) expect(after.get(name)).toBe(color);
    }
  });

  it("is gray for zones that are none of the lab's, unless the lab gives one", () => {
    expect(zoneColors(zones(3)).get("unknown")).toBe(colors.neutral);
    expect(zoneColors(zones(3)).get("other")).toBe(colors.neutral);
    expect(zoneColors([{ name: "other", color: "#123456" }]).get("other")).toBe("#123456");
  });
});

/** Grafana's types have it as optional. */
const panelBackground = (mode: "light" | "dark") =>
  grafana.createTheme({ colors: { mode } }).colors.background?.primary ?? "";

describe("the colors of states", () => {
  it("can be read as text on panels of the dark theme", () => {
    for (const color of [colors.good, colors.notice, colors.warning, colors.bad, colors.neutral])
      expect(contrast(color, panelBackground("dark")), color).toBeGreaterThanOrEqual(4.5);
  });

  it("differ from each other", () => {
    const states = [colors.good, colors.warning, colors.bad, colors.neutral];
    for (const vision of visions) {
      for (const [a, b] of pairs(states)) expect(distance(a, b, vision), `${a} ${b} ${vision}`).toBeGreaterThan(0.1);
    }
  });
});

describe("the colors of outcomes", () => {
  it.each([
    ["status codes", classColors],
    ["states of connections", stateColors],
  ])("of %s have a contrast of 3 with panels of both themes, and differ", (_, outcomes) => {
    const all = [...outcomes.values()].map(({ color }) => color);
    for (const color of all) {
      expect(contrast(color, panelBackground("dark")), color).toBeGreaterThanOrEqual(3);
      expect(contrast(color, panelBackground("light")), color).toBeGreaterThanOrEqual(3);
    }
    for (const vision of visions) {
      for (const [a, b] of pairs(all)) expect(distance(a, b, vision), `${a} ${b} ${vision}`).toBeGreaterThan(0.1);
    }
  });
});

describe("the default colors of zones", () => {
  it("can be read as text on panels of the dark theme", () => {
    for (const color of twelve) expect(contrast(color, panelBackground("dark")), color).toBeGreaterThanOrEqual(4.5);
  });

  it("have a contrast of 3 with panels of the light theme, or 2.5 from the sixth on", () => {
    for (const [index, color] of twelve.entries())
      expect(contrast(color, panelBackground("light")), color).toBeGreaterThanOrEqual(index < 5 ? 3 : 2.5);
  });

  it("are none of a status, ours or Grafana's", () => {
    const { visualization } = grafana.createTheme();
    const ours = [colors.good, colors.notice, colors.warning, colors.bad, colors.accent];
    const others = ["green", "yellow", "orange", "red"].map((name) => visualization.getColorByName(name));
    for (const color of twelve) {
      for (const status of ours) expect(distance(color, status, "none"), `${color} ${status}`).toBeGreaterThan(0.099);
      for (const status of others) expect(distance(color, status, "none"), `${color} ${status}`).toBeGreaterThan(0.07);
    }
  });

  it("differ from each other and from gray, the first five the most", () => {
    for (const vision of visions) {
      for (const [a, b] of pairs(twelve)) expect(distance(a, b, vision), `${a} ${b} ${vision}`).toBeGreaterThan(0.06);
      for (const [a, b] of pairs(twelve.slice(0, 5)))
        expect(distance(a, b, vision), `${a} ${b} ${vision}`).toBeGreaterThan(0.085);
      for (const color of twelve)
        expect(distance(color, colors.neutral, vision), `${color} gray ${vision}`).toBeGreaterThan(0.045);
    }
  });

  it("are measured by a distance that knows what color-blind people confuse", () => {
    // Red and green of the same lightness.
    expect(distance("#C1432D", "#6A7A1E", "none")).toBeGreaterThan(0.15);
    expect(distance("#C1432D", "#6A7A1E", "deuteranopia")).toBeLessThan(0.1);
    expect(distance("#000000", "#FFFFFF", "none")).toBeCloseTo(1, 3);
    expect(contrast("#000000", "#FFFFFF")).toBeCloseTo(21, 3);
  });
});
