import { format } from "prettier";
import { jsonSchemas } from "../src/check/schema/json-schema.js";
import { labJsonSchema } from "../src/lab/json-schema.js";

/** A file to be written: its path from the root of the package, and its text. */
export interface SchemaFile {
  readonly path: string;
  readonly content: string;
}

/** The published JSON Schemas: of a lab.yml, and of each kind of file that is made for Grafana. */
export const schemaFiles = async (): Promise<readonly SchemaFile[]> => {
  const schemas = { lab: labJsonSchema(), ...jsonSchemas() };
  return Promise.all(
    Object.entries(schemas).map(async ([name, schema]) => ({
      path: `schemas/${name}.json`,
      content: await format(JSON.stringify(schema), { parser: "json", printWidth: 120 }),
    })),
  );
};
