import { describe, expect, it } from "vitest";
import { checkFiles } from "../../src/check/index.js";
import {
  dashboard,
  datasourceFile,
  datasourceYaml,
  file,
  goodTree,
  panel,
  providerFile,
  providerYaml,
} from "./samples.js";

const one = (path: string, content: string) => checkFiles([{ path, content }]);

describe("a valid tree", () => {
  it("has no finding", () => {
    expect(checkFiles(goodTree())).toEqual([]);
  });

  it("may hold files that aren't checked", () => {
    expect(one("grafana/README.md", "not JSON")).toEqual([]);
    expect(one("grafana/dashboards/.gitkeep", "")).toEqual([]);
  });
});

describe("the kind of a file", () => {
  it("depends on its content, in any folder", () => {
    expect(one("x.json", JSON.stringify({ panels: [] }))[0]).toMatchObject({ rule: "schema/dashboard" });
    expect(one("x.yml", "datasources: []")[0]).toMatchObject({ rule: "schema/datasource" });
    expect(one("x.yaml", "providers: []")[0]).toMatchObject({ rule: "schema/dashboard-provider" });
  });

  it("depends on its folder where the content has no known key", () => {
    expect(one("grafana/dashboards/homelab/x.json", "{}")[0]?.rule).toBe("schema/dashboard");
    expect(one("grafana/datasources/x.yml", "{}")[0]?.rule).toBe("schema/datasource");
    expect(one("grafana/dashboards/x.yml", "{}")[0]?.rule).toBe("schema/dashboard-provider");
  });

  it("is a finding where it is unknown", () => {
    expect(one("grafana/rules.yml", "groups: []")).toMatchObject([{ rule: "file/kind", severity: "error" }]);
    expect(one("package.json", '{"name":"x"}')).toMatchObject([{ rule: "file/kind", path: "package.json" }]);
  });
});

describe("formats that file provisioning rejects", () => {
  it.each([
    ["a v2 dashboard", { elements: {}, layout: {}, title: "x" }, "v2 format"],
    ["a Kubernetes resource", { apiVersion: "dashboard.grafana.app/v2", kind: "Dashboard", spec: {} }, "Kubernetes"],
  ])("%s gives one finding", (_name, value, words) => {
    const findings = checkFiles([file(value)]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ rule: "file/format", fix: expect.stringContaining("schemaVersion 42") });
    expect(findings[0]?.message).toContain(words);
  });
});

describe("a syntax error", () => {
  it("has line and column in JSON", () => {
    const [finding] = one("x/dashboards/a.json", '{\n  "uid": "a",\n  oops\n}');
    expect(finding).toMatchObject({ rule: "file/syntax", path: "x/dashboards/a.json" });
    expect(finding?.message).toBe("this is not JSON: line 3, column 3");
  });

  it("has line and column in YAML", () => {
    const [finding] = one("datasources/a.yml", 'a: 1\nb: "open\n');
    expect(finding?.message).toMatch(/^this is not YAML: .+, line \d, column \d+$/);
  });

  it.each(["a.json", "a.yml"])("doesn't quote %s, which may hold a secret", (name) => {
    const secret = "hunter2-very-secret";
    for (const content of [
      `{"a": ${secret}}`,
      `a: [${secret}`,
      `${secret}: b: c`,
      `*${secret}`,
      `"${secret}`,
      `a: !${secret}!x y\n- b`,
    ]) {
      expect(JSON.stringify(one(name, content))).not.toContain(secret);
    }
  });

  it("is no property of an empty file, which no schema allows", () => {
    expect(one("dashboards/a.json", "")[0]?.rule).toBe("file/syntax");
    expect(one("datasources/a.yml", "")[0]).toMatchObject({ rule: "schema/datasource", message: "this is null" });
  });
});

