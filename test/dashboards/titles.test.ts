import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { objectAt, objectsAt, textAt, type JsonObject } from "../../src/grafana/json.js";
import { defaultLab } from "../../src/lab/index.js";
import { textWidth } from "../../src/panels/zone-map/text-width.js";

/** Pixels of a title in a panel of this many columns, on a screen 1,366 px wide: beside the sign of the description. */
const roomOf = (columns: number) => {
  const [pageMargins, gap, padding, sign] = [32, 8, 16, 40];
  const column = (1366 - pageMargins + gap) / 24;
  return columns * column - gap - padding - sign;
};

const widthOf = (title: string) => textWidth(title, 14) * 1.06;

const panelsOf = (json: JsonObject) =>
  objectsAt(json, "panels").flatMap((panel) => [panel, ...objectsAt(panel, "panels")]);

const panels = dashboardsOf(defaultLab).flatMap((definition) => {
  const { uid, json } = definition.finalize();
  return panelsOf(json)
    .filter(({ type }) => type !== "row")
    .map((panel) => ({ id: `${uid}: ${textAt(panel, "title") ?? ""}`, panel }));
});

describe("the estimate of widths", () => {
  // As a browser draws them at 1,366 px: four columns, of which the second and third don't fit.
  it.each([
    ["Blocked DNS queries", true],
    ["Response time (p95)", true],
    ["Blocked malware and phishing", false],
    ["DNS response time (p95)", false],
  ])("tells whether “%s” fits into four columns: %s", (title, fits) => {
    expect(widthOf(title) <= roomOf(4)).toBe(fits);
  });
});

describe("titles of panels", () => {
  it.each(panels)("$id fits at 1,366 px", ({ panel }) => {
    const title = textAt(panel, "title") ?? "";
    expect(widthOf(title)).toBeLessThanOrEqual(roomOf(Number(objectAt(panel, "gridPos")["w"])));
  });
});
