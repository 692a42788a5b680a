/** Checks trees of files by the schemas of the package. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js";
import { parse } from "yaml";

const schemaOf = createRequire(join(process.cwd(), "package.json"));
const ajv = new Ajv2020();
const validatorOf = (name: string) =>
  ajv.compile(schemaOf(`homelab-dashboards/schemas/${name}.json`) as AnySchemaObject);
const validators = [
  { ending: ".json", validate: validatorOf("dashboard") },
  { ending: "dashboards/homelab.yml", validate: validatorOf("dashboard-provider") },
  { ending: "datasources/prometheus.yml", validate: validatorOf("datasource") },
];

for (const directory of process.argv.slice(2)) {
  for (const entry of readdirSync(join(directory, "grafana"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const validate = validators.find(({ ending }) => path.endsWith(ending))?.validate;
    if (validate === undefined) throw new Error(`${path} is of no kind that has a schema`);
    const isRight = validate(parse(readFileSync(path, "utf8")));
    console.log(isRight ? `${path} is right` : `${path}: ${ajv.errorsText(validate.errors)}`);
    if (!isRight) process.exitCode = 1;
  }
}
