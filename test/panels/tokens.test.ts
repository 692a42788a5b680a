import { describe, expect, it } from "vitest";
import { zoneColor } from "../../src/panels/tokens.js";

describe("the color of a zone", () => {
  it("is the next of six, which begin again at the seventh zone", () => {
    const zones = Array.from({ length: 7 }, () => ({}));
    expect(zones.map(zoneColor)).toEqual(["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#0072B2"]);
  });

  it("is the color that the lab names", () => {
    expect(zoneColor({ color: "#123456" }, 3)).toBe("#123456");
  });
});
