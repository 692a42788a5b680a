import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { documentedDashboards, type DocumentedPanel } from "../../build/docs/dashboard-model.js";
import { dashboardPage, panelHeading } from "../../build/docs/dashboard-pages.js";
import { columnOf, summarizeGraph } from "../../build/docs/graph-summary.js";
import { anchorOf } from "../../build/docs/markdown.js";
import { formatExpression, labelReplacementsIn, metricsIn, parseExpression } from "../../build/docs/promql.js";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { targetsOf } from "../../src/grafana/index.js";
import { defaultLab } from "../../src/lab/index.js";
import { metrics } from "../../src/metrics/index.js";
import { root } from "../package/build-once.js";
import { pages } from "./pages.js";

const dashboards = documentedDashboards();
const emitted = dashboardsOf(defaultLab).map((definition) => targetsOf(definition.finalize()));

const targets = dashboards.flatMap(({ rows }) =>
  rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries)),
);
const pageOf = (uid: string) => pages.find(({ path }) => path === `docs/reference/dashboards/${uid}.md`);

describe("pages of dashboards", () => {
  it("show the default lab's queries, and besides them only those of rows that need coordinates", () => {
    const shown = dashboards.map(({ uid, rows }) =>
      rows
        .filter(({ needsCoordinates }) => !needsCoordinates)
        .flatMap(({ panels }) => panels)
        .flatMap(({ key, queries }) => queries.map(({ refId, expression }) => [`${uid}/${key}/${refId}`, expression])),
    );
    expect(shown).toEqual(emitted.map((queries) => queries.map(({ id, expr }) => [id, expr])));
    const others = dashboards.flatMap(({ rows }) => rows.filter(({ needsCoordinates }) => needsCoordinates));
    expect(others.flatMap(({ panels }) => panels.map(({ key }) => key))).toEqual(["domain-map"]);
  });

  it("have an anchor for every panel, and at most 2,000 lines and 64 KiB", () => {
    for (const { uid, rows } of dashboards) {
      const anchors = rows.flatMap(({ panels }) => panels.map((panel) => anchorOf(panelHeading(panel))));
      expect(anchors.filter((anchor) => pageOf(uid)?.anchors.has(anchor) !== true)).toEqual([]);
      const text = readFileSync(join(root, `docs/reference/dashboards/${uid}.md`), "utf8");
      expect(text.split("\n").length).toBeLessThan(2000);
      expect(text.length).toBeLessThan(64 * 1024);
    }
  });

  it("print every short query of a panel, and no long one", () => {
    for (const { uid, rows } of dashboards) {
      const printed = new Set(pageOf(uid)?.blocks.map(({ text }) => text));
      for (const { type, queries } of rows.flatMap(({ panels }) => panels))
        for (const { expression } of queries)
          expect(printed.has(formatExpression(expression)), expression).toBe(
            type !== "nodeGraph" && expression.length <= 400,
          );
    }
  });

  it("name the metrics of a long query", () => {
    const page = readFileSync(join(root, "docs/reference/dashboards/homelab-zones.md"), "utf8");
    expect(page).toMatch(/^`A`.*: \d+ characters, reads `\w+`/m);
  });

  it("have an anchor for every metric", () => {
    const page = pages.find(({ path }) => path === "docs/reference/metrics.md");
    expect(Object.keys(metrics).filter((name) => page?.anchors.has(anchorOf(name)) !== true)).toEqual([]);
  });
});

describe("descriptions of panels", () => {
  const panels = dashboards.flatMap(({ rows }) => rows.flatMap((row) => row.panels));

  it("are split into figures, normal state and action otherwise, without the list of metrics", () => {
    for (const { about, normal, otherwise = "" } of panels)
      for (const part of [about, normal, otherwise]) expect(part).not.toMatch(/Normal: |Otherwise: | From [\w, ]+\.$/);
    expect(panels.filter(({ otherwise }) => otherwise !== undefined).length).toBeGreaterThan(50);
  });
});

