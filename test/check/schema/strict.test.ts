import { describe, expect, it } from "vitest";
import { schemaFiles } from "../../../build/schemas.js";
import { jsonSchemas } from "../../../src/check/schema/json-schema.js";
import { checkFiles } from "../../../src/check/index.js";
import { dashboard, datasourceFile, file, panel, panelTypes, target, type PanelType } from "../samples.js";

/** Every schema inside of a schema, with its path. */
function* subschemas(schema: unknown, path = "#"): Generator<readonly [string, Readonly<Record<string, unknown>>]> {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return;
  const record: Readonly<Record<string, unknown>> = { ...schema };
  yield [path, record];
  for (const [key, value] of Object.entries(record)) {
    if (key === "properties" || key === "$defs") {
      for (const [name, inner] of Object.entries(value ?? {})) yield* subschemas(inner, `${path}/${key}/${name}`);
    } else if (Array.isArray(value)) {
      for (const [index, inner] of value.entries()) yield* subschemas(inner, `${path}/${key}/${index}`);
    } else if (key === "items" || key === "additionalProperties") {
      yield* subschemas(value, `${path}/${key}`);
    }
  }
}

describe("the JSON Schemas", () => {
  it.each(Object.entries(jsonSchemas()))("allow no additional properties in a %s", (_name, schema) => {
    const all = [...subschemas(schema)];
    expect(all.length).toBeGreaterThan(10);
    for (const [path, inner] of all) {
      const says = ["type", "$ref", "oneOf", "anyOf", "const", "enum"].some((key) => key in inner);
      expect(says, `${path} allows everything`).toBe(true);
      if (inner["type"] !== "object" || "oneOf" in inner) continue;
      expect(inner["additionalProperties"], `${path} allows any key`).toBeDefined();
      expect(inner["additionalProperties"], `${path} allows any key`).not.toBe(true);
    }
  });

  it("have an id and a title, and are the same at every build", async () => {
    const files = await schemaFiles();
    expect(files.map(({ path }) => path).sort()).toEqual([
      "schemas/dashboard-provider.json",
      "schemas/dashboard.json",
      "schemas/datasource.json",
      "schemas/lab.json",
      "schemas/prometheus-rule-tests.json",
      "schemas/prometheus-rules.json",
    ]);
    for (const { content } of files) {
      expect(JSON.parse(content)).toMatchObject({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        $id: expect.stringMatching(/^urn:homelab-dashboards:schema:/),
        title: expect.any(String),
        description: expect.any(String),
      });
    }
    expect(await schemaFiles()).toEqual(files);
  });
});

const findings = (content: Readonly<Record<string, unknown>>) =>
  checkFiles([file(dashboard(content)), datasourceFile()]).filter(({ rule }) => rule === "schema/dashboard");

const withPanel = (type: PanelType, changes: object) => findings({ panels: [panel(type, 1, { ...changes })] });

