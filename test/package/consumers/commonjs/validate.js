// Checks trees of files by the schemas that the package ships, and nothing else of it.
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Ajv2020 } = require("ajv/dist/2020.js");
const { parse } = require("yaml");

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
