import { datasourceVariableName } from "./datasource.js";
import { textAt, type JsonObject } from "./json.js";

/** The variables that panels, annotations or other used variables use. */
export function usedVariables(variables: readonly JsonObject[], rest: readonly JsonObject[]): readonly JsonObject[] {
  const asked = variablesIn(rest);
  const used = variables.filter((variable) => {
    const name = textAt(variable, "name") ?? "";
    const others = variables.filter((other) => other !== variable);
    return name === datasourceVariableName || asked.has(name) || variablesIn(others).has(name);
  });
  return used.length === variables.length ? used : usedVariables(used, rest);
}

/** The names of variables: of `$name`, `${name}`, `[[name]]`, and the bare name in `repeat`. */
export const variablesIn = (json: readonly JsonObject[]): ReadonlySet<string> =>
  new Set(
    [...JSON.stringify(json).matchAll(/\$\{?(\w+)|\[\[(\w+)|"repeat":"(\w+)"/g)].map(
      ([, name, old, repeated]) => name ?? old ?? repeated ?? "",
    ),
  );