describe("a dashboard's page", () => {
  const panel: DocumentedPanel = {
    key: "up",
    title: "Up",
    type: "stat",
    about: "Targets that answer.",
    normal: "All.",
    otherwise: "Look at the exporter.",
    units: ["suffix: targets"],
    queries: [
      { refId: "A", expression: "sum(up)", legend: "{{job}}", instant: true, metrics: ["up"] },
      {
        refId: "B",
        expression: `sum(up)${" + sum(up)".repeat(60)}`,
        legend: undefined,
        instant: false,
        metrics: ["up"],
      },
    ],
    metrics: ["up"],
  };
  const screen = { file: "up.png", uid: "homelab-up", dashboard: "Up", panel: undefined, alt: "First screen of Up" };
  const graph = { ...screen, file: "up-up.png", panel: { id: 1, key: "up", title: "Up" }, alt: "The panel Up" };
  const other = { ...graph, file: "down-up.png", uid: "homelab-down" };
  const text = dashboardPage(
    {
      uid: "homelab-up",
      title: "Up",
      question: "What answers?",
      refresh: "1m",
      range: "6h",
      variables: [],
      annotations: [],
      rows: [{ title: "Now", collapsed: true, needsCoordinates: false, panels: [panel] }],
    },
    [screen, graph, other],
  );

  it("shows the picture of the first screen at the top, that of a graph at its panel, and says how they were taken", () => {
    expect(text).toMatch(
      /^# Up\n\n.*\n\n!\[First screen of Up\]\(\.\.\/\.\.\/pictures\/up\.png\)\n\n.*\(\.\.\/\.\.\/how-to\/take-pictures\.md\)/m,
    );
    expect(text).toContain(
      "**Otherwise:** Look at the exporter.\n\n![The panel Up](../../pictures/up-up.png)\n\n- Panel: stat",
    );
    expect(text).not.toContain("down-up.png");
  });

  it("gives a panel's normal state, the action otherwise, its unit and its metrics", () => {
    expect(text).toContain(
      "### Up (up)\n\nTargets that answer.\n\n**Normal:** All.\n\n**Otherwise:** Look at the exporter.",
    );
    expect(text).toContain("- Panel: stat\n- Unit: targets\n- Metrics: [`up`](../metrics.md#up)");
  });

  it("prints a short query, and the length and metrics of a long one", () => {
    expect(text).toContain("`A` (instant, legend `{{job}}`)\n\n```promql\nsum(up)\n```");
    expect(text).toContain("`B` (range): 607 characters, reads `up`.");
  });

  it("says that a row is collapsed", () => {
    expect(text).toContain("## Now\n\nCollapsed at first.");
  });
});

describe("summaries of node graphs", () => {
  const graphs = new Map(
    dashboards.flatMap(({ rows }) =>
      rows.flatMap(({ panels }) =>
        panels.filter(({ type }) => type === "nodeGraph").map(({ key, queries }) => [key, summarizeGraph(queries)]),
      ),
    ),
  );

  it("name the kinds of nodes, and the edges with both ends", () => {
    expect(graphs.size).toBe(4);
    expect(graphs.get("distribution-graph")).toMatchObject({
      nodes: ["service", "backend", "server"],
      edges: [
        { name: "backend", source: "service", target: "backend" },
        { name: "load", source: "backend", target: "server" },
      ],
    });
    for (const { nodes, edges } of graphs.values())
      for (const { source, target } of edges) expect(nodes).toEqual(expect.arrayContaining([source, target]));
  });

  it("count the numbered queries of a column as one", () => {
    const columns = graphs.get("zone-graph")?.columns ?? [];
    expect(columns.filter(({ element, purpose }) => element === "nodes" && purpose === "list")).toEqual([
      expect.objectContaining({ element: "nodes", kinds: ["zone", "infrastructure", "service", "resolver"] }),
    ]);
    for (const { kinds, metrics: read } of columns) {
      expect(kinds).not.toEqual([]);
      expect(read).not.toEqual([]);
    }
  });

  it("refuse a query whose column has no words", () => {
    expect(columnOf("edge_detail__requests_in_flight_2")).toEqual({
      element: "edges",
      purpose: "detail “requests in flight”",
    });
    expect(() => columnOf("node_weight")).toThrow("the query node_weight of a node graph needs a purpose in words");
    expect(() => columnOf("A")).toThrow("needs a purpose in words");
  });
});

describe("expressions on the pages", () => {
  it("keep their text but for whitespace, and stay PromQL", () => {
    const squeezed = (expression: string) => expression.replaceAll(/\s+/g, "");
    for (const { expression } of targets) {
      const formatted = formatExpression(expression);
      expect(squeezed(formatted)).toBe(squeezed(expression));
      expect(() => parseExpression(formatted)).not.toThrow();
    }
  });

  it("list the calls of label_replace, nested ones inside the outer call", () => {
    const expression = 'label_replace(sum(label_replace(up, "a", "$1", "b", "(.*)")), "c", "d", "", "")';
    expect(labelReplacementsIn(expression)).toEqual([
      { label: "c", replacement: "d", source: "", inner: [{ label: "a", replacement: "$1", source: "b", inner: [] }] },
    ]);
    expect(labelReplacementsIn("sum(up)")).toEqual([]);
  });

  it("read metrics, and the parts of a histogram count as the histogram", () => {
    const isMetric = (name: string) => Object.hasOwn(metrics, name);
    const read = (expression: string) => metricsIn(expression, isMetric);
    expect(read("rate(traefik_request_duration_seconds_bucket[$__rate_interval]) > bool up")).toEqual([
      "traefik_request_duration_seconds",
      "up",
    ]);
    expect(read("sum(node_memory_MemTotal_bytes offset $__range) by (job)")).toEqual(["node_memory_MemTotal_bytes"]);
    expect(() => read("sum(")).toThrow("no PromQL");
    const unknown = emitted
      .flatMap((queries) => queries.flatMap(({ expr }) => read(expr)))
      .filter((name) => !isMetric(name));
    expect(unknown).toEqual([]);
  });
});
