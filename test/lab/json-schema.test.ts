import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { defaultLab, labTemplate } from "../../src/lab/index.js";
import { labJsonSchema } from "../../src/lab/json-schema.js";

const compile = () => new Ajv2020({ strict: true, allErrors: true }).compile(labJsonSchema());

/** Every schema of a property, with its path. */
const propertiesOf = (schema: unknown, path = ""): [string, object][] => {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, inner]: [string, unknown]): [string, object][] => {
    if (key !== "properties" || typeof inner !== "object" || inner === null)
      return propertiesOf(inner, key === "items" ? `${path}[]` : path);
    return Object.entries(inner).flatMap(([name, property]: [string, unknown]): [string, object][] =>
      typeof property === "object" && property !== null
        ? [[`${path}.${name}`, property], ...propertiesOf(property, `${path}.${name}`)]
        : [],
    );
  });
};

describe("labJsonSchema", () => {
  it("compiles with a strict Ajv and accepts valid labs", () => {
    const validate = compile();
    expect(validate({}), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(defaultLab), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(parse(labTemplate())), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    ["an unknown key", { zone: [] }],
    ["an unknown key below", { zones: [{ name: "a", cidr: [] }] }],
    ["no zones", { zones: [] }],
    ["a missing key", { zones: [{ name: "a" }] }],
    ["a colour that is none", { zones: [{ name: "a", cidrs: [], colour: "red" }] }],
    ["a duration that is none", { retention: "a month" }],
    ["a kind that is none", { infrastructure: [{ name: "a", host: "a", address: "10.0.0.1", kind: "x" }] }],
    ["an open section", { datasource: { password: "x" } }],
  ])("rejects %s", (_, lab) => {
    expect(compile()(lab)).toBe(false);
  });

  it("describes every property", () => {
    const properties = propertiesOf(labJsonSchema());
    expect(properties.length).toBeGreaterThan(70);
    expect(properties.filter(([, property]) => !("description" in property)).map(([path]) => path)).toEqual([]);
  });

  it("has an id and a title, and is plain JSON", () => {
    const schema = labJsonSchema();
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: "urn:homelab-dashboards:schema:lab",
      title: "Lab",
    });
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(JSON.stringify(labJsonSchema())).toBe(JSON.stringify(schema));
  });
});
