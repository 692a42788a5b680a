import type { Dashboard, Text } from "../../file-model.js";
import { rule } from "../../rule.js";
import { suggestionText } from "../../suggestion-text.js";
import { globalVariables } from "../../variable-syntax.js";
import { list, own } from "../../value.js";

/** Queries in which a `$` can only begin a variable of Grafana. In a template of LogQL it begins one of that template. */
const isQuery = ({ key, text }: Text): boolean => key === "expr" && !text.includes("{{");

const declaredIn = ({ variables, location }: Dashboard): ReadonlySet<unknown> =>
  new Set([
    ...globalVariables,
    ...variables.map(({ name }) => name),
    ...list(own(location.source.value, "__inputs")).map((input) => own(input, "name")),
  ]);

export default rule("variables/declared", {
  why: "Grafana doesn't replace an unknown variable in a query: the query then searches for the text $name and finds nothing.",
  severity: "error",
  files: "foreign",
  check: function* ({ dashboards }) {
    for (const dashboard of dashboards) {
      const known = declaredIn(dashboard);
      const told = new Set<string>();
      for (const { variables, location } of dashboard.texts.filter(isQuery)) {
        for (const name of variables) {
          if (known.has(name) || name.startsWith("__") || told.has(name)) continue;
          told.add(name);
          yield {
            location,
            message: `it uses the variable ${JSON.stringify(name)}, which this dashboard doesn't declare`,
            fix: suggestionText(
              name,
              dashboard.variables.map((variable) => variable.name),
            ),
          };
        }
      }
    }
  },
});
