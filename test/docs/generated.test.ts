import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { documentedDashboards } from "../../build/docs/dashboards.js";
import { panelHeading } from "../../build/docs/dashboard-pages.js";
import { layoutSketch, widthOf, wrapped } from "../../build/docs/layout-sketch.js";
import { anchorOf } from "../../build/docs/markdown.js";
import { expand, factor, layOut, metricsIn, parseExpression } from "../../build/docs/promql.js";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { targetsOf } from "../../src/grafana/index.js";
import { defaultLab } from "../../src/lab/index.js";
import { metrics } from "../../src/metrics/index.js";
import { root } from "../package/build-once.js";
import { pages } from "./pages.js";

const dashboards = documentedDashboards();
const emitted = dashboardsOf(defaultLab).map((definition) => targetsOf(definition.finalize()));

describe("pages of dashboards", () => {
  it("show the default lab's queries, and of others only those that need coordinates", () => {
    const shown = dashboards.map(({ uid, rows }) =>
      rows
        .filter(({ needsCoordinates }) => !needsCoordinates)
        .flatMap(({ panels }) => panels)
        .flatMap(({ key, queries }) => queries.map(({ refId, expression }) => [`${uid}/${key}/${refId}`, expression])),
    );
    expect(shown).toEqual(emitted.map((targets) => targets.map(({ id, expr }) => [id, expr])));
    const others = dashboards.flatMap(({ rows }) => rows.filter(({ needsCoordinates }) => needsCoordinates));
    expect(others.flatMap(({ panels }) => panels.map(({ key }) => key))).toEqual(["domain-map"]);
  });

  it("have a place for every panel, and stay readable in size", () => {
    for (const { uid, rows } of dashboards) {
      const page = pages.find(({ path }) => path === `docs/reference/dashboards/${uid}.md`);
      const places = rows.flatMap(({ panels }) => panels.map((panel) => anchorOf(panelHeading(panel))));
      expect(places.filter((place) => page?.anchors.has(place) !== true)).toEqual([]);
      expect(readFileSync(join(root, `docs/reference/dashboards/${uid}.md`), "utf8").length).toBeLessThan(256 * 1024);
    }
  });

  it("have a place for every metric", () => {
    const page = pages.find(({ path }) => path === "docs/reference/metrics.md");
    expect(Object.keys(metrics).filter((name) => page?.anchors.has(anchorOf(name)) !== true)).toEqual([]);
  });
});

describe("expressions on the pages", () => {
  const groups = dashboards.flatMap(({ rows }) =>
    rows.flatMap(({ panels }) => panels.map(({ queries }) => queries.map(({ expression }) => expression))),
  );
  const squeezed = (expression: string) => expression.replaceAll(/\s+/g, "");

  it("are those that are emitted, once named parts are put back", () => {
    for (const expressions of groups) expect(expand(factor(expressions))).toEqual(expressions);
    const longest = groups.map((expressions) => expressions.join("").length);
    expect(Math.max(...longest)).toBeGreaterThan(300_000);
  });

  it("name each shared part once, after what it is made of", () => {
    const { parts, expressions } = factor(
      ["sum by (a) (rate(x[5m])) / 2", "sum by (a) (rate(x[5m])) * 2 > rate(x[5m])"],
      5,
    );
    expect(parts).toEqual([
      { name: "part_1", expression: "rate(x[5m])" },
      { name: "part_2", expression: "sum by (a) (part_1)" },
    ]);
    expect(expressions).toEqual(["part_2 / 2", "part_2 * 2 > part_1"]);
  });

  it("lose nothing to line breaks, and stay PromQL", () => {
    for (const expression of groups.flatMap((expressions) => {
      const { parts, expressions: rest } = factor(expressions);
      return [...parts.map((part) => part.expression), ...rest];
    })) {
      expect(squeezed(layOut(expression))).toBe(squeezed(expression));
      expect(() => parseExpression(layOut(expression))).not.toThrow();
    }
  });

  it("read metrics, of which a histogram's parts are one", () => {
    const isMetric = (name: string) => Object.hasOwn(metrics, name);
    const read = (expression: string) => metricsIn(expression, isMetric);
    expect(read("rate(traefik_request_duration_seconds_bucket[$__rate_interval]) > bool up")).toEqual([
      "traefik_request_duration_seconds",
      "up",
    ]);
    expect(read("sum(node_memory_MemTotal_bytes offset $__range) by (job)")).toEqual(["node_memory_MemTotal_bytes"]);
    expect(() => read("sum(")).toThrow("no PromQL");
    const unknown = emitted
      .flatMap((targets) => targets.flatMap(({ expr }) => read(expr)))
      .filter((name) => !isMetric(name));
    expect(unknown).toEqual([]);
  });
});

describe("sketches", () => {
  it.each(dashboards.map((dashboard) => [dashboard.uid, dashboard] as const))(
    "%s: no text leaves its panel, no panel another's place",
    (_, dashboard) => {
      const panels = [...layoutSketch(dashboard).matchAll(/<g><title>[^]*?<\/title>(<rect[^>]*>)([^]*?)<\/g>/g)];
      expect(panels).toHaveLength(dashboard.rows.flatMap((row) => row.panels).length);
      const number = (tag: string, name: string) => Number(new RegExp(` ${name}="([^"]+)"`).exec(tag)?.[1]);
      const boxes = panels.map(([, rectangle = "", content = ""]) => {
        const [x, y] = [number(rectangle, "x"), number(rectangle, "y")];
        const [right, bottom] = [x + number(rectangle, "width"), y + number(rectangle, "height")];
        for (const [tag, kind, text = ""] of content.matchAll(/<text class="(\w+)"[^>]*>([^<]*)<\/text>/g)) {
          expect(number(tag, "x") + widthOf(text, kind === "title" ? 13 : 11), text).toBeLessThanOrEqual(right);
          expect(number(tag, "y"), text).toBeLessThanOrEqual(bottom - 3);
        }
        return { x, y, right, bottom };
      });
      for (const [index, one] of boxes.entries())
        for (const other of boxes.slice(index + 1))
          expect(one.right <= other.x || other.right <= one.x || one.bottom <= other.y || other.bottom <= one.y).toBe(
            true,
          );
    },
  );

  it("shortens what doesn't fit", () => {
    expect(wrapped("Requests by service and by zone", 13, 100, 1)).toEqual([expect.stringMatching(/^Requests.*…$/)]);
    expect(wrapped("Averyveryverylongwordwithoutanyspace", 13, 100, 2)).toEqual([expect.stringMatching(/…$/)]);
    expect(wrapped("Short", 13, 100, 2)).toEqual(["Short"]);
  });
});
