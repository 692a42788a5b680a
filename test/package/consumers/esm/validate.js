// Checks trees of files by the schemas that the package ships, and nothing else of it.
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";

const require = createRequire(import.meta.url);
const ajv = new Ajv2020();
const validatorOf = (name) => ajv.compile(require(`homelab-dashboards/schemas/${name}.json`));
const validators = {
  ".json": validatorOf("dashboard"),
  "dashboards/homelab.yml": validatorOf("dashboard-provider"),
  "datasources/prometheus.yml": validatorOf("datasource"),
};

for (const directory of process.argv.slice(2)) {
  for (const entry of readdirSync(join(directory, "grafana"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const [, validate] = Object.entries(validators).find(([ending]) => path.endsWith(ending));
    const isRight = validate(parse(readFileSync(path, "utf8")));
    console.log(isRight ? `${path} is right` : `${path}: ${ajv.errorsText(validate.errors)}`);
    if (!isRight) process.exitCode = 1;
  }
}