describe("every place of every panel type is strict", () => {
  const data = panelTypes.filter((type) => type !== "row" && type !== "text");
  const options = (type: PanelType) => panel(type)["options"];
  const fieldConfig = (type: PanelType) => panel(type)["fieldConfig"];
  const added = (value: unknown, more: object) => ({ ...(typeof value === "object" ? value : {}), ...more });

  it.each(panelTypes)("%s: an unknown key is a finding", (type) => {
    expect(withPanel(type, {})).toEqual([]);
    expect(withPanel(type, { titel: "x" })).toHaveLength(1);
  });

  it.each(panelTypes.filter((type) => type !== "row"))("%s: an unknown option is a finding", (type) => {
    expect(withPanel(type, { options: added(options(type), { colour: "red" }) })).toMatchObject([
      { message: 'unknown key "colour"' },
    ]);
  });

  // A node graph has no field configuration but links: node-graph.test.ts.
  it.each(data.filter((type) => type !== "nodeGraph"))(
    "%s: so are unknown custom fields, overrides, transformations, and keys of targets",
    (type) => {
      const defaults = { unit: "s", noValue: "none" };
      expect(
        withPanel(type, { fieldConfig: { defaults: { ...defaults, custom: { nothing: 1 } }, overrides: [] } }),
      ).toHaveLength(1);
      expect(
        withPanel(type, { fieldConfig: added(fieldConfig(type), { defaults: { ...defaults, units: "s" } }) }),
      ).toHaveLength(1);
      expect(withPanel(type, { transformations: [{ id: "merge", options: { x: 1 } }] })).toHaveLength(1);
      expect(withPanel(type, { transformations: [{ id: "configFromData", options: {} }] })).toHaveLength(1);
      expect(withPanel(type, { targets: [{ ...target, expression: "up" }] })).toHaveLength(1);
      const override = (property: object, matcher: object = { id: "byName", options: "a" }) =>
        withPanel(type, { fieldConfig: { defaults: {}, overrides: [{ matcher, properties: [property] }] } });
      expect(override({ id: "unit", value: "s" })).toEqual([]);
      expect(override({ id: "unit", value: 1 })).toHaveLength(1);
      expect(override({ id: "unit" })).toHaveLength(1);
      expect(override({ id: "custom.nothing", value: 1 })).toHaveLength(1);
      expect(override({ id: "links", value: [{ title: "x", url: "/x", type: "link" }] })).toHaveLength(1);
      expect(override({ id: "unit", value: "s" }, { id: "byNames", options: "a" })).toHaveLength(1);
      expect(override({ id: "unit", value: "s" }, { id: "byType", options: "text" })).toHaveLength(1);
    },
  );

  it.each(data)("%s: title, description, datasource, targets and grid position are required", (type) => {
    for (const key of ["title", "description", "datasource", "targets", "gridPos", "id", "options", "fieldConfig"]) {
      expect(withPanel(type, { [key]: undefined }), key).toMatchObject([{ message: `"${key}" is missing` }]);
    }
    expect(withPanel(type, { title: "" })).toHaveLength(1);
    expect(withPanel(type, { targets: [] })).toHaveLength(1);
  });

  it("an option of another panel type is a finding", () => {
    const override = (type: PanelType, id: string, value: unknown) =>
      withPanel(type, {
        fieldConfig: {
          defaults: {},
          overrides: [{ matcher: { id: "byName", options: "a" }, properties: [{ id, value }] }],
        },
      });
    expect(override("timeseries", "custom.lineWidth", 2)).toEqual([]);
    expect(override("table", "custom.lineWidth", 2)).toHaveLength(1);
    expect(override("table", "custom.width", 80)).toEqual([]);
    expect(override("timeseries", "custom.width", 80)).toHaveLength(1);
    expect(override("stat", "custom.width", 80)).toHaveLength(1);
  });
});

describe("an error of the SDK is a finding", () => {
  const link = {
    title: "x",
    type: "link",
    url: "/x",
    icon: "",
    tooltip: "",
    tags: [],
    asDropdown: false,
    targetBlank: false,
  };
  const stat = (defaults: object) => withPanel("stat", { fieldConfig: { defaults, overrides: [] } });

  it.each([
    [
      "a link that is moved into a menu",
      { links: [{ ...link, includeVars: true, keepTime: true, placement: "inControlsMenu" }] },
    ],
    [
      "an annotation that is moved into a menu",
      {
        annotations: {
          list: [
            {
              name: "x",
              datasource: { type: "prometheus", uid: "x" },
              enable: true,
              iconColor: "red",
              placement: "inControlsMenu",
            },
          ],
        },
      },
    ],
    [
      "a variable with fields of an interval",
      { templating: { list: [{ type: "datasource", name: "datasource", query: "prometheus", auto: false }] } },
    ],
    ["a panel without id", { panels: [panel("stat", 0)] }],
  ])("%s", (_name, content) => {
    expect(findings(content)).toHaveLength(1);
  });

  it("a dashboard link in place of a data link", () => {
    expect(stat({ links: [{ title: "x", url: "/x", targetBlank: true, oneClick: true }] })).toEqual([]);
    expect(stat({ links: [link] }).length).toBeGreaterThan(0);
  });

  it("no threshold steps, no calculation, no refId, a grid position outside", () => {
    expect(withPanel("heatmap", { options: { color: { scheme: "Turbo", steps: 0 } } })).toHaveLength(1);
    expect(withPanel("stat", { options: { reduceOptions: { calcs: [] } } })).toHaveLength(1);
    expect(withPanel("stat", { targets: [{ ...target, refId: undefined }] })).toHaveLength(1);
    expect(withPanel("stat", { gridPos: { x: 30, y: -1, w: 40, h: 0 } })).toHaveLength(4);
  });
});
