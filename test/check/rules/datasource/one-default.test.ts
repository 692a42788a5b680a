import { describe, expect, it } from "vitest";
import { datasourceFile, findingsOf, foreignYaml } from "../../samples.js";

const rule = "datasource/one-default";
const loki = (settings: string) =>
  foreignYaml(
    "datasources/loki.yml",
    `apiVersion: 1\ndatasources:\n  - name: Loki\n    type: loki\n    url: http://loki:3100\n${settings}`,
  );

describe(rule, () => {
  it.each([
    "isDefault: true",
    'isDefault: "true"',
    "isDefault: 1",
    "isDefault: true\n    orgId: 1",
    "isDefault: true\n    orgId: 0",
  ])("finds a second one with %j, in another file", (setting) => {
    expect(findingsOf(rule, datasourceFile(), loki(`    ${setting}\n`))).toMatchObject([
      {
        path: 'grafana/datasources/loki.yml: datasources[0] "Loki": isDefault',
        message: "a datasource in grafana/datasources/prometheus.yml is the default one of the same organization, too",
      },
    ]);
  });

  it.each(["", "    isDefault: false\n", "    isDefault: true\n    orgId: 2\n"])("allows %j", (settings) => {
    expect(findingsOf(rule, datasourceFile(), loki(settings))).toEqual([]);
  });
});