describe("a finding of the schema", () => {
  const finding = (changes: Readonly<Record<string, unknown>>) =>
    checkFiles([file(dashboard(changes)), datasourceFile()]).map(
      ({ path, message, fix }) => `${path}: ${message}; ${fix}`,
    );
  const where = "grafana/dashboards/homelab/homelab-services.json";

  it("suggests a key and names the panel", () => {
    const legend = { showLegend: true, displaymode: "table" };
    const latency = panel("timeseries", 1, { title: "Latency", options: { legend, tooltip: { mode: "multi" } } });
    expect(finding({ panels: [latency] })).toEqual([
      `${where}: panels[0] "Latency": options.legend: unknown key "displaymode"; did you mean "displayMode"?`,
    ]);
  });

  it("has the path in rows, overrides and transformations", () => {
    const inner = panel("table", 2, {
      title: "Certificates",
      transformations: [{ id: "organise", options: {} }],
      fieldConfig: {
        defaults: {},
        overrides: [{ matcher: { id: "byName", options: "a" }, properties: [{ id: "custom.widht", value: 80 }] }],
      },
    });
    expect(finding({ panels: [panel("row", 1, { panels: [inner] })] })).toEqual([
      `${where}: panels[0] "Host": panels[0] "Certificates": transformations[0].id: "organise" is not allowed here; did you mean "organize"?`,
      `${where}: panels[0] "Host": panels[0] "Certificates": fieldConfig.overrides[0].properties[0].id: "custom.widht" is not allowed here; did you mean "custom.width"?`,
    ]);
  });

  it("lists the allowed values, or describes them", () => {
    const stat = (options: object) =>
      panel("stat", 1, { title: "Now", options: { reduceOptions: { calcs: ["last"] }, ...options } });
    const at = `${where}: panels[0] "Now"`;
    expect(finding({ panels: [stat({ graphMode: "candles" })] })).toEqual([
      `${at}: options.graphMode: "candles" is not allowed here; use one of "none", "line", "area"`,
    ]);
    expect(finding({ panels: [stat({ wideLayout: "yes" })] })).toEqual([
      `${at}: options.wideLayout: this is a text; write true or false`,
    ]);
    expect(finding({ schemaVersion: 41 })).toEqual([`${where}: schemaVersion: 41 is not allowed here; write 42`]);
    expect(finding({ uid: "Home_Lab", panels: [] })).toContain(
      `${where}: uid: "Home_Lab" is not written as it must be; write 1 to 40 lower-case letters, digits and dashes`,
    );
    expect(finding({ refresh: undefined, title: undefined })).toEqual([`${where}: "title" is missing; add it`]);
  });

  it("is one for a value that fits no branch of a union", () => {
    const unit = (value: unknown) =>
      panel("stat", 1, { title: "Now", fieldConfig: { defaults: { unit: value }, overrides: [] } });
    const at = `${where}: panels[0] "Now": fieldConfig.defaults.unit`;
    expect(finding({ panels: [unit("reqsps")] })).toEqual([
      `${at}: "reqsps" is not allowed here; did you mean "reqps"?`,
    ]);
    expect(finding({ panels: [unit(3)] })).toEqual([`${at}: 3 is not allowed here; write a text`]);
  });

  it("names the wrong key of an object in a union", () => {
    const service = {
      type: "query",
      name: "service",
      datasource,
      refresh: 1,
      query: { qurey: "x", query: "up", refId: "a" },
    };
    expect(
      finding({ panels: [], annotations: { list: [] }, templating: { list: [service, ...dataVariable] } }),
    ).toContain(`${where}: templating.list[0] "service": query: unknown key "qurey"; did you mean "query"?`);
  });

  it("suggests a type for a panel of an unknown type", () => {
    expect(finding({ panels: [panel("stat", 1, { type: "stats", title: "Now" })] })).toEqual([
      `${where}: panels[0] "Now": type: "stats" is not allowed here; did you mean "stat"?`,
    ]);
    expect(finding({ panels: [panel("stat", 1, { type: undefined, title: "Now" })] })).toEqual([
      `${where}: panels[0] "Now": "type" is missing; add it`,
    ]);
  });

  it("is one of at most a hundred per file, which a last one counts", () => {
    const panels = Array.from({ length: 150 }, (_, index) => ({ id: index + 1 }));
    const findings = checkFiles([file({ ...dashboard(), panels })]).filter(({ rule }) => rule === "schema/dashboard");
    expect(findings).toHaveLength(101);
    expect(findings.at(-1)?.message).toMatch(/^and \d+ more/);
  });
});

const datasource = { type: "prometheus", uid: "${datasource}" };
const dataVariable = [{ type: "datasource", name: "datasource", query: "prometheus" }];

describe("datasource files", () => {
  const found = (from: string, to: string) =>
    checkFiles([datasourceFile(datasourceYaml.replace(from, to))]).map(({ path, message }) => `${path}: ${message}`);
  const where = 'grafana/datasources/prometheus.yml: datasources[0] "Prometheus"';

  it.each([
    ["url: https:", "url: http:", `${where}: url: this value is not written as it must be`],
    ["https://prometheus", "https://user:pass@prometheus", `${where}: url: this value is not written as it must be`],
    ["serverName", "servername", `${where}: jsonData: unknown key "servername"`],
    ["tlsAuth: true", "tlsAuth: false", `${where}: jsonData.tlsAuth: this value is not allowed here`],
    ["type: prometheus", "type: loki", `${where}: type: this value is not allowed here`],
    ["access: proxy", "access: direct", `${where}: access: this value is not allowed here`],
    ["timeInterval: 30s", "timeInterval: 30", `${where}: jsonData.timeInterval: this is a number`],
    ["editable: false", "editable: true", `${where}: editable: this value is not allowed here`],
  ])("%s → %s is a finding without the value", (from, to, expected) => {
    expect(found(from, to)).toContain(expected);
    expect(JSON.stringify(found(from, to))).not.toContain("user:pass");
  });
});

describe("provider files", () => {
  const found = (from: string, to: string) =>
    checkFiles([providerFile(providerYaml.replace(from, to))]).map(({ path, message }) => `${path}: ${message}`);
  const where = 'grafana/dashboards/homelab.yml: providers[0] "homelab"';

  it.each([
    [
      "path: /etc",
      "path: etc",
      `${where}: options.path: "etc/grafana/provisioning/dashboards/homelab" is not written as it must be`,
    ],
    ["folderUid", "folderUID", `${where}: unknown key "folderUID"`],
    ["type: file", "type: git", `${where}: type: "git" is not allowed here`],
    [
      "      path:",
      "      foldersFromFilesStructure: true\n      path:",
      `${where}: options.foldersFromFilesStructure: true is not allowed here`,
    ],
  ])("%s → %s is a finding", (from, to, expected) => {
    expect(found(from, to)).toContain(expected);
  });
});

describe("the order of findings", () => {
  it("is the order of the files", () => {
    const broken = { uid: "a", panels: [] };
    const findings = checkFiles([file(broken, "b"), { path: "a.json", content: "x" }, file(broken, "c")]);
    const order = [...new Set(findings.map(({ file: path }) => path))];
    expect(order).toEqual(["grafana/dashboards/homelab/b.json", "a.json", "grafana/dashboards/homelab/c.json"]);
  });
});
