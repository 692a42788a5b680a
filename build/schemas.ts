import { format } from "prettier";
import { jsonSchemas } from "../src/check/schema/json-schema.js";
import { labJsonSchema } from "../src/lab/json-schema.js";

/** A file to be written: its path from the root of the package, and its text. */
export interface SchemaFile {
  readonly path: string;
  readonly content: string;
}

/**
 * `discriminator` is OpenAPI's, not JSON Schema's: a strict validator refuses a schema that has it, unless it is told.
 * It only shortens messages, so that the published schemas go without.
 */
const withoutDiscriminator = (key: string, value: unknown): unknown => (key === "discriminator" ? undefined : value);

/** The published JSON Schemas: of a lab.yml, and of each kind of file that is made for Grafana. */
export const schemaFiles = async (): Promise<readonly SchemaFile[]> => {
  const schemas = { lab: labJsonSchema(), ...jsonSchemas() };
  return Promise.all(
    Object.entries(schemas).map(async ([name, schema]) => ({
      path: `schemas/${name}.json`,
      content: await format(JSON.stringify(schema, withoutDiscriminator), { parser: "json", printWidth: 120 }),
    })),
  );
};
