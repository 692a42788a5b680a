import { describe, expect, it } from "vitest";
import { checkFiles, checkReport, type CheckedFile } from "../../src/check/index.js";
import { buildTree, defaultLab } from "../../src/index.js";
import { foreignDashboards } from "./foreign-dashboards.js";
import { dashboard, foreign, foreignDashboard, foreignYaml, goodTree } from "./samples.js";

/** Files beside ours, as the documentation of Grafana shows them. */
const ownFiles: readonly CheckedFile[] = [
  foreignYaml(
    "datasources/logs.yaml",
    `apiVersion: 1
prune: true
deleteDatasources:
  - { name: Old logs, orgId: 1 }
datasources:
  - name: Logs
    type: loki
    access: proxy
    uid: P8E80F9AEF21F6940
    url: http://loki:3100
    basicAuth: true
    basicAuthUser: grafana
    jsonData: { maxLines: 1000, derivedFields: [{ name: trace, matcherRegex: 'id=(\\w+)', url: "$\${__value.raw}" }] }
    secureJsonData: { basicAuthPassword: $LOKI_PASSWORD }
    editable: true
  - { name: Samples, type: grafana-testdata-datasource }
`,
  ),
  foreignYaml(
    "dashboards/own.yaml",
    `apiVersion: 1
providers:
  - name: own
    orgId: 1
    folder: Own
    type: file
    updateIntervalSeconds: 10
    allowUiUpdates: true
    options: { path: /etc/grafana/provisioning/dashboards/own, foldersFromFilesStructure: true }
`,
  ),
  foreignYaml(
    "alerting/disks.yaml",
    `apiVersion: 1
groups:
  - orgId: 1
    name: disks
    folder: Own
    interval: 60s
    rules:
      - uid: disk-full
        title: Disk full
        condition: A
        data: [{ refId: A, relativeTimeRange: { from: 600, to: 0 }, datasourceUid: x, model: { expr: up, refId: A } }]
        for: 5m
contactPoints:
  - { orgId: 1, name: phone, receivers: [{ uid: phone, type: webhook, settings: { url: "https://example.com" } }] }
`,
  ),
  foreign({ path: "grafana/alerting/policies.json", content: '{"apiVersion":1,"policies":[{"receiver":"phone"}]}' }),
  foreignYaml("plugins/apps.yml", "apiVersion: 1\napps:\n  - { type: raintank-worldping-app, jsonData: { key: a } }\n"),
  foreignYaml("access-control/roles.yml", "apiVersion: 2\nroles: []\n"),
  ...foreignDashboards.map((value, index) => foreignDashboard(value, `own/${index}`)),
];

describe("files that somebody else wrote", () => {
  it.each(foreignDashboards)("$title has no finding", (value) => {
    expect(checkFiles([foreignDashboard(value)])).toEqual([]);
  });

  it("have no findings beside the tree of a lab", () => {
    expect(checkReport([...buildTree(defaultLab), ...ownFiles])).toEqual({ findings: [], unread: [] });
  });

  it("fit no strict schema, which would refuse each of them", () => {
    for (const { path, content } of ownFiles.filter(({ path: each }) => /dashboards|datasources/.test(each))) {
      expect(checkFiles([{ path, content }]).some(({ rule }) => rule.startsWith("schema/"))).toBe(true);
    }
  });

  it("are compared with ours: default datasource, name, uid, title", () => {
    const rules = checkFiles([
      ...goodTree(),
      foreignYaml(
        "datasources/mine.yml",
        "apiVersion: 1\ndatasources: [{ name: Prometheus, uid: homelab-prometheus, type: prometheus, isDefault: true }]\n",
      ),
      foreignDashboard({ ...dashboard(), version: 3 }, "homelab/copy"),
    ]).map(({ rule }) => rule);
    expect(rules.sort()).toEqual([
      "dashboard/unique-titles",
      "dashboard/unique-uids",
      "datasource/one-default",
      "datasource/unique-names",
      "datasource/unique-uids",
    ]);
  });

  it("are told where Grafana reads nothing, and are no finding", () => {
    const files = [foreignYaml("../compose.yml", "services: {}"), foreignYaml("../package.json", "{}")];
    expect(checkReport(files)).toEqual({ findings: [], unread: files.map(({ path }) => path) });
  });

  it("are a finding in a folder where Grafana reads YAML only", () => {
    const [finding] = checkFiles([foreignYaml("datasources/a.json", '{"datasources":[]}')]);
    expect(finding).toMatchObject({ rule: "file/kind", message: expect.stringContaining("only YAML in datasources/") });
  });

  it("keep a dashboard in the v2 format a finding", () => {
    expect(checkFiles([foreignDashboard({ elements: {}, layout: {} })])).toMatchObject([{ rule: "file/format" }]);
  });
});
