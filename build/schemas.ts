import { format } from "prettier";
import { jsonSchemas } from "../src/check/schema/json-schema.js";
import { labJsonSchema } from "../src/lab/json-schema.js";
import type { CommittedFile } from "./committed-files.js";

/**
 * `discriminator` is a keyword of OpenAPI, not of JSON Schema: strict validators reject it by default. It only shortens
 * messages; the published schemas omit it.
 */
const withoutDiscriminator = (key: string, value: unknown): unknown => (key === "discriminator" ? undefined : value);

/** The published JSON Schemas: of lab.yml, and of each kind of file for Grafana. */
export const schemaFiles = async (): Promise<readonly CommittedFile[]> => {
  const schemas = { lab: labJsonSchema(), ...jsonSchemas() };
  return Promise.all(
    Object.entries(schemas).map(async ([name, schema]) => ({
      path: `schemas/${name}.json`,
      content: await format(JSON.stringify(schema, withoutDiscriminator), { parser: "json", printWidth: 120 }),
    })),
  );
};
