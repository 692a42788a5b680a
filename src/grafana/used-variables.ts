import { datasourceVariableName } from "./datasource.js";
import { textAt, type JsonObject } from "./json.js";

/** The variables that anything asks for; the values of one may come from a query that asks for another. */
export function usedVariables(variables: readonly JsonObject[], rest: readonly JsonObject[]): readonly JsonObject[] {
  const asked = namesIn(rest);
  const used = variables.filter((variable) => {
    const name = textAt(variable, "name") ?? "";
    const others = variables.filter((other) => other !== variable);
    return name === datasourceVariableName || asked.has(name) || namesIn(others).has(name);
  });
  return used.length === variables.length ? used : usedVariables(used, rest);
}

/** `$name`, `${name}` and `[[name]]`, wherever Grafana may replace them; a panel that is repeated names its variable barely. */
const namesIn = (json: readonly JsonObject[]): ReadonlySet<string> =>
  new Set(
    [...JSON.stringify(json).matchAll(/\$\{?(\w+)|\[\[(\w+)|"repeat":"(\w+)"/g)].map(
      ([, name, old, repeated]) => name ?? old ?? repeated ?? "",
    ),
  );
