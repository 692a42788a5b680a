import { describe, expect, it } from "vitest";
import { healthTable } from "../../src/panels/topology.js";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { references } from "../../src/dashboards/references.js";
import { dashboardScope } from "../../src/dashboards/scope.js";
import { cleanPanel } from "../../src/grafana/clean.js";
import { objectsAt, textAt, toJsonObject } from "../../src/grafana/json.js";
import { defineLab } from "../../src/lab/index.js";
import { linksOfRows } from "../grafana/data-links.js";
import { framesOf, transform } from "../grafana/engine.js";
import { end, prometheusWith } from "./node-graph/panel-answers.js";

/* The rows of the table of health, as a real Prometheus labels them, and their links by Grafana's own engine. */

const lab = defineLab({
  zones: [{ name: "lan", cidrs: ["192.168.1.0/24"] }],
  services: [{ name: "it's 100%@docker", zone: "lan" }],
  infrastructure: [
    { name: "prometheus", kind: "metrics", host: "prometheus.lab", zone: "lan", job: "prometheus" },
    { name: "adguard.1", kind: "dns", host: "dns.lab", zone: "lan", job: "adguard" },
    { name: "adguard-1", kind: "other", host: "other.lab", zone: "lan", job: "other" },
  ],
});

const panel = () =>
  cleanPanel(
    toJsonObject(
      healthTable(dashboardScope(lab, "zone", "client", "service", "backend"), lab, references(lab)).build(),
    ),
  );

/** The part of the query that adds the dashboard, around series of these entities. */
async function framesWith(entities: readonly (readonly [kind: string, name: string])[]) {
  const expression = textAt(objectsAt(panel(), "targets")[0] ?? {}, "expr") ?? "";
  const start = expression.indexOf("label_join(");
  const names = entities.map(([kind, name]) => ({ name: "entity", labels: { kind, name }, value: () => 2 }));
  await using server = await prometheusWith(names);
  const [before, after] = [expression.slice(0, start), expression.slice(expression.lastIndexOf(', "dashboard", "/"'))];
  const { series } = await server.client.instant(`${before}label_join(max by (kind, name) (entity)${after}`, end);
  return await transform(
    panel(),
    framesOf(
      "A",
      series.map(({ labels }) => ({ labels, value: 2 })),
    ),
  );
}

describe("the table of health", () => {
  it("leads each row to its dashboard, which exists, and keeps the time", async () => {
    const frames = await framesWith([
      ["zone", "lan"],
      ["service", "it's 100%@docker"],
      ["service", "two\nlines/zone/x"],
      ["resolver", "1.1.1.1"],
      ["infrastructure", "prometheus"],
      ["infrastructure", "adguard.1"],
      ["infrastructure", "adguard-1"],
    ]);
    const found = [...linksOfRows(panel(), frames, "name", [])].map(([name, [href, ...more]]) => {
      expect(more).toEqual([]);
      const { pathname, searchParams } = new URL(href ?? "", "http://grafana");
      return [name, pathname, Object.fromEntries(searchParams)] as const;
    });
    const time = { from: "now-1h", to: "now" };
    expect(found.toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ["1.1.1.1", "/d/homelab-dns", { "var-resolver": "1.1.1.1", ...time }],
      ["adguard-1", "/d/homelab-services", { "var-infrastructure": "adguard-1", ...time }],
      ["adguard.1", "/d/homelab-dns", { "var-infrastructure": "adguard.1", ...time }],
      ["it's 100%@docker", "/d/homelab-services", { "var-service": "it's 100%@docker", ...time }],
      ["lan", "/d/homelab-zones", { "var-zone": "lan", ...time }],
      ["prometheus", "/d/homelab-services", { "var-infrastructure": "prometheus", ...time }],
      // Grafana removes line breaks from addresses.
      ["two\nlines/zone/x", "/d/homelab-services", { "var-service": "twolines/zone/x", ...time }],
    ]);
    const uids = dashboardsOf(lab).map((definition) => `/d/${definition.finalize().uid}`);
    expect(found.map(([, path]) => path).filter((path) => !uids.includes(path))).toEqual([]);
  });

  it("hides the column of dashboards, which the links read", () => {
    const overrides = objectsAt(panel()["fieldConfig"] as never, "overrides");
    expect(overrides.find(({ matcher }) => (matcher as { options?: string }).options === "dashboard")).toMatchObject({
      properties: [
        { id: "custom.hidden", value: true },
        { id: "custom.hideFrom.viz", value: true },
      ],
    });
  });
});
