import { below } from "../../location.js";
import { rule, type RuleFinding } from "../../rule.js";
import type { Area, Panel } from "../../file-model.js";

const columns = 24;

const overlap = (one: Area, other: Area) =>
  one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;

/** Findings of the panels of one grid: those of the dashboard, or those of a collapsed row. */
function* gridFindings(panels: readonly Panel[]): Iterable<RuleFinding> {
  const placed: { area: Area; index: number }[] = [];
  for (const [index, { area, location, panels: inner }] of panels.entries()) {
    if (area !== undefined && area.x + area.w > columns) {
      yield {
        location: below(location, "gridPos"),
        message: `it ends at column ${area.x + area.w}, the grid has ${columns}`,
        fix: `make it narrower (w) or move it to the left (x)`,
      };
    }
    const hit = area === undefined ? undefined : placed.find((other) => overlap(area, other.area));
    if (hit !== undefined) {
      yield {
        location: below(location, "gridPos"),
        message: `it overlaps panels[${hit.index}] of the same grid`,
        fix: "move one of the two; Grafana would push them apart",
      };
    }
    if (area !== undefined) placed.push({ area, index });
    yield* gridFindings(inner);
  }
}

export default rule("dashboard/layout", {
  why: "Grafana moves panels that overlap or exceed its 24 columns, so that the dashboard looks different from its file.",
  severity: "error",
  files: "emitted",
  check: function* ({ dashboards }) {
    for (const { panels } of dashboards) yield* gridFindings(panels);
  },
});
